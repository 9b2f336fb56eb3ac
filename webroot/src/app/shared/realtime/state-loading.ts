import { Backoff } from './backoff';
import { Cancel, Clock } from './clock';

export type Loader = () => Promise<void>;

/** A server that tells of one loss after the other is not asked for all state each time. */
const PACE_MS = 10_000;

/**
 * Loads the app's state: with the first connection, as a page that was reloaded has kept its position and not its state,
 * and anew when continuity cannot be proved. It insists: until every loader has succeeded once since the last `require`,
 * the state counts as stale, across reconnects too. After the first time it loads at most once in ten seconds.
 */
export class StateLoading {
  readonly #loaders = new Set<Loader>();
  /** Those that have not succeeded since. */
  readonly #missing = new Set<Loader>();
  readonly #failed = new Set<Loader>();
  readonly #backoff: Backoff;
  /** Grows with each `require`: what was begun before is out of date. */
  #run = 0;
  #required = false;
  #retry: Cancel | undefined;
  /** When it may load anew, Unix milliseconds. */
  #nextAt = 0;
  #turn: Cancel | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly loaded: () => void,
  ) {
    this.#backoff = new Backoff(() => clock.random());
  }

  get stale(): boolean {
    return !this.#required || this.#missing.size > 0;
  }

  /** @param atOnce it comes when the others have loaded already */
  register(loader: Loader, atOnce = false): () => void {
    this.#loaders.add(loader);
    this.#missing.add(loader);
    if (atOnce) this.#begin(loader);
    return () => {
      this.#loaders.delete(loader);
      if (this.#missing.delete(loader)) this.#settle();
    };
  }

  require(): void {
    const isFirst = !this.#required;
    this.#startOver();
    this.#required = true;
    if (isFirst) this.#load();
    else if (!this.#turn) this.#loadInTurn();
    this.#settle();
  }

  cancel(): void {
    this.#startOver();
    this.#turn?.();
    this.#turn = undefined;
    this.#required = false;
  }

  #load(): void {
    [...this.#missing].forEach((loader) => this.#begin(loader));
  }

  #loadInTurn(): void {
    const now = this.clock.now();
    // Not for longer than that, where somebody has set the clock back.
    const wait = Math.min(PACE_MS, this.#nextAt - now);
    if (wait <= 0) {
      this.#nextAt = now + PACE_MS;
      return this.#load();
    }
    this.#turn = this.clock.after(wait, () => {
      this.#turn = undefined;
      this.#nextAt = this.clock.now() + PACE_MS;
      this.#load();
    });
  }

  #startOver(): void {
    this.#run += 1;
    this.#retry?.();
    this.#retry = undefined;
    this.#failed.clear();
    this.#backoff.reset();
    this.#loaders.forEach((loader) => this.#missing.add(loader));
  }

  #begin(loader: Loader): void {
    const run = this.#run;
    const isWanted = () => run === this.#run && this.#missing.has(loader);
    loader().then(
      () => {
        if (!isWanted()) return;
        this.#missing.delete(loader);
        this.#settle();
      },
      () => {
        if (isWanted()) this.#tryAgainLater(loader);
      },
    );
  }

  #tryAgainLater(loader: Loader): void {
    this.#failed.add(loader);
    this.#retry ??= this.clock.after(1000 + this.#backoff.next(), () => {
      const failed = [...this.#failed];
      this.#retry = undefined;
      this.#failed.clear();
      failed.forEach((again) => this.#begin(again));
    });
  }

  #settle(): void {
    if (!this.stale) this.loaded();
  }
}
