import { inject } from '@angular/core';
import { CanActivateFn, Router } from '@angular/router';
import { AuthStore } from './auth.store';

/** Sends a stranger to the sign-in page, which comes back to where they wanted to go. */
export const signedIn: CanActivateFn = (_route, state) => {
  if (inject(AuthStore).signedIn()) return true;
  const next = state.url === '/' ? {} : { next: state.url };
  return inject(Router).createUrlTree(['/sign-in'], { queryParams: next });
};

/** Others do not even learn that there is something. */
export const operating: CanActivateFn = () => inject(AuthStore).operator() || inject(Router).createUrlTree(['/']);

export const signedOut: CanActivateFn = () => !inject(AuthStore).signedIn() || inject(Router).createUrlTree(['/']);
