import { FakeClock } from '../../../testing/fake-clock';
import { StateLoading } from './state-loading';

describe('StateLoading', () => {
  let clock: FakeClock;
  let loaded: number;
  let loading: StateLoading;

  beforeEach(() => {
    clock = new FakeClock();
    loaded = 0;
    loading = new StateLoading(clock, () => (loaded += 1));
  });

  it('is done once every loader has succeeded', async () => {
    let finish: () => void = () => undefined;
    loading.register(() => Promise.resolve());
    loading.register(() => new Promise<void>((resolve) => (finish = resolve)));
    loading.require();
    await clock.pass(0);
    expect([loading.stale, loaded]).toEqual([true, 0]);
    finish();
    await clock.pass(0);
    expect([loading.stale, loaded]).toEqual([false, 1]);
  });

  it('insists when a loader fails', async () => {
    let attempts = 0;
    loading.register(() => (++attempts < 3 ? Promise.reject(new Error('503')) : Promise.resolve()));
    loading.require();
    await clock.pass(10_000);
    expect([attempts, loading.stale, loaded]).toEqual([3, false, 1]);
  });

  it('does not take an outdated run for the newest', async () => {
    const finish: (() => void)[] = [];
    loading.register(() => new Promise<void>((resolve) => finish.push(resolve)));
    loading.require();
    loading.require();
    finish[0]?.();
    await clock.pass(0);
    expect(loaded).toBe(0);
    finish[1]?.();
    await clock.pass(0);
    expect(loaded).toBe(1);
  });

  it('asks nobody who has left, and stops when told', async () => {
    let asked = 0;
    const leave = loading.register(() => {
      asked += 1;
      return Promise.reject(new Error('offline'));
    });
    loading.require();
    await clock.pass(0);
    loading.cancel();
    await clock.pass(60_000);
    leave();
    expect(asked).toBe(1);
  });

  it('is done at most once in ten seconds, however often continuity is lost, and then for the last loss', async () => {
    let asked = 0;
    loading.register(() => {
      asked += 1;
      return Promise.resolve();
    });
    loading.require();
    await clock.pass(0);
    for (let loss = 0; loss < 100; loss += 1) {
      loading.require();
      await clock.pass(100);
    }
    expect([asked, loading.stale]).toEqual([3, false]);
    await clock.pass(60_000);
    expect(asked).toBe(3);
  });

  it('waits for its turn no longer than that, and not at all when it was stopped', async () => {
    let asked = 0;
    loading.register(() => {
      asked += 1;
      return Promise.resolve();
    });
    for (let loss = 0; loss < 3; loss += 1) loading.require();
    expect(asked).toBe(2);
    await clock.pass(9_999);
    expect([asked, loading.stale]).toEqual([2, true]);
    loading.cancel();
    await clock.pass(10_000);
    expect(asked).toBe(2);
  });

  it('is to be done at first, and again after it was stopped', async () => {
    loading.register(() => Promise.resolve());
    expect(loading.stale).toBe(true);
    loading.require();
    await clock.pass(0);
    expect(loading.stale).toBe(false);
    loading.cancel();
    expect(loading.stale).toBe(true);
  });

  it('asks again only who has failed', async () => {
    const asked = { good: 0, bad: 0 };
    loading.register(() => {
      asked.good += 1;
      return Promise.resolve();
    });
    loading.register(() => (++asked.bad < 3 ? Promise.reject(new Error('503')) : Promise.resolve()));
    loading.require();
    await clock.pass(20_000);
    expect([asked, loaded]).toEqual([{ good: 1, bad: 3 }, 1]);
  });

  it('asks who comes later at once and alone, and waits for nobody who has left', async () => {
    const asked = { first: 0, late: 0 };
    loading.register(() => {
      asked.first += 1;
      return Promise.resolve();
    });
    loading.require();
    await clock.pass(0);
    const leave = loading.register(() => {
      asked.late += 1;
      return new Promise(() => undefined);
    }, true);
    expect([asked, loading.stale]).toEqual([{ first: 1, late: 1 }, true]);
    leave();
    expect(loading.stale).toBe(false);
  });
});
