import { Cancel, Clock } from '../realtime';

/** Whoever scrolls past something does not want to hear of it. */
const SETTLE_MS = 300;

/**
 * Follows what is on the screen, by its id, and nothing else: `follow` begins it and answers the way to end it. On a
 * page that nobody sees nothing is: all tabs of a person share one connection and its room for subscriptions.
 */
export class ScreenFollowers {
  /** In the order in which they came onto the screen; one may stand on it more than once. */
  readonly #onScreen = new Map<string, number>();
  readonly #followed = new Map<string, () => void>();
  #timer: Cancel | undefined;

  /** @param max at once; the last to come onto the screen come first */
  constructor(
    private readonly clock: Clock,
    private readonly document: Document,
    private readonly max: number,
    private readonly follow: (id: string) => () => void,
  ) {
    document.addEventListener('visibilitychange', this.#looked);
  }

  entered(id: string): void {
    this.#onScreen.set(id, (this.#onScreen.get(id) ?? 0) + 1);
    this.#settleLater();
  }

  left(id: string): void {
    const times = (this.#onScreen.get(id) ?? 0) - 1;
    if (times > 0) this.#onScreen.set(id, times);
    else this.#onScreen.delete(id);
    this.#settleLater();
  }

  end(): void {
    this.document.removeEventListener('visibilitychange', this.#looked);
    this.#timer?.();
    this.#followed.forEach((leave) => leave());
  }

  readonly #looked = (): void => this.#settleLater();

  #settleLater(): void {
    this.#timer?.();
    this.#timer = this.clock.after(SETTLE_MS, () => this.#settle());
  }

  #settle(): void {
    const isSeen = this.document.visibilityState === 'visible';
    const wanted = new Set(isSeen ? [...this.#onScreen.keys()].slice(-this.max) : []);
    for (const [id, leave] of this.#followed) {
      if (wanted.has(id)) continue;
      leave();
      this.#followed.delete(id);
    }
    for (const id of wanted) {
      if (!this.#followed.has(id)) this.#followed.set(id, this.follow(id));
    }
  }
}
