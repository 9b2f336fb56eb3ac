import { systemClock } from './clock';
import { SUBPROTOCOL } from './frames';
import { newId } from './new-id';
import { pageDevice, pagePosition, pageTransport } from './page';
import { pollingBy } from './polling-fetch';
import { PollingSocket } from './polling-socket';
import { retryAfterMs } from './retry-after';
import { Opening, Socket } from './socket';
import { subjectOf } from './subject-of';
import { Device, PositionMemory, ProbeAnswer, Surroundings, TokenSource } from './surroundings';
import { Transport } from './transport';

/**
 * The surroundings that fit where this runs: a page, or a program (Node 22 and newer) that has no page. WebSocket
 * first, long polling where none gets through.
 *
 * @param server where it is: its origin, such as `https://api.devthread.io`, with the path that a proxy puts before its own
 * @param changes what you would rather have otherwise
 */
export function surroundingsOf(server: string, tokens: TokenSource, changes: Partial<Surroundings> = {}): Surroundings {
  const base = server.replace(/\/+$/, '');
  const polling = pollingBy(base);
  const openSocket = (by: Transport, opening: Opening): Socket =>
    by === 'polling'
      ? new PollingSocket(polling, systemClock, opening, subjectOf(opening.token) ?? '')
      : new WebSocket(`${base.replace(/^http/, 'ws')}/ws`, SUBPROTOCOL);
  const isPage = typeof document !== 'undefined';
  return {
    openSocket,
    clock: systemClock,
    newId,
    tokens,
    probe: () => probe(base, tokens.token()),
    device: isPage ? pageDevice : PROGRAM,
    memory: isPage ? pagePosition : NO_MEMORY,
    transports: ['websocket', 'polling'],
    ...(isPage ? { transportMemory: pageTransport } : {}),
    ...changes,
  };
}

/** A token that lasts as long as the program does. */
export function fixedToken(token: string): TokenSource {
  return { token: () => token, expired: () => false, refresh: async () => 'rejected' };
}

const PROGRAM: Device = { online: () => true, watch: () => () => undefined };
const NO_MEMORY: PositionMemory = { take: () => undefined, keep: () => () => undefined };
const PROBE_MS = 10_000;

async function probe(base: string, token: string | undefined): Promise<ProbeAnswer> {
  const headers: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const signal = AbortSignal.timeout(PROBE_MS);
  const answer = await fetch(`${base}/api/v1/realtime/poll?timeout=0`, { headers, signal }).catch(() => undefined);
  if (answer === undefined) return probeAnswerOf(0, undefined);
  const body: unknown = answer.ok ? undefined : await answer.json().catch(() => undefined);
  return probeAnswerOf(answer.status, retryAfterMs(body, answer.headers.get('Retry-After')));
}

/** What the status of `poll?timeout=0` tells about a failed handshake; 0 where nobody answered. */
export function probeAnswerOf(status: number, waitMs: number | undefined): ProbeAnswer {
  if (status === 0 || status === 502 || status === 504) return { verdict: 'unreachable' };
  if (status === 401) return { verdict: 'unauthorized' };
  if (status === 403) return { verdict: 'forbidden' };
  if (status >= 200 && status < 300) return { verdict: 'reachable' };
  const isPatient = (status === 429 || status === 503) && waitMs !== undefined;
  return isPatient ? { verdict: 'wait', retryAfterMs: waitMs } : { verdict: 'unknown' };
}
