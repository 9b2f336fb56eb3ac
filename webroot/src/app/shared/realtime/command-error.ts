import { ErrorBody, ErrorCode } from './payloads';

/** The server could not at this moment: worth asking again. */
export function isForNow({ code }: { code: ErrorCode }): boolean {
  return code === 'rate_limited' || code === 'unavailable';
}

/** Why a command was refused, by the server or, with code `unavailable`, by the client's own full queue. */
export class CommandError extends Error {
  readonly code: ErrorCode;
  readonly field: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(body: ErrorBody) {
    super(body.message);
    this.name = 'CommandError';
    this.code = body.code;
    this.field = body.field;
    this.retryAfterMs = body.retry_after_ms;
  }
}
