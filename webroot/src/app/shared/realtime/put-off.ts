import { Cancel, Clock } from './clock';

interface Pause {
  /** Unix milliseconds. */
  until: number;
  end: Cancel;
}

/**
 * Whose commands the server has put off: those pause, and then go on with care until there are none left. A shorter
 * pause never ends a longer one.
 */
export class PutOff {
  readonly #pauses = new Map<string, Pause>();
  readonly #careful = new Set<string>();

  constructor(
    private readonly clock: Clock,
    private readonly over: () => void,
  ) {}

  pause(whose: string, ms: number): void {
    this.#careful.add(whose);
    const until = this.clock.now() + ms;
    const before = this.#pauses.get(whose);
    if (before && before.until >= until) return;
    before?.end();
    const end = this.clock.after(ms, () => {
      this.#pauses.delete(whose);
      this.over();
    });
    this.#pauses.set(whose, { until, end });
  }

  isPaused(whose: string): boolean {
    return this.#pauses.has(whose);
  }

  isCareful(whose: string): boolean {
    return this.#careful.has(whose);
  }

  /** There are only these left. */
  relax(left: ReadonlySet<string>): void {
    for (const whose of this.#careful) {
      if (!left.has(whose) && !this.#pauses.has(whose)) this.#careful.delete(whose);
    }
  }

  clear(): void {
    this.#pauses.forEach(({ end }) => end());
    this.#pauses.clear();
    this.#careful.clear();
  }
}
