import { jwt } from '../../../testing/jwt';
import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { vi } from 'vitest';
import { TestBed } from '@angular/core/testing';
import { settled } from '../../../testing/fake-clock';
import { alice, bob } from '../../../testing/people';
import { MemoryStorage, session } from '../../../testing/session';
import { AuthStore } from './auth.store';
import { personalKey } from './personal-storage';
import { SESSION_KEY, SESSION_STORAGE } from './session';

const soon = () => new Date(Date.now() + 30_000).toISOString();

describe('AuthStore', () => {
  let storage: MemoryStorage;
  let http: HttpTestingController;
  let store: AuthStore;

  function begin(kept?: string): void {
    storage = new MemoryStorage();
    if (kept !== undefined) storage.setItem(SESSION_KEY, kept);
    TestBed.configureTestingModule({
      providers: [provideHttpClient(), provideHttpClientTesting(), { provide: SESSION_STORAGE, useValue: storage }],
    });
    http = TestBed.inject(HttpTestingController);
    store = TestBed.inject(AuthStore);
  }

  it('knows nobody at first', () => {
    begin();
    expect([store.signedIn(), store.token(), store.expired()]).toEqual([false, undefined, true]);
  });

  it('signs in, for this page, where the storage is full', async () => {
    begin();
    vi.spyOn(storage, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    const done = store.signIn({ username: 'alice', password: 'devthread' });
    http.expectOne('/api/v1/auth/login').flush(session());
    await done;
    expect(store.token()).toBe('token-1');
  });

  it('signs in and is signed in after a reload too', async () => {
    begin();
    const done = store.signIn({ username: 'alice', password: 'devthread' });
    http.expectOne('/api/v1/auth/login').flush(session());
    await done;
    expect([store.user(), store.token(), store.expired()]).toEqual([alice, 'token-1', false]);
    const kept = storage.getItem(SESSION_KEY) ?? '';
    TestBed.resetTestingModule();
    begin(kept);
    expect(store.user()).toEqual(alice);
  });

  it('takes a token that was made elsewhere, which ends when it ends', async () => {
    begin();
    const exp = Math.floor(Date.now() / 1000) + 3600;
    const token = jwt({ sub: 'u1', scope: 'events:publish admin', exp });
    expect(store.signInWith(` ${token}\n`)).toBe(true);
    expect([store.user(), store.token(), store.operator()]).toEqual([{ id: 'u1', username: 'operator' }, token, true]);
    expect(await store.refresh()).toBe('rejected');
    await store.signOut();
    expect(store.signedIn()).toBe(false);
    http.verify();
  });

  it('leaves nothing of a person behind who signs out, and what is kept of others', async () => {
    begin(JSON.stringify(session()));
    storage.setItem(personalKey(alice.id, 'draft.post'), 'half written');
    storage.setItem(personalKey(alice.id, 'outgoing.1'), '{}');
    storage.setItem(personalKey(bob.id, 'draft.post'), 'of bob');
    const done = store.signOut();
    http.expectOne('/api/v1/auth/logout').flush(null);
    await done;
    expect([storage.length, storage.getItem(personalKey(bob.id, 'draft.post'))]).toEqual([1, 'of bob']);
  });

  it('knows whose session has run out, until somebody signs in', async () => {
    begin(JSON.stringify(session({ expires_at: new Date(Date.now() - 1).toISOString() })));
    store.forget();
    store.forget();
    expect(store.ended()).toEqual(alice);
    const signedIn = store.signIn({ username: 'alice', password: 'devthread' });
    http.expectOne('/api/v1/auth/login').flush(session());
    await signedIn;
    expect(store.ended()).toBeUndefined();
    // Signed out, here or elsewhere: what the server ends is good for a while still.
    store.forget();
    expect([store.signedIn(), store.ended()]).toEqual([false, undefined]);
  });

  it('asks nobody to come back who signs out, though the session has run out', async () => {
    begin(JSON.stringify(session({ expires_at: new Date(Date.now() - 1).toISOString() })));
    const done = store.signOut();
    http.expectOne('/api/v1/auth/logout').flush(null, { status: 401, statusText: 'Unauthorized' });
    await done;
    expect([store.signedIn(), store.ended()]).toEqual([false, undefined]);
  });

  it('keeps what is not sent yet when a session only ends', () => {
    begin(JSON.stringify(session()));
    storage.setItem(personalKey(alice.id, 'outgoing.1'), '{}');
    store.forget();
    expect([store.signedIn(), storage.length]).toEqual([false, 1]);
  });

  it('takes nothing that is no token, or an old one', () => {
    begin();
    expect([store.signInWith('rubbish'), store.signInWith(jwt({ sub: 'u1', exp: 1 }))]).toEqual([false, false]);
    expect([store.signedIn(), store.operator()]).toEqual([false, false]);
  });

  it('registers', async () => {
    begin();
    const done = store.register({ username: 'bob', password: 'secret-secret' });
    http.expectOne('/api/v1/auth/register').flush(session({ user: bob }));
    await done;
    expect(store.user()).toEqual(bob);
  });

  it.each(['rubbish', '{}', 'null', '{"token":"t","expires_at":"x","user":{}}'])('takes %s for no session', (kept) => {
    begin(kept);
    expect(store.signedIn()).toBe(false);
  });

  it('signs out although the server cannot be reached', async () => {
    begin(JSON.stringify(session()));
    const done = store.signOut();
    http.expectOne('/api/v1/auth/logout').error(new ProgressEvent('error'));
    await done;
    expect([store.signedIn(), storage.length]).toEqual([false, 0]);
  });

  it('signs out although the server does not answer', async () => {
    vi.useFakeTimers();
    begin(JSON.stringify(session()));
    const done = store.signOut();
    http.expectOne('/api/v1/auth/logout');
    await vi.advanceTimersByTimeAsync(3000);
    await done;
    expect([store.signedIn(), storage.length]).toEqual([false, 0]);
    vi.useRealTimers();
  });

  it('refreshes once for all who ask at the same time', async () => {
    begin(JSON.stringify(session()));
    const both = Promise.all([store.refresh(), store.refresh()]);
    http.expectOne('/api/v1/auth/refresh').flush(session({ token: 'token-2' }));
    expect(await both).toEqual(['renewed', 'renewed']);
    expect(store.token()).toBe('token-2');
  });

  it('keeps a fresh token for this page where the storage is full, and signs out no other tab', async () => {
    begin(JSON.stringify(session()));
    vi.spyOn(storage, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    const kept = storage.getItem(SESSION_KEY);
    const refreshed = store.refresh();
    http.expectOne('/api/v1/auth/refresh').flush(session({ token: 'token-2' }));
    expect([await refreshed, store.token(), storage.getItem(SESSION_KEY)]).toEqual(['renewed', 'token-2', kept]);
  });

  it('takes the token that another tab has just fetched', async () => {
    begin(JSON.stringify(session({ expires_at: soon() })));
    storage.setItem(SESSION_KEY, JSON.stringify(session({ token: 'from another tab' })));
    expect(await store.refresh()).toBe('renewed');
    expect(store.token()).toBe('from another tab');
    http.verify();
  });

  it('says when the server wants the user to sign in again, and when nobody answered', async () => {
    begin(JSON.stringify(session()));
    const rejected = store.refresh();
    http.expectOne('/api/v1/auth/refresh').flush(null, { status: 401, statusText: 'Unauthorized' });
    expect(await rejected).toBe('rejected');
    const unreachable = store.refresh();
    http.expectOne('/api/v1/auth/refresh').error(new ProgressEvent('error'));
    await expect(unreachable).rejects.toMatchObject({ status: 0 });
  });

  it('does not wait without end for a fresh token, so that the next who asks gets one', async () => {
    vi.useFakeTimers();
    try {
      begin(JSON.stringify(session()));
      const refreshed = expect(store.refresh()).rejects.toThrow();
      http.expectOne('/api/v1/auth/refresh');
      await vi.advanceTimersByTimeAsync(10_000);
      await refreshed;
    } finally {
      vi.useRealTimers();
    }
    const again = store.refresh();
    http.expectOne('/api/v1/auth/refresh').flush(session({ token: 'token-2' }));
    expect([await again, store.token()]).toEqual(['renewed', 'token-2']);
  });

  it('does not sign in again who signed out while the token was being refreshed', async () => {
    begin(JSON.stringify(session()));
    const refreshed = store.refresh();
    store.forget();
    http.expectOne('/api/v1/auth/refresh').flush(session({ token: 'token-2' }));
    expect(await refreshed).toBe('rejected');
    await settled();
    expect(store.signedIn()).toBe(false);
    expect(await store.refresh()).toBe('rejected');
  });

  it('signs nobody out who has signed in, in another tab, before the server had done with the one before', async () => {
    begin(JSON.stringify(session()));
    const [refreshed, signedOut] = [store.refresh(), store.signOut()];
    const ofBob = JSON.stringify(session({ user: bob, token: 'of bob' }));
    storage.setItem(SESSION_KEY, ofBob);
    dispatchEvent(new StorageEvent('storage', { key: SESSION_KEY, newValue: ofBob }));
    http.expectOne('/api/v1/auth/refresh').flush(null, { status: 401, statusText: 'Unauthorized' });
    http.expectOne('/api/v1/auth/logout').flush(null);
    await signedOut;
    expect([await refreshed, store.user(), storage.getItem(SESSION_KEY)]).toEqual(['renewed', bob, ofBob]);
  });

  it('follows what happens in other tabs', () => {
    begin(JSON.stringify(session()));
    dispatchEvent(new StorageEvent('storage', { key: 'something else', newValue: null }));
    expect(store.signedIn()).toBe(true);
    dispatchEvent(new StorageEvent('storage', { key: SESSION_KEY, newValue: null }));
    expect([store.signedIn(), store.ended()]).toEqual([false, undefined]);
  });

  it('knows whose session has run out where another tab was the first to notice', () => {
    begin(JSON.stringify(session({ expires_at: new Date(Date.now() - 1).toISOString() })));
    dispatchEvent(new StorageEvent('storage', { key: SESSION_KEY, newValue: null }));
    expect([store.signedIn(), store.ended()]).toEqual([false, alice]);
    dispatchEvent(new StorageEvent('storage', { key: SESSION_KEY, newValue: JSON.stringify(session()) }));
    expect([store.signedIn(), store.ended()]).toEqual([true, undefined]);
  });
});
