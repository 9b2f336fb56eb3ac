import { inject } from '@angular/core';
import { NavigationError } from '@angular/router';
import { ADDRESS, CLOCK } from '../services/browser';
import { browserStorage, putForGood } from '../storage';

const KEY = 'devthread.loaded-anew';
/** Code that is missing again so soon is missing for another reason. */
const ONCE_IN_MS = 60_000;
/** In the words of Chromium, Firefox and Safari. */
const NO_CODE = /dynamically imported module|importing a module script/i;

/**
 * After a deployment the code of a page that has not been opened yet is gone: the app is loaded anew, where the person
 * wanted to go. While the server cannot be reached the page that is open stays, with all that is in it.
 */
export async function loadAnewWithoutCode({ error, url }: NavigationError): Promise<void> {
  const [address, clock] = [inject(ADDRESS), inject(CLOCK)];
  if (!(error instanceof Error && NO_CODE.test(error.message))) return;
  const storage = browserStorage('session');
  if (clock.now() - Number(storage.getItem(KEY)) < ONCE_IN_MS) return;
  const isThere = await fetch(url, { method: 'HEAD' }).then(
    ({ ok }) => ok,
    () => false,
  );
  // What the next page will not know of could go on for ever.
  if (isThere && putForGood(storage, KEY, String(clock.now()))) address.assign(url);
}
