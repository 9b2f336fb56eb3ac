import { Cancel, Clock } from './clock';
import { TokenSource } from './surroundings';

/** Whoever fetches a token has no answer by then: it is tried again later. */
const REFRESH_MS = 10_000;

/** Sees to it that an attempt starts with a token that is worth showing. */
export class Credentials {
  #doubted = false;

  constructor(
    private readonly clock: Clock,
    private readonly tokens: TokenSource,
  ) {}

  get doubted(): boolean {
    return this.#doubted;
  }

  /** The server found the token wanting: the next attempt fetches another one first. */
  doubt(): void {
    this.#doubted = true;
  }

  async ready(): Promise<'ready' | 'rejected' | 'unreachable'> {
    return this.#doubted || this.tokens.expired() ? this.renew() : 'ready';
  }

  async renew(): Promise<'ready' | 'rejected' | 'unreachable'> {
    try {
      const outcome = await this.#refreshed();
      if (outcome === 'renewed') this.#doubted = false;
      return outcome === 'renewed' ? 'ready' : outcome;
    } catch {
      return 'unreachable';
    }
  }

  token(): string | undefined {
    return this.tokens.token();
  }

  async #refreshed(): Promise<'renewed' | 'rejected' | 'unreachable'> {
    let stop: Cancel = () => undefined;
    const late = new Promise<'unreachable'>((resolve) => {
      stop = this.clock.after(REFRESH_MS, () => resolve('unreachable'));
    });
    return Promise.race([this.tokens.refresh(), late]).finally(stop);
  }
}
