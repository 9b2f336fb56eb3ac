import { TokenSource } from './surroundings';

/** Sees to it that an attempt starts with a token that is worth showing. */
export class Credentials {
  #doubted = false;

  constructor(private readonly tokens: TokenSource) {}

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
      if ((await this.tokens.refresh()) === 'rejected') return 'rejected';
      this.#doubted = false;
      return 'ready';
    } catch {
      return 'unreachable';
    }
  }

  token(): string | undefined {
    return this.tokens.token();
  }
}
