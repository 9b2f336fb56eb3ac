import { HttpErrorResponse, HttpInterceptorFn, HttpRequest } from '@angular/common/http';
import { inject } from '@angular/core';
import { catchError, from, Observable, switchMap, throwError } from 'rxjs';
import { AuthStore } from './auth.store';

const OPEN = ['/api/v1/auth/login', '/api/v1/auth/register'];
/** A 401 of these is an answer, not a reason to try again. */
const FINAL = ['/api/v1/auth/refresh', '/api/v1/auth/logout'];

/** Puts the token on every request to our own API; when it has run out, refreshes it and asks once more. */
export const bearerInterceptor: HttpInterceptorFn = (request, next) => {
  if (!request.url.startsWith('/api/') || OPEN.includes(request.url)) return next(request);
  const auth = inject(AuthStore);
  const [token, me] = [auth.token(), auth.user()?.id];
  const answer = next(withToken(request, token));
  if (FINAL.includes(request.url)) return answer;
  return answer.pipe(
    catchError((error: unknown) => {
      if (!(error instanceof HttpErrorResponse) || error.status !== 401) return throwError(() => error);
      return from(renewed(auth, token, me)).pipe(
        switchMap((success): Observable<never> | ReturnType<typeof next> =>
          success ? next(withToken(request, auth.token())) : throwError(() => error),
        ),
      );
    }),
  );
};

/** False also where somebody else has signed in meanwhile: what one has asked for is not done as another. */
async function renewed(auth: AuthStore, used: string | undefined, me: string | undefined): Promise<boolean> {
  if (auth.token() !== used) return auth.signedIn() && auth.user()?.id === me;
  const outcome = await auth.refresh().catch(() => 'unreachable' as const);
  if (outcome === 'rejected') auth.forget();
  return outcome === 'renewed' && auth.user()?.id === me;
}

function withToken(request: HttpRequest<unknown>, token: string | undefined): HttpRequest<unknown> {
  return token === undefined ? request : request.clone({ setHeaders: { Authorization: `Bearer ${token}` } });
}
