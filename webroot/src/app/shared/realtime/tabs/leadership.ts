import { Release, TabLocks } from './tab-world';

/** One hold on the lock, from its asking to its end. */
interface Hold {
  isLost: boolean;
}

/**
 * Which tab of a user holds the connection: the one that has the lock. The others wait for it; the browser gives it
 * to the next one the moment a tab closes or crashes.
 */
export class Leadership {
  #hold: Hold | undefined;
  #release: Release | undefined;
  #waiting: AbortController | undefined;
  #over = false;
  readonly #known: Promise<void>;

  constructor(
    private readonly locks: TabLocks,
    private readonly name: string,
    private readonly changed: (isLeader: boolean) => void,
  ) {
    this.#known = this.#begin();
  }

  /** Once it is known for the first time. */
  async isLeader(): Promise<boolean> {
    await this.#known;
    return this.leads;
  }

  get leads(): boolean {
    return this.#hold !== undefined;
  }

  /** The leader does not answer: takes its place. */
  async seize(): Promise<void> {
    if (this.leads || this.#over || !this.#waiting) return;
    this.#waiting.abort();
    this.#waiting = undefined;
    await this.#obtain((lost) => this.locks.byForce(this.name, lost));
  }

  end(): void {
    this.#over = true;
    this.#hold = undefined;
    this.#waiting?.abort();
    this.#release?.();
  }

  async #begin(): Promise<void> {
    await this.#obtain((lost) => this.locks.ifFree(this.name, lost));
    if (!this.leads) void this.#wait();
  }

  async #wait(): Promise<void> {
    if (this.#over || this.#waiting) return;
    const waiting = (this.#waiting = new AbortController());
    await this.#obtain((lost) => this.locks.whenFree(this.name, waiting.signal, lost));
    if (waiting === this.#waiting) this.#waiting = undefined;
  }

  async #obtain(ask: (lost: () => void) => Promise<Release | undefined>): Promise<void> {
    const hold: Hold = { isLost: false };
    const release = await ask(() => this.#lost(hold));
    if (!release) return;
    this.#waiting = undefined;
    if (this.#over) return release();
    if (hold.isLost) return void this.#wait();
    // One that we have robbed ourselves of is not missed: it ends as any that is not the present one.
    const isNew = !this.leads;
    this.#hold = hold;
    this.#release = release;
    if (isNew) this.changed(true);
  }

  /** Another tab has found that this one did not answer. */
  #lost(hold: Hold): void {
    hold.isLost = true;
    if (hold !== this.#hold || this.#over) return;
    this.#hold = undefined;
    this.#release = undefined;
    void this.#wait();
    this.changed(false);
  }
}
