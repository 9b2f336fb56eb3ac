import { Cancel, Clock } from './clock';

const EVERY_EVENTS = 20;
const EVERY_MS = 1000;

/**
 * Confirms applied events cumulatively: at most once a second or every 20 events. While the state is being loaded
 * it stays silent, because an ack says "everything up to here is in my state".
 */
export class Acknowledger {
  #unconfirmed = 0;
  #timer: Cancel | undefined;
  #held = false;

  constructor(
    private readonly clock: Clock,
    private readonly confirm: () => void,
  ) {}

  applied(): void {
    this.#unconfirmed += 1;
    if (this.#held) return;
    if (this.#unconfirmed >= EVERY_EVENTS) this.#flush();
    else this.#timer ??= this.clock.after(EVERY_MS, () => this.#flush());
  }

  /** Does not wait for its second. */
  hurry(): void {
    if (!this.#held && this.#unconfirmed > 0) this.#flush();
  }

  hold(): void {
    this.#held = true;
    this.#stopTimer();
  }

  /** The state is loaded: confirms everything up to now, older events included. */
  release(): void {
    this.#held = false;
    this.#flush();
  }

  /** The connection is gone: the next resume confirms by its `seq`. */
  connectionLost(): void {
    this.#unconfirmed = 0;
    this.#stopTimer();
  }

  #flush(): void {
    this.#unconfirmed = 0;
    this.#stopTimer();
    this.confirm();
  }

  #stopTimer(): void {
    this.#timer?.();
    this.#timer = undefined;
  }
}
