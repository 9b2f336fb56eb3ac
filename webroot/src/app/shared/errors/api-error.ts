import { HttpErrorResponse } from '@angular/common/http';
import { CommandError, ErrorBody } from '../realtime';

/** What went wrong, in words for the person in front of the screen; `field` names the input it belongs to. */
export interface Problem {
  code: ErrorBody['code'] | 'network';
  message: string;
  field?: string;
  retryAfterMs?: number;
}

export function problemOf(error: unknown): Problem {
  if (error instanceof CommandError) return fromBody(withoutUndefined(error));
  if (!(error instanceof HttpErrorResponse)) return { code: 'internal', message: 'Something went wrong.' };
  if (isErrorBody(error.error)) return fromBody(error.error);
  if (error.status === 0 || error.status === 502 || error.status === 504) {
    return { code: 'network', message: 'The server cannot be reached.' };
  }
  return { code: 'internal', message: `The server answered ${error.status}.` };
}

function withoutUndefined(error: CommandError): ErrorBody {
  return {
    code: error.code,
    message: error.message,
    ...(error.field === undefined ? {} : { field: error.field }),
    ...(error.retryAfterMs === undefined ? {} : { retry_after_ms: error.retryAfterMs }),
  };
}

function fromBody({ code, message, field, retry_after_ms }: ErrorBody): Problem {
  return {
    code,
    message: sentence(message),
    ...(field === undefined ? {} : { field }),
    ...(retry_after_ms === undefined ? {} : { retryAfterMs: retry_after_ms }),
  };
}

/** "password is too short" → "Password is too short." */
function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(capital) ? capital : `${capital}.`;
}

function isErrorBody(body: unknown): body is ErrorBody {
  if (typeof body !== 'object' || body === null) return false;
  const { code, message } = body as Record<string, unknown>;
  return typeof code === 'string' && typeof message === 'string';
}
