import { FakeClock } from '../../../testing/fake-clock';
import { Popups } from './popups';

describe('Popups', () => {
  let clock: FakeClock;
  let popups: Popups<{ id: string }>;

  beforeEach(() => {
    clock = new FakeClock();
    popups = new Popups(clock);
  });

  const ids = () => popups.shown().map(({ id }) => id);

  it('shows the last three, newest first', () => {
    for (const id of ['a', 'b', 'c', 'd']) popups.show({ id });
    expect(ids()).toEqual(['d', 'c', 'b']);
  });

  it('shows what comes again once, and for as long as a new one', async () => {
    popups.show({ id: 'a' });
    popups.show({ id: 'b' });
    await clock.pass(7000);
    popups.show({ id: 'a' });
    expect(ids()).toEqual(['a', 'b']);
    await clock.pass(7999);
    expect(ids()).toEqual(['a']);
    await clock.pass(1);
    expect(ids()).toEqual([]);
  });

  it('stays while somebody reaches for it', async () => {
    popups.show({ id: 'a' });
    popups.hold();
    await clock.pass(60_000);
    expect(ids()).toEqual(['a']);
    popups.release();
    await clock.pass(3000);
    expect(ids()).toEqual([]);
  });
});
