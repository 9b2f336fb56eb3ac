import { AnyEvent } from '../frames';
import { Presence } from '../payloads';

/** Who is there, as the server has told since its welcome: a tab that comes later is not told again. */
export class KnownPresence {
  /** By channel: the personal one for those whom one follows, a conversation's for the partner. */
  readonly #channels = new Map<string, Map<string, Presence>>();

  apply(frame: AnyEvent): void {
    if (frame.event === 'welcome') this.#channels.clear();
    if (frame.channel === undefined) return;
    if (frame.event === 'presence_state') this.#put(frame.channel, frame.data.presences);
    if (frame.event === 'presence_changed') this.#put(frame.channel, [frame.data]);
  }

  /** Nothing where the server has not told. */
  of(channel: string): Presence[] | undefined {
    const known = this.#channels.get(channel);
    return known && [...known.values()];
  }

  #put(channel: string, news: readonly Presence[]): void {
    const known = this.#channels.get(channel) ?? new Map<string, Presence>();
    for (const presence of news) known.set(presence.user_id, presence);
    this.#channels.set(channel, known);
  }
}
