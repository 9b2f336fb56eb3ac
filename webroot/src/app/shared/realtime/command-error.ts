import { ErrorBody, ErrorCode } from './payloads';

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
