import { FakeClock } from '../../../testing/fake-clock';
import { Acknowledger } from './acknowledger';

describe('Acknowledger', () => {
  let clock: FakeClock;
  let confirmed: number;
  let acks: Acknowledger;

  beforeEach(() => {
    clock = new FakeClock();
    confirmed = 0;
    acks = new Acknowledger(clock, () => (confirmed += 1));
  });

  const apply = (events: number) => {
    for (let n = 0; n < events; n += 1) acks.applied();
  };

  it('confirms a few events together, a second after the first', async () => {
    apply(1);
    await clock.pass(600);
    apply(3);
    await clock.pass(399);
    expect(confirmed).toBe(0);
    await clock.pass(1);
    expect(confirmed).toBe(1);
  });

  it('confirms every 20 events without waiting', async () => {
    apply(41);
    expect(confirmed).toBe(2);
    await clock.pass(1000);
    expect(confirmed).toBe(3);
  });

  it('stays silent while the state is being loaded, then confirms everything', async () => {
    acks.hold();
    apply(30);
    await clock.pass(5000);
    expect(confirmed).toBe(0);
    acks.release();
    expect(confirmed).toBe(1);
  });

  it('has nothing more to say once the connection is gone', async () => {
    apply(5);
    acks.connectionLost();
    await clock.pass(5000);
    expect(confirmed).toBe(0);
  });
});
