import { dayName, exactTime, shortTime } from './times';

const NOW = new Date(2025, 10, 24, 14, 2).getTime();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('shortTime', () => {
  it.each([
    [NOW, 'now'],
    [NOW + 5000, 'now'],
    [NOW - 59_000, 'now'],
    [NOW - 5 * MINUTE, '5 min'],
    [NOW - 2 * HOUR, '12:02'],
    [NOW - 20 * HOUR, 'Sun 18:02'],
    [NOW - 10 * 24 * HOUR, '14 Nov'],
    [NOW - 400 * 24 * HOUR, '20 Oct 2024'],
  ])('%i is %s', (time, words) => {
    expect(shortTime(time, NOW)).toBe(words);
  });
});

describe('dayName', () => {
  it.each([
    [NOW, 'Today'],
    [NOW - 15 * HOUR, 'Yesterday'],
    [NOW - 3 * 24 * HOUR, 'Friday 21 November'],
    [NOW - 400 * 24 * HOUR, '20 Oct 2024'],
  ])('%i is %s', (time, words) => {
    expect(dayName(time, NOW)).toBe(words);
  });
});

describe('exactTime', () => {
  it('leaves no question open', () => {
    expect(exactTime(NOW)).toContain('24 November 2025');
  });
});
