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

  it('waits longer from attempt to attempt', () => {
    const start = clock.now();
    expect([comeback.schedule(), comeback.schedule(), comeback.schedule()].map((at) => at - start)).toEqual([
      250, 500, 1000,
    ]);
  });

  it('attempts once, when the time has come', async () => {
    comeback.schedule();
    expect(comeback.pending).toBe(true);
    await clock.pass(249);
    expect(attempts).toBe(0);
    await clock.pass(10_000);
    expect(attempts).toBe(1);
  });

  it('does exactly as advised, once', () => {
    comeback.advise(1730);
    expect(comeback.schedule() - clock.now()).toBe(1730);
    expect(comeback.schedule() - clock.now()).toBe(250);
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
