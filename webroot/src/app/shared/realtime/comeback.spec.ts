import { FakeClock } from '../../../testing/fake-clock';
import { Comeback } from './comeback';

describe('Comeback', () => {
  let clock: FakeClock;
  let attempts: number;
  let comeback: Comeback;

  beforeEach(() => {
    clock = new FakeClock();
    attempts = 0;
    comeback = new Comeback(clock, () => (attempts += 1));
  });

  /** In how many milliseconds. */
  function scheduled(): number {
    comeback.schedule();
    return comeback.retryAt - clock.now();
  }

  it('waits longer from attempt to attempt', () => {
    expect([scheduled(), scheduled(), scheduled()]).toEqual([250, 500, 1000]);
  });

  it('attempts once, when the time has come', async () => {
    comeback.schedule();
    expect(comeback.pending).toBe(true);
    await clock.pass(249);
    expect(attempts).toBe(0);
    await clock.pass(10_000);
    expect(attempts).toBe(1);
  });

  it('does exactly as advised, once', async () => {
    comeback.advise(1730);
    expect(scheduled()).toBe(1730);
    await clock.pass(1730);
    expect([attempts, scheduled()]).toEqual([1, 250]);
  });

  it('counts from the moment of the advice, which says nothing about a loss much later', async () => {
    comeback.advise(5000);
    await clock.pass(2000);
    expect([comeback.isTooEarly, scheduled()]).toEqual([true, 3000]);
    comeback.cancel();
    await clock.pass(3000);
    expect([comeback.isTooEarly, scheduled()]).toEqual([false, 250]);
  });

  it.each([0, 150])('is not made to come at once again and again: %i ms', (advice) => {
    const waits = [1, 2, 3, 4].map(() => {
      comeback.advise(advice);
      return scheduled();
    });
    expect(waits).toEqual([250, 500, 1000, 2000]);
  });

  it('stays away for a minute at most, and for no time that is none', () => {
    comeback.advise(3_600_000);
    expect(scheduled()).toBe(60_000);
    comeback.live();
    comeback.advise(NaN);
    expect(scheduled()).toBe(250);
  });

  it('starts anew after a connection that lasted, not after one that broke at once', async () => {
    comeback.schedule();
    comeback.live();
    await clock.pass(9_999);
    comeback.lost();
    expect(comeback.attempts).toBe(1);
    comeback.live();
    await clock.pass(10_000);
    comeback.lost();
    expect(comeback.attempts).toBe(0);
  });
});
