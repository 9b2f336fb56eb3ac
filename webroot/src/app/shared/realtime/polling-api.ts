import { ClientFrame } from './frames';

/** What one poll asks for. */
export interface PollRequest {
  token: string;
  /** Where the last poll ended; instead of it, `position` for who comes from another transport. */
  lastPollId?: string;
  position?: { epoch: string; seq: number };
  channels: readonly string[];
  timeoutSeconds: number;
}

/** As the server answers it; `events` are frames. */
export interface PollAnswer {
  events: unknown[];
  last_poll_id: string;
  epoch: string;
  seq: number;
  reset: boolean;
  retry_after_ms: number;
}

/** Why a request failed: the HTTP status, 0 where nobody answered. */
export class PollingError extends Error {
  constructor(
    readonly status: number,
    readonly retryAfterMs?: number,
  ) {
    super(`The server answered ${status}.`);
    this.name = 'PollingError';
  }
}

/** The two calls of long polling, each rejecting with a `PollingError`. */
export interface PollingApi {
  poll(request: PollRequest, signal: AbortSignal): Promise<PollAnswer>;
  /** Answers the replies, in order. */
  command(frames: readonly ClientFrame[], token: string, signal: AbortSignal): Promise<unknown[]>;
}
