import { CommandError } from './command-error';
import { CommandOf } from './events';
import { Subscriptions } from './subscriptions';

type Change = CommandOf<'subscribe' | 'unsubscribe'>;

/** Keeps the server's list of the channels that this client follows as this client wants it. */
export class Channels {
  readonly #wanted = new Subscriptions();
  /** What the server has said to each that was asked for on this connection. */
  readonly #answers = new Map<string, Promise<CommandError | undefined>>();
  #connections = 0;

  /** @param ask worth nothing on the next connection, which says the same in its opening */
  constructor(
    private readonly isLive: () => boolean,
    private readonly ask: (change: Change) => Promise<unknown>,
  ) {}

  /** Answers why the server refused, if it did; the next connection asks again. */
  async subscribe(channel: string): Promise<CommandError | undefined> {
    this.#wanted.add(channel);
    if (!this.isLive()) return undefined;
    const answer = this.#answers.get(channel) ?? this.#change('subscribe', [channel]);
    this.#answers.set(channel, answer);
    const refusal = await answer;
    // There may be room for it when it is wanted again.
    if (refusal && this.#answers.get(channel) === answer) this.#answers.delete(channel);
    return refusal;
  }

  unsubscribe(channel: string): void {
    if (!this.#wanted.remove(channel)) return;
    this.#answers.delete(channel);
    void this.#change('unsubscribe', [channel]);
  }

  /** @param subscribed the server's list, as the welcome tells it */
  welcomed(subscribed: readonly string[]): void {
    const { missing, superfluous } = this.#wanted.difference(subscribed);
    void this.#change('subscribe', missing);
    void this.#change('unsubscribe', superfluous);
  }

  /** Or another one takes its place. */
  connectionLost(): void {
    this.#answers.clear();
    this.#connections += 1;
  }

  clear(): void {
    this.#wanted.clear();
  }

  /** Answers why it was refused, if it was. */
  async #change(event: Change['event'], channels: string[]): Promise<CommandError | undefined> {
    if (channels.length === 0 || !this.isLive()) return undefined;
    const connection = this.#connections;
    try {
      await this.ask({ type: 'system', event, data: { channels } });
      return undefined;
    } catch (error) {
      // That is no answer of the server's: the next connection asks for all that is wanted.
      if (connection !== this.#connections) return undefined;
      // The server takes all or none: one that is not for us must not cost us the others.
      if (channels.length > 1) channels.forEach((channel) => void this.#change(event, [channel]));
      return error instanceof CommandError ? error : undefined;
    }
  }
}
