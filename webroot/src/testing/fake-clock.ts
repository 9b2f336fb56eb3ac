import { Cancel, Clock } from '../app/shared/realtime';

interface Timer {
  at: number;
  run: () => void;
}

/** Time stands still until a test moves it; chance is what the test says. */
export class FakeClock implements Clock {
  chance = 0.5;
  #now = 1_764_000_000_000;
  readonly #timers = new Set<Timer>();

  constructor(private readonly settle: () => Promise<void> = settled) {}

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): Cancel {
    const timer = { at: this.#now + ms, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  random(): number {
    return this.chance;
  }

  /** Runs what is due on the way, in order, and lets promises settle in between. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.settle();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#timers.delete(next);
      this.#now = next.at;
      next.run();
      await this.settle();
    }
    this.#now = end;
  }

  #next(end: number): Timer | undefined {
    return [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  }
}

/** Everything that waits only for promises has run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await Promise.resolve();
}

/** However long the chain of promises. */
export function drained(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
