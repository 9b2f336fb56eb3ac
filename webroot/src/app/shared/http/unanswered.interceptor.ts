import { HttpErrorResponse, HttpInterceptorFn } from '@angular/common/http';
import { throwError, timeout } from 'rxjs';

/** The server answers, or refuses, within a few seconds; a slow network brings something of the answer in this time. */
const SILENCE_MS = 30_000;
/** Gathers for as long as it takes. */
const UNHURRIED = ['/api/v1/me/export'];

/**
 * A network that has gone without a word leaves requests unanswered for minutes, and whoever waits for one asks no
 * other: after a time of silence it counts as unreachable, and can be tried again.
 */
export const endUnanswered: HttpInterceptorFn = (request, next) => {
  if (!request.url.startsWith('/api/') || UNHURRIED.includes(request.url)) return next(request);
  const { urlWithParams: url } = request;
  const unanswered = () => throwError(() => new HttpErrorResponse({ status: 0, statusText: 'Unanswered', url }));
  return next(request.clone({ reportDownloadProgress: true })).pipe(timeout({ each: SILENCE_MS, with: unanswered }));
};
