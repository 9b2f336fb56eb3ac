import { LOCALE } from './language';

const rules = new Intl.PluralRules(LOCALE);
const digits = new Intl.NumberFormat(LOCALE);

/** Which of the two fits so many, the language decides: "1 new post", "5 new posts". */
export function plural(count: number, one: string, other: string): string {
  return rules.select(count) === 'one' ? one : other;
}

/** "1,234", "1.234" */
export function inDigits(count: number): string {
  return digits.format(count);
}
