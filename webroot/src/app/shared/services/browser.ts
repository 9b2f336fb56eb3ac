import { HttpClient, HttpErrorResponse } from '@angular/common/http';
import { inject, InjectionToken } from '@angular/core';
import { firstValueFrom, timeout, TimeoutError } from 'rxjs';
import { ANSWER_MS } from '../http/answer-time';
import {
  Clock,
  Device,
  LateSocket,
  pageDevice,
  pagePosition,
  pageTabs,
  pageTransport,
  pollingBy,
  PollingApi,
  PollingSocket,
  PositionMemory,
  Probe,
  ProbeAnswer,
  probeAnswerOf,
  retryAfterMs,
  SocketFactory,
  SUBPROTOCOL,
  systemClock,
  TabWorld,
  TransportMemory,
} from '../realtime';
import { AuthStore } from '../auth/auth.store';

/** What the connection needs of the browser, each replaceable in a test. */

export const CLOCK = new InjectionToken<Clock>('clock', { providedIn: 'root', factory: () => systemClock });

/** Leaving this page for a fresh one. */
export const ADDRESS = new InjectionToken<Pick<Location, 'assign' | 'reload'>>('address', {
  providedIn: 'root',
  factory: () => location,
});

export const SOCKET_FACTORY = new InjectionToken<SocketFactory>('socket factory', {
  providedIn: 'root',
  factory: () => {
    const polling = inject(POLLING_API);
    const [auth, clock] = [inject(AuthStore), inject(CLOCK)];
    return (transport, opening) => {
      switch (transport) {
        case 'websocket':
          return new WebSocket(new URL('/ws', location.origin.replace(/^http/, 'ws')), SUBPROTOCOL);
        case 'sockjs':
          return new LateSocket(
            import('./sockjs-socket').then(
              ({ openSockJs }) =>
                () =>
                  openSockJs(opening),
            ),
          );
        case 'polling':
          return new PollingSocket(polling, clock, opening, auth.user()?.id ?? '');
      }
    };
  },
});

export const DEVICE = new InjectionToken<Device>('device', { providedIn: 'root', factory: () => pageDevice });

export const TRANSPORT_MEMORY = new InjectionToken<TransportMemory>('transport memory', {
  providedIn: 'root',
  factory: () => pageTransport,
});

export const POSITION_MEMORY = new InjectionToken<PositionMemory>('position memory', {
  providedIn: 'root',
  factory: () => pagePosition,
});

/** Nothing where the browser cannot tell its tabs apart: then each has a connection of its own. */
export const TABS = new InjectionToken<TabWorld | undefined>('tabs', { providedIn: 'root', factory: pageTabs });

/** By `fetch`, not `HttpClient`: the connection decides itself what a 401 means, and breaks off what it does not want. */
export const POLLING_API = new InjectionToken<PollingApi>('polling', {
  providedIn: 'root',
  factory: () => pollingBy(''),
});

export const PROBE = new InjectionToken<Probe>('probe', {
  providedIn: 'root',
  factory: () => {
    const http = inject(HttpClient);
    return () =>
      firstValueFrom(http.get('/api/v1/realtime/poll', { params: { timeout: 0 } }).pipe(timeout(ANSWER_MS))).then(
        (): ProbeAnswer => ({ verdict: 'reachable' }),
        answerOf,
      );
  },
});

function answerOf(error: unknown): ProbeAnswer {
  if (error instanceof TimeoutError) return probeAnswerOf(0, undefined);
  if (!(error instanceof HttpErrorResponse)) return { verdict: 'unknown' };
  return probeAnswerOf(error.status, retryAfterMs(error.error, error.headers.get('Retry-After')));
}
