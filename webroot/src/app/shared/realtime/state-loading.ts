import { Backoff } from './backoff';
import { Cancel, Clock } from './clock';

export type Loader = () => Promise<void>;

/**
 * Loads the app's state anew when continuity cannot be proved. It insists: until every loader has succeeded once
 * since the last `require`, the state counts as stale, across reconnects too.
 */
export class StateLoading {
  readonly #loaders = new Set<Loader>();
  readonly #backoff: Backoff;
  #run = 0;
  #stale = false;
  #retry: Cancel | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly loaded: () => void,
  ) {
    this.#backoff = new Backoff(() => clock.random());
  }

  get stale(): boolean {
    return this.#stale;
  }

  register(loader: Loader): () => void {
    this.#loaders.add(loader);
    return () => this.#loaders.delete(loader);
  }

  require(): void {
    this.#stale = true;
    this.#backoff.reset();
    void this.#load();
  }

  cancel(): void {
    this.#run += 1;
    this.#stale = false;
    this.#retry?.();
  }

  async #load(): Promise<void> {
    this.#retry?.();
    const run = ++this.#run;
    const results = await Promise.allSettled([...this.#loaders].map((load) => load()));
    if (run !== this.#run) return;
    if (results.some((result) => result.status === 'rejected')) {
      this.#retry = this.clock.after(1000 + this.#backoff.next(), () => void this.#load());
      return;
    }
    this.#stale = false;
    this.loaded();
  }
}
