import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { vi } from 'vitest';
import { Position } from '../realtime';
import { DEVICE, POSITION_MEMORY, PROBE, SOCKET_FACTORY } from './browser';

describe('what the connection gets from the browser', () => {
  let server: HttpTestingController;

  beforeEach(() => {
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting()] });
    server = TestBed.inject(HttpTestingController);
  });

  it('opens its socket at our own host, without a token in the address', () => {
    const opened: unknown[][] = [];
    const original = globalThis.WebSocket;
    class Spy {
      constructor(...args: unknown[]) {
        opened.push(args.map(String));
      }
    }
    Object.assign(globalThis, { WebSocket: Spy });
    try {
      TestBed.inject(SOCKET_FACTORY)('websocket', { token: 't' });
    } finally {
      globalThis.WebSocket = original;
    }
    expect(opened).toEqual([[`ws://${location.host}/ws`, 'devthread.v1.json']]);
  });

  it('hears of the network and of being looked at, until it stops listening', () => {
    const heard: string[] = [];
    const stop = TestBed.inject(DEVICE).watch((what) => heard.push(what));
    dispatchEvent(new Event('offline'));
    dispatchEvent(new Event('online'));
    document.dispatchEvent(new Event('visibilitychange'));
    stop();
    dispatchEvent(new Event('offline'));
    expect(heard).toEqual(['offline', 'online', 'visible']);
    expect(TestBed.inject(DEVICE).online()).toBe(true);
  });

  it('keeps the position for the next page only: a copy of this tab must not resume the same session', () => {
    const position: Position = { user_id: 'me', session: 's', epoch: 'e', seq: 7 };
    const memory = TestBed.inject(POSITION_MEMORY);
    memory.keep(() => position);
    expect(memory.take()).toBeUndefined();
    dispatchEvent(new Event('pagehide'));
    expect(memory.take()).toEqual(position);
    expect(memory.take()).toBeUndefined();
  });

  it.each([
    [401, {}, { verdict: 'unauthorized' }],
    [403, {}, { verdict: 'forbidden' }],
    [404, {}, { verdict: 'unknown' }],
    [503, {}, { verdict: 'unknown' }],
  ])('asks why a handshake failed: %i', async (status, headers, verdict) => {
    const answer = TestBed.inject(PROBE)();
    server.expectOne('/api/v1/realtime/poll?timeout=0').flush(null, { status, statusText: 'no', headers });
    expect(await answer).toEqual(verdict);
  });

  it.each([429, 503])('stays away as long as the server told this client: %i', async (status) => {
    const answer = TestBed.inject(PROBE)();
    const body = { type: 'error', code: 'unavailable', retry_after_ms: 2417 };
    const headers = { 'Retry-After': '3' };
    server.expectOne('/api/v1/realtime/poll?timeout=0').flush(body, { status, statusText: 'no', headers });
    expect(await answer).toEqual({ verdict: 'wait', retryAfterMs: 2417 });
  });

  it('takes a server that does not answer for one that is not there', async () => {
    vi.useFakeTimers();
    try {
      const answer = TestBed.inject(PROBE)();
      const question = server.expectOne('/api/v1/realtime/poll?timeout=0');
      await vi.advanceTimersByTimeAsync(10_000);
      expect([await answer, question.cancelled]).toEqual([{ verdict: 'unreachable' }, true]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('learns from an answer that is fine that it is the way that does not work', async () => {
    const answer = TestBed.inject(PROBE)();
    server.expectOne('/api/v1/realtime/poll?timeout=0').flush({ events: [] });
    expect(await answer).toEqual({ verdict: 'reachable' });
  });
});
