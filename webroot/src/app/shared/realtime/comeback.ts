import { Backoff } from './backoff';
import { Cancel, Clock } from './clock';
import { advisedMs } from './retry-after';

/** A connection that lasted this long was sound: the next loss starts the backoff anew. */
const SOUND_MS = 10_000;
/** Who is advised to come at once, and again, comes by the backoff. */
const AT_ONCE_MS = 200;
const LONGEST_MS = 60_000;

/** Decides when the next attempt starts: after a jittered backoff, or exactly as the server advised. */
export class Comeback {
  readonly #backoff: Backoff;
  /** Not before, by the server's word. Unix milliseconds. */
  #advised = 0;
  #timer: Cancel | undefined;
  #retryAt = 0;
  #liveSince: number | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly attempt: () => void,
  ) {
    this.#backoff = new Backoff(() => clock.random());
  }

  get attempts(): number {
    return this.#backoff.attempt;
  }

  get pending(): boolean {
    return this.#timer !== undefined;
  }

  /** When the attempt that is pending starts. */
  get retryAt(): number {
    return this.#retryAt;
  }

  /** The server's own word on how long to stay away (draining, overloaded), counted from now. */
  advise(retryAfterMs: number | undefined): void {
    const ms = advisedMs(retryAfterMs, LONGEST_MS);
    if (ms !== undefined) this.#advised = this.clock.now() + ms;
  }

  /** Whether an attempt now would be against the server's word. */
  get isTooEarly(): boolean {
    return this.#advisedMs > 0;
  }

  live(): void {
    this.#liveSince = this.clock.now();
    this.#advised = 0;
  }

  lost(): void {
    const wasSound = this.#liveSince !== undefined && this.clock.now() - this.#liveSince >= SOUND_MS;
    if (wasSound) this.#backoff.reset();
    this.#liveSince = undefined;
  }

  schedule(): void {
    this.cancel();
    const advised = this.#advisedMs;
    const delay = advised >= AT_ONCE_MS ? advised : Math.max(advised, this.#backoff.next());
    this.#retryAt = this.clock.now() + delay;
    this.#timer = this.clock.after(delay, () => {
      this.#timer = undefined;
      this.attempt();
    });
  }

  cancel(): void {
    this.#timer?.();
    this.#timer = undefined;
  }

  startOver(): void {
    this.cancel();
    this.#backoff.reset();
  }

  /** What is left of it; no longer than it ever was, where somebody has set the clock back. */
  get #advisedMs(): number {
    return Math.min(LONGEST_MS, this.#advised - this.clock.now());
  }
}
