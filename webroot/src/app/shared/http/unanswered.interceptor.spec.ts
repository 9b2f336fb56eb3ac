import { HttpClient, HttpEventType, provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { firstValueFrom } from 'rxjs';
import { vi } from 'vitest';
import { problemOf } from '../errors/api-error';
import { endUnanswered } from './unanswered.interceptor';

describe('A request', () => {
  let http: HttpClient;
  let server: HttpTestingController;

  beforeEach(() => {
    vi.useFakeTimers();
    TestBed.configureTestingModule({
      providers: [provideHttpClient(withInterceptors([endUnanswered])), provideHttpClientTesting()],
    });
    http = TestBed.inject(HttpClient);
    server = TestBed.inject(HttpTestingController);
  });

  afterEach(() => vi.useRealTimers());

  const ask = (url: string) => firstValueFrom(http.get(url)).catch((error: unknown) => problemOf(error));

  it('that nobody answers is over after 30 s, and can be asked again', async () => {
    const answer = ask('/api/v1/conversations');
    const request = server.expectOne('/api/v1/conversations');
    await vi.advanceTimersByTimeAsync(29_999);
    expect(request.cancelled).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect([request.cancelled, await answer]).toEqual([
      true,
      { code: 'network', message: 'The server cannot be reached.' },
    ]);
    const again = ask('/api/v1/conversations');
    server.expectOne('/api/v1/conversations').flush({ items: [] });
    expect(await again).toEqual({ items: [] });
  });

  it('whose answer comes slowly is not over', async () => {
    const answer = ask('/api/v1/conversations');
    const request = server.expectOne('/api/v1/conversations');
    for (let loaded = 1; loaded <= 5; loaded += 1) {
      await vi.advanceTimersByTimeAsync(20_000);
      request.event({ type: HttpEventType.DownloadProgress, loaded });
    }
    request.flush({ items: [] });
    expect(await answer).toEqual({ items: [] });
  });

  it('for all that is held about me takes as long as it takes', async () => {
    const answer = ask('/api/v1/me/export');
    await vi.advanceTimersByTimeAsync(600_000);
    server.expectOne('/api/v1/me/export').flush({ messages: [] });
    expect(await answer).toEqual({ messages: [] });
  });
});
