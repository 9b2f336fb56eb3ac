/** The channels this client wants, whatever the connection does. Several parts of an app may want the same one. */
export class Subscriptions {
  readonly #wanted = new Map<string, number>();

  /** Answers whether it is new. */
  add(channel: string): boolean {
    const holders = this.#wanted.get(channel) ?? 0;
    this.#wanted.set(channel, holders + 1);
    return holders === 0;
  }

  has(channel: string): boolean {
    return this.#wanted.has(channel);
  }

  /** Answers whether nobody wants it any more. */
  remove(channel: string): boolean {
    const holders = this.#wanted.get(channel);
    if (holders === undefined) return false;
    if (holders > 1) this.#wanted.set(channel, holders - 1);
    else this.#wanted.delete(channel);
    return holders === 1;
  }

  /** What separates the server's list, as the welcome tells it, from ours. */
  difference(subscribed: readonly string[]): { missing: string[]; superfluous: string[] } {
    const there = new Set(subscribed);
    return {
      missing: [...this.#wanted.keys()].filter((channel) => !there.has(channel)),
      superfluous: subscribed.filter((channel) => !this.#wanted.has(channel) && !channel.startsWith('user:')),
    };
  }

  clear(): void {
    this.#wanted.clear();
  }
}
