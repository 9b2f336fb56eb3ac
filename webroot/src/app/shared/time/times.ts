import { LOCALE } from '../language/language';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const clockTime = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(LOCALE, { weekday: 'short' });
const dayAndMonth = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short' });
const dayMonthYear = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', year: 'numeric' });
const longDay = new Intl.DateTimeFormat(LOCALE, { weekday: 'long', day: 'numeric', month: 'long' });
const longMonth = new Intl.DateTimeFormat(LOCALE, { month: 'long', year: 'numeric' });
const relative = new Intl.RelativeTimeFormat(LOCALE);
const fullDate = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'full', timeStyle: 'medium' });

/** The first moment of the day, in the reader's own time zone: equal for times of one day. */
export function dayOf(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}

/** "14:02" */
export function timeOfDay(time: number): string {
  return clockTime.format(time);
}

/** For lists: "now", "5 min", "14:02", "Mon 14:02", "3 Nov", "3 Nov 2025". */
export function shortTime(time: number, now: number): string {
  const age = now - time;
  if (age < MINUTE) return $localize`now`;
  if (age < 60 * MINUTE) return $localize`${Math.floor(age / MINUTE)}:count: min`;
  if (dayOf(time) === dayOf(now)) return timeOfDay(time);
  if (age < 6 * DAY) return `${weekday.format(time)} ${timeOfDay(time)}`;
  return sameYear(time, now) ? dayAndMonth.format(time) : dayMonthYear.format(time);
}

/** For sentences: "just now", "5 minutes ago", "3 hours ago", "2 days ago", "on 3 Nov". */
export function ago(time: number, now: number): string {
  const age = now - time;
  if (age < MINUTE) return $localize`just now`;
  if (age < HOUR) return relative.format(-Math.floor(age / MINUTE), 'minute');
  if (age < DAY) return relative.format(-Math.floor(age / HOUR), 'hour');
  if (age < 7 * DAY) return relative.format(-Math.floor(age / DAY), 'day');
  const date = (sameYear(time, now) ? dayAndMonth : dayMonthYear).format(time);
  return $localize`on ${date}:date:`;
}

/** For separators between days: "Today", "Yesterday", "Monday 3 November", "3 Nov 2025". */
export function dayName(time: number, now: number): string {
  const today = dayOf(now);
  if (dayOf(time) === today) return $localize`Today`;
  if (dayOf(time) === dayOf(today - DAY / 2)) return $localize`Yesterday`;
  return sameYear(time, now) ? longDay.format(time) : dayMonthYear.format(time);
}

/** "November 2025" */
export function monthAndYear(time: number): string {
  return longMonth.format(time);
}

/** For tooltips. */
export function exactTime(time: number): string {
  return fullDate.format(time);
}

function sameYear(a: number, b: number): boolean {
  return new Date(a).getFullYear() === new Date(b).getFullYear();
}
