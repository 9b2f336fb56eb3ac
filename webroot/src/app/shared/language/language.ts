import { browserStorage, isForGood, putForGood } from '../storage';

export type Language = 'en' | 'de';

const KEY = 'devthread.language';
/** In the address of a page, for a browser that keeps nothing. */
const PARAMETER = 'language';

/** As chosen; else the first of the browser's languages that there is; else English. */
export function languageOf(chosen: string | null, browser: readonly string[]): Language {
  const wanted = [...(chosen === null ? [] : [chosen]), ...browser].map((tag) => tag.toLowerCase().split('-')[0]);
  return wanted.find((language) => language === 'en' || language === 'de') ?? 'en';
}

/** Undefined: whatever the browser says. */
export function chosenLanguage(): Language | undefined {
  const value = remembered();
  return value === 'en' || value === 'de' ? value : undefined;
}

/** Holds from the next load of the page on: texts are put in when the code is read. False where that will not know. */
export function chooseLanguage(language: Language | undefined): boolean {
  const storage = browserStorage('local');
  if (language !== undefined) return putForGood(storage, KEY, language);
  storage.removeItem(KEY);
  return isForGood(storage);
}

/** Of a page that knows it by its address, where `chooseLanguage` could not keep it. */
export function addressIn(language: Language | undefined, path: string): string {
  return language === undefined ? path : `${path}?${PARAMETER}=${language}`;
}

/** Of this page, as long as it lives. */
export const LANGUAGE = languageOf(remembered(), navigator.languages);

function remembered(): string | null {
  return browserStorage('local').getItem(KEY) ?? new URLSearchParams(location.search).get(PARAMETER);
}

/** For `Intl`: dates, times, numbers. */
export const LOCALE = LANGUAGE === 'de' ? 'de-DE' : 'en-GB';
