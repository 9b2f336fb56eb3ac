import { createEnvironmentInjector, EnvironmentInjector, runInInjectionContext } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { FakeClock } from '../../../testing/fake-clock';
import { CommandError } from '../realtime';
import { CLOCK } from '../services/browser';
import { Retry } from './retry';

describe('Retry', () => {
  let clock: FakeClock;
  let injector: EnvironmentInjector;
  let asked: number;

  beforeEach(() => {
    clock = new FakeClock();
    injector = createEnvironmentInjector([{ provide: CLOCK, useValue: clock }], TestBed.inject(EnvironmentInjector));
    asked = 0;
  });

  const retry = (times?: number) => runInInjectionContext(injector, () => new Retry(() => (asked += 1), times));

  function failure(code: 'unavailable' | 'forbidden' = 'unavailable', retry_after_ms?: number): CommandError {
    return new CommandError({ code, message: 'no', ...(retry_after_ms === undefined ? {} : { retry_after_ms }) });
  }

  it('asks again after a while, later each time, once for many failures', async () => {
    const tried = retry();
    expect([tried.later(failure()), tried.later(failure())]).toEqual([true, true]);
    await clock.pass(1249);
    expect(asked).toBe(0);
    await clock.pass(1);
    expect(asked).toBe(1);
    tried.later(failure());
    await clock.pass(1499);
    expect(asked).toBe(1);
    await clock.pass(1);
    expect(asked).toBe(2);
  });

  it('stays away as long as the server said', async () => {
    retry().later(failure('unavailable', 5000));
    await clock.pass(5249);
    expect(asked).toBe(0);
    await clock.pass(1);
    expect(asked).toBe(1);
  });

  it('does not ask where the answer would be the same', async () => {
    expect(retry().later(failure('forbidden'))).toBe(false);
    await clock.pass(60_000);
    expect(asked).toBe(0);
  });

  it('gives up after so many in a row', async () => {
    const tried = retry(2);
    const answers: boolean[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      answers.push(tried.later(failure()));
      await clock.pass(60_000);
    }
    expect([answers, asked]).toEqual([[true, true, false, true], 3]);
  });

  it('is over when it has succeeded, and with what it belongs to', async () => {
    const tried = retry();
    tried.later(failure());
    tried.over();
    await clock.pass(60_000);
    tried.later(failure());
    injector.destroy();
    expect(tried.later(failure())).toBe(false);
    await clock.pass(60_000);
    expect(asked).toBe(0);
  });
});
