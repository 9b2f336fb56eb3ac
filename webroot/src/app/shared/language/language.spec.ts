import { vi } from 'vitest';
import { addressIn, chosenLanguage, chooseLanguage, languageOf } from './language';
import { inDigits, plural } from './numbers';

describe('the language', () => {
  it.each([
    [null, ['de-AT', 'en'], 'de'],
    [null, ['fr-FR', 'de', 'en'], 'de'],
    [null, ['en-US', 'de'], 'en'],
    [null, ['fr'], 'en'],
    [null, [], 'en'],
    ['de', ['en-US'], 'de'],
    ['en', ['de'], 'en'],
    ['xx', ['de'], 'de'],
  ])('chosen %s, with a browser in %s, is %s', (chosen, browser, language) => {
    expect(languageOf(chosen, browser)).toBe(language);
  });

  it('is remembered until the browser is to decide again', () => {
    chooseLanguage('de');
    expect(chosenLanguage()).toBe('de');
    chooseLanguage(undefined);
    expect(chosenLanguage()).toBeUndefined();
  });

  it('is known by the address where the storage is forbidden, and by nothing else where not', () => {
    const forbidden = vi.spyOn(globalThis, 'localStorage', 'get').mockImplementation(() => {
      throw new DOMException('no', 'SecurityError');
    });
    expect([chooseLanguage('de'), chosenLanguage(), chooseLanguage(undefined)]).toEqual([false, 'de', false]);
    history.replaceState(null, '', addressIn('de', '/settings'));
    expect(chosenLanguage()).toBe('de');
    forbidden.mockRestore();
    chooseLanguage('en');
    expect(chosenLanguage()).toBe('en');
    chooseLanguage(undefined);
    history.replaceState(null, '', addressIn(undefined, '/'));
    expect(chosenLanguage()).toBeUndefined();
  });

  it('decides on plurals and digits', () => {
    expect([0, 1, 2].map((count) => plural(count, 'post', 'posts'))).toEqual(['posts', 'post', 'posts']);
    expect(inDigits(12345)).toBe('12,345');
  });
});
