import { Backoff } from './backoff';
import { Cancel, Clock } from './clock';

/** A connection that lasted this long was sound: the next loss starts the backoff anew. */
const SOUND_MS = 10_000;

/** Decides when the next attempt starts: after a jittered backoff, or exactly as the server advised. */
export class Comeback {
  readonly #backoff: Backoff;
  #advice: number | undefined;
  #timer: Cancel | undefined;
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

  /** The server's own word on how long to stay away (draining, overloaded). */
  advise(retryAfterMs: number | undefined): void {
    this.#advice = retryAfterMs;
  }

  live(): void {
    this.#liveSince = this.clock.now();
    this.#advice = undefined;
  }

  lost(): void {
    const wasSound = this.#liveSince !== undefined && this.clock.now() - this.#liveSince >= SOUND_MS;
    if (wasSound) this.#backoff.reset();
    this.#liveSince = undefined;
  }

  /** Answers when the attempt starts. */
  schedule(): number {
    this.cancel();
    const delay = this.#advice ?? this.#backoff.next();
    this.#advice = undefined;
    this.#timer = this.clock.after(delay, this.attempt);
    return this.clock.now() + delay;
  }

  cancel(): void {
    this.#timer?.();
    this.#timer = undefined;
  }

  startOver(): void {
    this.cancel();
    this.#backoff.reset();
  }
}
