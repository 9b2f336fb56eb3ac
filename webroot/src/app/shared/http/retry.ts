import { DestroyRef, inject } from '@angular/core';
import { mayPass, problemOf } from '../errors/api-error';
import { Cancel } from '../realtime';
import { Backoff } from '../realtime/backoff';
import { CLOCK } from '../services/browser';

/** Of a failure that does not say how long to stay away. */
const PAUSE_MS = 1000;

/**
 * Asks again for what could not be had, as long as that may help: not sooner than the server said, and later and later.
 * Made in an injection context, and over with it.
 */
export class Retry {
  readonly #clock = inject(CLOCK);
  readonly #destroyed = inject(DestroyRef);
  readonly #backoff = new Backoff(() => this.#clock.random());
  #timer: Cancel | undefined;

  /** @param times in a row; then it is given up */
  constructor(
    private readonly again: () => void,
    private readonly times = Infinity,
  ) {
    this.#destroyed.onDestroy(() => this.over());
  }

  /** It has failed. Answers whether it is tried again. */
  later(error: unknown): boolean {
    const problem = problemOf(error);
    if (this.#destroyed.destroyed || !mayPass(problem)) return false;
    if (this.#timer) return true;
    if (this.#backoff.attempt >= this.times) {
      this.over();
      return false;
    }
    this.#timer = this.#clock.after((problem.retryAfterMs ?? PAUSE_MS) + this.#backoff.next(), () => {
      this.#timer = undefined;
      this.again();
    });
    return true;
  }

  /** It has succeeded, or is not wanted any more. */
  over(): void {
    this.#timer?.();
    this.#timer = undefined;
    this.#backoff.reset();
  }
}
