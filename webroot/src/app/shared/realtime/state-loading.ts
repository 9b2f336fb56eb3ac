import { Backoff } from './backoff';
import { Cancel, Clock } from './clock';

export type Loader = () => Promise<void>;

/**
 * Loads the app's state: with the first connection, as a page that was reloaded has kept its position and not its state,
 * and anew when continuity cannot be proved. It insists: until every loader has succeeded once since the last `require`,
 * the state counts as stale, across reconnects too.
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
    this.#startOver();
    this.#required = true;
    this.#loaders.forEach((loader) => this.#begin(loader));
    this.#settle();
  }

  cancel(): void {
    this.#startOver();
    this.#required = false;
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
