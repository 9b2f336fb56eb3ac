import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import { Problem, problemOf } from '../../shared/errors/api-error';
import { CLOCK } from '../../shared/services/browser';
import { OperationsApi } from './operations.api';
import { Stats } from './stats';

const EVERY_MS = 2_000;

/** Five minutes. */
const KEPT = 150;

/** Asks for the figures while the page is there, and keeps the last minutes of them. */
@Injectable()
export class StatsStore {
  readonly #api = inject(OperationsApi);
  readonly #clock = inject(CLOCK);
  readonly #history = signal<readonly Stats[]>([]);
  readonly #problem = signal<Problem | undefined>(undefined);
  #over = false;

  readonly history = this.#history.asReadonly();
  /** Why the last question was not answered; what is shown is older then. */
  readonly problem = this.#problem.asReadonly();

  constructor() {
    inject(DestroyRef).onDestroy(() => (this.#over = true));
    void this.#ask();
  }

  /** The next question comes after the answer, so that a slow server is not asked more and more. */
  async #ask(): Promise<void> {
    try {
      const stats = await this.#api.stats();
      this.#history.update((history) => [...history, stats].slice(-KEPT));
      this.#problem.set(undefined);
    } catch (error) {
      this.#problem.set(problemOf(error));
    }
    if (!this.#over) this.#clock.after(EVERY_MS, () => this.#over || void this.#ask());
  }
}
