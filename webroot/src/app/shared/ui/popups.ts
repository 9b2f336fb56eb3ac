import { signal } from '@angular/core';
import { Cancel, Clock } from '../realtime';

const MAX_SHOWN = 3;
const SHOWN_MS = 8000;
/** After the pointer or the focus has left. */
const LEFT_MS = 3000;

/** What pops up for a moment: at most three, each for a while, and for as long as somebody reaches for them. */
export class Popups<T extends { readonly id: string }> {
  readonly #shown = signal<readonly T[]>([]);
  readonly #timers = new Map<T, Cancel>();

  /** Newest first. */
  readonly shown = this.#shown.asReadonly();

  constructor(private readonly clock: Clock) {}

  /** One of the same id gives way to it. */
  show(one: T): void {
    this.dismiss(one.id);
    const [kept, surplus] = [this.#shown().slice(0, MAX_SHOWN - 1), this.#shown().slice(MAX_SHOWN - 1)];
    surplus.forEach((other) => this.#remove(other));
    this.#shown.set([one, ...kept]);
    this.#removeAfter(one, SHOWN_MS);
  }

  dismiss(id: string): void {
    const shown = this.#shown().find((one) => one.id === id);
    if (shown) this.#remove(shown);
  }

  /** Somebody reads or reaches for them: they stay. */
  hold(): void {
    this.#timers.forEach((cancel) => cancel());
    this.#timers.clear();
  }

  release(): void {
    this.#shown().forEach((one) => this.#removeAfter(one, LEFT_MS));
  }

  #removeAfter(one: T, ms: number): void {
    this.#timers.get(one)?.();
    this.#timers.set(
      one,
      this.clock.after(ms, () => this.#remove(one)),
    );
  }

  #remove(one: T): void {
    this.#timers.get(one)?.();
    this.#timers.delete(one);
    this.#shown.update((all) => all.filter((other) => other !== one));
  }
}
