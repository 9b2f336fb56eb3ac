import { Cancel, Clock } from './clock';

const SILENCE_MS = 15_000;
const ANSWER_MS = 8_000;

/**
 * Watches one connection for signs of life: a ping after 15 s of silence, and `dead` if nothing came 8 s later.
 * Browsers hide WebSocket pings from scripts, and a lost network does not close a socket by itself.
 */
export class Heartbeat {
  #timer: Cancel | undefined;
  #lastSign: number;

  constructor(
    private readonly clock: Clock,
    private readonly ping: () => void,
    private readonly dead: () => void,
  ) {
    this.#lastSign = clock.now();
    this.#watch();
  }

  /** Any frame at all. */
  sign(): void {
    this.#lastSign = this.clock.now();
    this.#watch();
  }

  /** The device woke up or the network changed: do not wait for the timer, which may have slept too. */
  check(): void {
    if (this.clock.now() - this.#lastSign > SILENCE_MS + ANSWER_MS) this.#probe();
  }

  /** As `check`, when there is reason for doubt however short the silence. */
  doubt(): void {
    this.#probe();
  }

  stop(): void {
    this.#timer?.();
  }

  #watch(): void {
    this.#timer?.();
    this.#timer = this.clock.after(SILENCE_MS, () => this.#probe());
  }

  #probe(): void {
    this.#timer?.();
    this.ping();
    this.#timer = this.clock.after(ANSWER_MS, () => this.dead());
  }
}
