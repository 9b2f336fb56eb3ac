import { RefusalReason } from './close-codes';
import { Transport } from './transport';

/** What the app can show about the connection. */
export type ConnectionStatus =
  /** Not asked to connect, or the device has no network. */
  | { state: 'offline' }
  /** The first attempt since `connect`. */
  | { state: 'connecting' }
  /** `transport` only where it is not the best one. */
  | { state: 'live'; transport?: Transport }
  /** Lost; the next attempt starts at `retryAt` (Unix milliseconds). */
  | { state: 'reconnecting'; attempt: number; retryAt: number }
  /** The server does not want us back by ourselves. */
  | { state: 'refused'; code: number; reason: RefusalReason };
