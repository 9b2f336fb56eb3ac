import { alice, messages } from '../../../testing/people';
import { timelineOf } from './timeline';
import {
  AT_END,
  followed,
  hasNewer,
  hasOlder,
  MAX_FOLLOWED,
  MAX_SHOWN,
  newer,
  older,
  shownOf,
  STEP,
} from './timeline-window';

describe('The part of a conversation in the page', () => {
  /** Without day separators, so that an index is a message. */
  const items = (from: number, to: number) =>
    timelineOf(messages(from, to), [], alice.id).filter(({ kind }) => kind === 'bubble');
  const ends = (all: ReturnType<typeof items>, window = AT_END) => {
    const shown = shownOf(all, window);
    return [shown[0]?.key, shown.at(-1)?.key, shown.length];
  };

  it('is all of a short one', () => {
    expect(ends(items(1, 50))).toEqual(['message-1', 'message-50', 50]);
    expect([hasOlder(items(1, 50), AT_END), hasNewer(items(1, 50), AT_END)]).toEqual([false, false]);
    expect(shownOf([], followed([], AT_END, true))).toEqual([]);
  });

  it('is the end of a long one, and never more than its limit', () => {
    const window = followed(items(1, 10_000), AT_END, true);
    expect(ends(items(1, 10_000), window)).toEqual(['message-9881', 'message-10000', MAX_FOLLOWED]);
    expect(hasOlder(items(1, 10_000), window)).toBe(true);
  });

  it('takes in what is loaded above its beginning', () => {
    const before = followed(items(51, 100), AT_END, true);
    const after = followed(items(1, 100), before, true);
    expect(ends(items(1, 100), after)).toEqual(['message-1', 'message-100', 100]);
  });

  it('takes in what comes at the end, and lets go above', () => {
    let window = followed(items(1, 200), AT_END, true);
    window = followed(items(1, 300), window, true);
    expect(ends(items(1, 300), window)).toEqual(['message-181', 'message-300', MAX_FOLLOWED]);
  });

  it('goes up step by step, lets go below, and comes back down to the end', () => {
    const all = items(1, 1000);
    let window = followed(all, AT_END, true);
    for (let step = 0; step < 5; step += 1) window = older(all, window);
    expect(ends(all, window)).toEqual(['message-581', 'message-820', MAX_SHOWN]);
    expect(hasNewer(all, window)).toBe(true);
    for (let step = 0; step < 3; step += 1) window = newer(all, window);
    expect([ends(all, window), window.last]).toEqual([['message-761', 'message-1000', MAX_SHOWN], undefined]);
  });

  it('stays where it is while messages come below', () => {
    const all = items(1, 1000);
    let window = older(all, older(all, followed(all, AT_END, true)));
    const before = ends(items(1, 1000), window);
    window = followed(items(1, 1500), window, false);
    expect(ends(items(1, 1500), window)).toEqual(before);
  });

  it('takes nothing away from who reads further up, however much comes', () => {
    const before = followed(items(1, 230), AT_END, true);
    const after = followed(items(1, 400), before, false);
    expect(ends(items(1, 400), after)).toEqual(['message-111', 'message-350', MAX_SHOWN]);
    expect(hasNewer(items(1, 400), after)).toBe(true);
  });

  it('falls to the end when its last one is gone', () => {
    const all = items(1, 1000);
    let window = followed(all, AT_END, true);
    for (let step = 0; step < 3; step += 1) window = older(all, window);
    expect(hasNewer(all, window)).toBe(true);
    const gone = all.filter(({ key }) => key !== window.last);
    expect(ends(gone, window)[1]).toBe('message-1000');
  });

  it('shows each message of ten thousand on the way up', () => {
    const all = items(1, 10_000);
    const seen = new Set<string>();
    let window = followed(all, AT_END, true);
    for (let step = 0; step <= Math.ceil(10_000 / STEP); step += 1) {
      for (const { key } of shownOf(all, window)) seen.add(key);
      window = older(all, window);
    }
    expect(seen.size).toBe(10_000);
  });
});
