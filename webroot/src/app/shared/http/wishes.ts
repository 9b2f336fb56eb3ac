import { signal } from '@angular/core';
import { Problem, problemOf } from '../errors/api-error';

/**
 * Things that are switched on and off by impatient fingers (a like, a follow): shown as wished at once, asked of the
 * server one request at a time, the last wish last. A refused wish is forgotten, and its reason told.
 */
export class Wishes<T> {
  readonly #wanted = signal<ReadonlyMap<string, boolean>>(new Map());
  readonly #busy = new Set<string>();

  constructor(
    private readonly ask: (key: string, on: boolean) => Promise<T>,
    private readonly granted: (answer: T) => void,
    private readonly refused: (key: string, problem: Problem) => void,
  ) {}

  /** What is wished and not yet answered. Read inside `computed` and templates. */
  of(key: string): boolean | undefined {
    return this.#wanted().get(key);
  }

  wish(key: string, on: boolean): void {
    this.#wanted.update((wanted) => new Map(wanted).set(key, on));
    if (!this.#busy.has(key)) void this.#fulfil(key);
  }

  async #fulfil(key: string): Promise<void> {
    this.#busy.add(key);
    try {
      for (let on = this.of(key); on !== undefined; on = this.of(key)) {
        const answer = await this.ask(key, on);
        if (this.of(key) !== on) continue;
        this.granted(answer);
        this.#forget(key);
      }
    } catch (error) {
      this.#forget(key);
      this.refused(key, problemOf(error));
    } finally {
      this.#busy.delete(key);
    }
  }

  #forget(key: string): void {
    this.#wanted.update((wanted) => new Map([...wanted].filter(([other]) => other !== key)));
  }
}
