/** Milliseconds. */
const BASE = 500;
const CAP = 30_000;

/**
 * Exponential backoff with full jitter: attempt n waits a random time in [0, min(cap, base·2ⁿ)). Thousands of
 * clients that lose one server together come back spread out.
 *
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export class Backoff {
  #attempt = 0;

  constructor(private readonly random: () => number) {}

  get attempt(): number {
    return this.#attempt;
  }

  next(): number {
    const ceiling = Math.min(CAP, BASE * 2 ** this.#attempt);
    this.#attempt += 1;
    return Math.floor(this.random() * ceiling);
  }

  reset(): void {
    this.#attempt = 0;
  }
}
