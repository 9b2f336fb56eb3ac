import { HttpErrorResponse } from '@angular/common/http';
import { ErrorCode } from '../app/shared/realtime';

/** What the server answers over HTTP to what it does not do. */
export function refusal(status: number, code: ErrorCode, retryAfterMs?: number): HttpErrorResponse {
  const after = retryAfterMs === undefined ? {} : { retry_after_ms: retryAfterMs };
  return new HttpErrorResponse({ status, error: { type: 'error', code, message: code, ...after } });
}
