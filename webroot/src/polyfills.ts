/**
 * Before all other code: every `$localize` and every `i18n` of a template gives its text when it is read for the first
 * time, so the translations have to be there by then.
 */
import '@angular/localize/init';
import { loadTranslations, ɵcomputeMsgId as idOf } from '@angular/localize';
import { GERMAN } from './app/shared/language/german';
import { LANGUAGE } from './app/shared/language/language';

const AROUND = [
  ['', ''],
  [' ', ''],
  ['', ' '],
  [' ', ' '],
] as const;

document.documentElement.lang = LANGUAGE;
if (LANGUAGE === 'de') loadTranslations(byId(GERMAN));

/** Angular finds a text by a hash of the English one. A template may break the line around it: that is a blank more. */
function byId(texts: Readonly<Record<string, string>>): Record<string, string> {
  const all = Object.entries(texts).flatMap(([key, text]) => {
    const [english = '', meaning] = key.split('|').reverse();
    return AROUND.map(([before, after]) => [idOf(before + english + after, meaning), before + text + after]);
  });
  return Object.fromEntries(all) as Record<string, string>;
}
