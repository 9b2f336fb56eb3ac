import { HttpErrorResponse } from '@angular/common/http';
import { CommandError, ErrorBody } from '../realtime';
import { serverWords } from './server-words';

/** What went wrong, in words for the person in front of the screen; `field` names the input it belongs to. */
export interface Problem {
  code: ErrorBody['code'] | 'network';
  message: string;
  field?: string;
  retryAfterMs?: number;
}

/** Of these the same question gets the same answer. */
const FINAL: ReadonlySet<Problem['code']> = new Set([
  'invalid_frame',
  'unsupported_version',
  'unknown_event',
  'invalid_data',
  'forbidden',
  'not_found',
  'too_large',
]);

/** Whether it may help to ask again. */
export function mayPass({ code }: Problem): boolean {
  return !FINAL.has(code);
}

export function problemOf(error: unknown): Problem {
  if (error instanceof CommandError) return fromBody(withoutUndefined(error));
  if (!(error instanceof HttpErrorResponse)) return { code: 'internal', message: $localize`Something went wrong.` };
  if (isErrorBody(error.error)) return fromBody(error.error);
  if (error.status === 0 || error.status === 502 || error.status === 504) {
    return { code: 'network', message: $localize`The server cannot be reached.` };
  }
  return { code: 'internal', message: $localize`The server answered ${error.status}:status:.` };
}

function withoutUndefined(error: CommandError): ErrorBody {
  return {
    code: error.code,
    message: error.message,
    ...(error.field === undefined ? {} : { field: error.field }),
    ...(error.retryAfterMs === undefined ? {} : { retry_after_ms: error.retryAfterMs }),
  };
}

function fromBody(body: ErrorBody): Problem {
  const { code, field, retry_after_ms } = body;
  return {
    code,
    message: serverWords(body),
    ...(field === undefined ? {} : { field }),
    ...(retry_after_ms === undefined ? {} : { retryAfterMs: retry_after_ms }),
  };
}

function isErrorBody(body: unknown): body is ErrorBody {
  if (typeof body !== 'object' || body === null) return false;
  const { code, message } = body as Record<string, unknown>;
  return typeof code === 'string' && typeof message === 'string';
}
