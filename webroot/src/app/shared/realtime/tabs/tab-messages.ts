import { Transport } from '../transport';

/**
 * What tabs of one user say to each other. A link is one tab's way to the leader, as a socket is one to the server:
 * frames go over it as they are.
 */
export type TabMessage =
  | { say: 'command'; tab: string; link: string; text: string }
  | { say: 'unlink'; link: string }
  | { say: 'ping'; tab: string }
  | FromLeader
  /** Which tab was looked at last, and which not any more. */
  | { say: 'seen'; tab: string; at: number }
  | { say: 'unseen'; tab: string }
  | { say: 'who is seen?' };

/** `leader` says who it is: one that was robbed while it slept may go on speaking for a moment. */
export type FromLeader =
  /** `settled`: asking the server from another tab would change nothing. `transport` as in `ConnectionStatus`. */
  | { say: 'pong'; leader: string; tab: string; visible: boolean; settled: boolean; transport?: Transport }
  | { say: 'event'; leader: string; links: readonly string[]; text: string }
  | { say: 'ended'; leader: string; links: readonly string[]; code: number }
  /** `anew`: leads from now on; otherwise its connection is back. */
  | { say: 'come'; leader: string; anew: boolean };

/** Ends a link whose other end has gone or is without a connection. It never travels to or from a server. */
export const HANDED_OVER = 4010;
