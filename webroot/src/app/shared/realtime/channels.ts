import { Backoff } from './backoff';
import { Cancel, Clock } from './clock';
import { CommandError, isForNow } from './command-error';
import { CommandOf } from './events';
import { advisedMs } from './retry-after';
import { Subscriptions } from './subscriptions';

type Change = CommandOf<'subscribe' | 'unsubscribe'>;

const AGAIN_MS = 1000;
const LONGEST_MS = 30_000;

/** Keeps the server's list of the channels that this client follows as this client wants it. */
export class Channels {
  readonly #wanted = new Subscriptions();
  /** What the server has said to each that was asked for on this connection. */
  readonly #answers = new Map<string, Promise<CommandError | undefined>>();
  /** Refused for a moment only. */
  readonly #putOff = new Set<string>();
  readonly #backoff: Backoff;
  #again: Cancel | undefined;
  #connections = 0;

  /** @param ask worth nothing on the next connection, which says the same in its opening */
  constructor(
    private readonly clock: Clock,
    private readonly isLive: () => boolean,
    private readonly ask: (change: Change) => Promise<unknown>,
  ) {
    this.#backoff = new Backoff(() => clock.random());
  }

  /**
   * Answers why the server refused, if it did. Where it could not for a moment (`unavailable`, `rate_limited`) it is
   * asked again as long as the channel is wanted; the next connection asks again in any case.
   */
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
    this.#again?.();
    this.#again = undefined;
    this.#putOff.clear();
    this.#backoff.reset();
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
      this.#backoff.reset();
      return undefined;
    } catch (error) {
      // That is no answer of the server's: the next connection asks for all that is wanted.
      if (connection !== this.#connections) return undefined;
      const refusal = error instanceof CommandError ? error : undefined;
      const isForLater = event === 'subscribe' && refusal && isForNow(refusal);
      const isOneOfThem = channels.length > 1 && refusal?.code !== 'rate_limited';
      if (isForLater && !isOneOfThem) this.#askAgainLater(channels, refusal);
      else if (channels.length > 1) this.#changeEach(event, channels);
      return refusal;
    }
  }

  /** The server takes all or none: one that is not for us, or not now, must not cost us the others. */
  #changeEach(event: Change['event'], channels: string[]): void {
    channels.forEach((channel) => void this.#change(event, [channel]));
  }

  #askAgainLater(channels: string[], { retryAfterMs }: CommandError): void {
    channels.forEach((channel) => this.#putOff.add(channel));
    if (this.#again) return;
    const wait = (advisedMs(retryAfterMs, LONGEST_MS) ?? AGAIN_MS) + this.#backoff.next();
    this.#again = this.clock.after(wait, () => {
      this.#again = undefined;
      const wanted = [...this.#putOff].filter((channel) => this.#wanted.has(channel));
      this.#putOff.clear();
      void this.#change('subscribe', wanted);
    });
  }
}
