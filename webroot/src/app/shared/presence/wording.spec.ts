import { NOON } from '../../../testing/people';
import { Presence } from '../realtime';
import { wordsOf } from './wording';

describe('The words for a presence', () => {
  const MINUTE = 60_000;
  const offline = (age: number): Presence => ({
    user_id: 'u',
    status: 'offline',
    last_seen: new Date(NOON - age).toISOString(),
  });

  it.each([
    ['online', 'Online'],
    ['away', 'Away'],
    ['busy', 'Busy'],
  ] as const)('of %s are %s', (status, words) => {
    expect(wordsOf({ user_id: 'u', status, last_seen: null }, NOON)).toBe(words);
  });

  it.each([
    [0.5, 'Last seen just now'],
    [1, 'Last seen 1 minute ago'],
    [5, 'Last seen 5 minutes ago'],
    [150, 'Last seen 2 hours ago'],
    [3 * 24 * 60, 'Last seen 3 days ago'],
    [20 * 24 * 60, 'Last seen on 4 Nov'],
  ])('of who left %d minutes ago are %s', (minutes, words) => {
    expect(wordsOf(offline(minutes * MINUTE), NOON)).toBe(words);
  });

  it('are none where nothing is known, or may be', () => {
    expect(wordsOf(undefined, NOON)).toBe('');
    expect(wordsOf({ user_id: 'u', status: 'offline', last_seen: null }, NOON)).toBe('');
  });
});
