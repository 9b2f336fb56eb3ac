import { FakeClock } from '../../../testing/fake-clock';
import { Heartbeat } from './heartbeat';

describe('Heartbeat', () => {
  let clock: FakeClock;
  let log: string[];
  let heartbeat: Heartbeat;

  beforeEach(() => {
    clock = new FakeClock();
    log = [];
    heartbeat = new Heartbeat(
      clock,
      () => log.push('ping'),
      () => log.push('dead'),
    );
  });

  it('pings after 15 s of silence and gives up 8 s later', async () => {
    await clock.pass(14_999);
    expect(log).toEqual([]);
    await clock.pass(1);
    expect(log).toEqual(['ping']);
    await clock.pass(8_000);
    expect(log).toEqual(['ping', 'dead']);
  });

  it('is content with any sign of life', async () => {
    await clock.pass(15_000);
    heartbeat.sign();
    await clock.pass(14_999);
    expect(log).toEqual(['ping']);
  });

  it('asks at once after a long sleep, not after a short look away', async () => {
    heartbeat.check();
    expect(log).toEqual([]);
    heartbeat.stop();
    await clock.pass(60_000);
    heartbeat.check();
    expect(log).toEqual(['ping']);
  });

  it('asks at once when in doubt', async () => {
    heartbeat.doubt();
    await clock.pass(8_000);
    expect(log).toEqual(['ping', 'dead']);
  });
});
