import { HttpClient, provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { firstValueFrom } from 'rxjs';
import { settled } from '../../../testing/fake-clock';
import { alice, bob } from '../../../testing/people';
import { FakeTokens } from '../../../testing/fake-surroundings';
import { UserRef } from '../realtime';
import { AuthStore } from './auth.store';
import { bearerInterceptor } from './bearer.interceptor';

const UNAUTHORIZED = { status: 401, statusText: 'Unauthorized' };

class FakeAuth extends FakeTokens {
  readonly user = signal<UserRef | undefined>(alice);

  signedIn(): boolean {
    return this.current !== undefined;
  }

  forget(): void {
    this.current = undefined;
  }
}

describe('bearerInterceptor', () => {
  let auth: FakeAuth;
  let http: HttpClient;
  let server: HttpTestingController;

  beforeEach(() => {
    auth = new FakeAuth();
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(withInterceptors([bearerInterceptor])),
        provideHttpClientTesting(),
        { provide: AuthStore, useValue: auth },
      ],
    });
    http = TestBed.inject(HttpClient);
    server = TestBed.inject(HttpTestingController);
  });

  const get = (url: string) => firstValueFrom(http.get(url));
  const authorization = (url: string) => server.expectOne(url).request.headers.get('Authorization');

  it('shows the token to our own API', () => {
    void get('/api/v1/conversations');
    expect(authorization('/api/v1/conversations')).toBe('Bearer token-1');
  });

  it.each(['/api/v1/auth/login', '/api/v1/auth/register', '/other', 'https://elsewhere.example/api/'])(
    'does not show it to %s',
    (url) => {
      void get(url);
      expect(authorization(url)).toBeNull();
    },
  );

  it('sends no header where there is no token', () => {
    auth.current = undefined;
    void get('/api/v1/conversations');
    expect(authorization('/api/v1/conversations')).toBeNull();
  });

  it('refreshes a token that has run out and asks once more', async () => {
    const answer = get('/api/v1/conversations');
    server.expectOne('/api/v1/conversations').flush(null, UNAUTHORIZED);
    await settled();
    const again = server.expectOne('/api/v1/conversations');
    expect(again.request.headers.get('Authorization')).toBe('Bearer token-2');
    again.flush({ items: [] });
    expect(await answer).toEqual({ items: [] });
  });

  it('does not refresh again what was refreshed in the meantime', async () => {
    void get('/api/v1/conversations');
    auth.current = 'fresh';
    server.expectOne('/api/v1/conversations').flush(null, UNAUTHORIZED);
    await settled();
    expect(authorization('/api/v1/conversations')).toBe('Bearer fresh');
    expect(auth.refreshes).toBe(0);
  });

  it.each(['in another tab', 'while the token was refreshed'])(
    'asks nothing again for one person as another, who has signed in %s',
    async (when) => {
      const refused = expect(get('/api/v1/me/data')).rejects.toMatchObject({ status: 401 });
      if (when === 'in another tab') auth.current = 'of bob';
      auth.user.set(when === 'in another tab' ? bob : alice);
      server.expectOne('/api/v1/me/data').flush(null, UNAUTHORIZED);
      auth.user.set(bob);
      await refused;
      server.expectNone('/api/v1/me/data');
    },
  );

  it('signs out who may not refresh', async () => {
    auth.outcome = 'rejected';
    const refused = expect(get('/api/v1/conversations')).rejects.toMatchObject({ status: 401 });
    server.expectOne('/api/v1/conversations').flush(null, UNAUTHORIZED);
    await refused;
    expect(auth.signedIn()).toBe(false);
  });

  it('keeps the session while nobody can be asked', async () => {
    auth.outcome = 'unreachable';
    const refused = expect(get('/api/v1/conversations')).rejects.toMatchObject({ status: 401 });
    server.expectOne('/api/v1/conversations').flush(null, UNAUTHORIZED);
    await refused;
    expect(auth.signedIn()).toBe(true);
  });

  it('lets other errors through, and those of refreshing itself', async () => {
    const broken = expect(get('/api/v1/conversations')).rejects.toMatchObject({ status: 500 });
    server.expectOne('/api/v1/conversations').flush(null, { status: 500, statusText: 'Broken' });
    await broken;
    const refused = expect(get('/api/v1/auth/refresh')).rejects.toMatchObject({ status: 401 });
    server.expectOne('/api/v1/auth/refresh').flush(null, UNAUTHORIZED);
    await refused;
    expect(auth.refreshes).toBe(0);
  });
});
