/** What to do after a close: come back, come back with a fresh token, or stay away until the user says so. */
export type Verdict = 'reconnect' | 'refresh' | 'stop';

/** Our own code when the client gives a connection up (silence, gap, no reply); the server only sees it. */
export const GIVEN_UP = 4000;

/** Another connection has taken this session over. */
export const REPLACED = 4505;

const REASONS: Readonly<Record<number, RefusalReason>> = {
  4500: 'protocol',
  4501: 'signed_out',
  4503: 'signed_out',
  4504: 'too_many_connections',
  [REPLACED]: 'replaced',
  4529: 'flooding',
};

export type RefusalReason =
  'protocol' | 'signed_out' | 'too_many_connections' | 'replaced' | 'flooding' | 'forbidden' | 'unknown';

/** 4000–4499 (and all that the network does by itself) reconnects; 4500–4999 does not. */
export function verdictOf(code: number): Verdict {
  if (code === 4001) return 'refresh';
  return code >= 4500 && code <= 4999 ? 'stop' : 'reconnect';
}

export function reasonOf(code: number): RefusalReason {
  return REASONS[code] ?? 'unknown';
}
