import { inject, Injectable, signal } from '@angular/core';
import { Message } from '../../shared/realtime';
import { Retry } from '../../shared/http/retry';
import { CLOCK } from '../../shared/services/browser';
import { ConversationsStore } from './conversations.store';
import { MessagesApi } from './messages.api';
import { MessagesRealtimeService } from './messages-realtime.service';
import { ThreadsStore } from './threads.store';

const GATHER_MS = 250;
const PER_COMMAND = 100;
/** Whoever has left more than this unread finds some of it unread again. */
const MAX_PAGES = 20;
/** Once more than this in a row it is not said again. */
const MAX_RETRIES = 5;

/**
 * Gathers the messages that have come before my eyes and tells the server in few commands. Who has seen the newest one
 * has nothing unread in that conversation: all before it counts as read too, on the screen or not.
 */
@Injectable()
export class ReadingStore {
  readonly #realtime = inject(MessagesRealtimeService);
  readonly #conversations = inject(ConversationsStore);
  readonly #threads = inject(ThreadsStore);
  readonly #api = inject(MessagesApi);
  readonly #clock = inject(CLOCK);
  readonly #seen = new Map<string, Message>();
  readonly #retry = new Retry(() => this.#tell(), MAX_RETRIES);
  #waiting = false;

  /** The conversation whose end is on the screen of a visible page: what arrives there does not count as unread. */
  readonly watching = signal<string | undefined>(undefined);

  seen(message: Message): void {
    this.#seen.set(message.id, message);
    if (this.#waiting) return;
    this.#waiting = true;
    this.#clock.after(GATHER_MS, () => this.#tell());
  }

  #tell(): void {
    this.#waiting = false;
    const seen = [...this.#seen.values()];
    this.#seen.clear();
    Map.groupBy(seen, ({ conversation_id }) => conversation_id).forEach(
      (messages, id) => void this.#read(id, messages),
    );
  }

  async #read(conversation: string, seen: readonly Message[]): Promise<void> {
    const { messages } = this.#threads.thread(conversation);
    const [{ sender_id: partner } = { sender_id: '' }] = seen;
    const newest = messages.findLast(({ sender_id }) => sender_id === partner);
    const toTheEnd = seen.some(({ id }) => id === newest?.id);
    const read = toTheEnd ? [...seen, ...unreadOf(messages, partner)] : seen;
    this.#threads.applyRead(read.map(({ id }) => id));
    if (toTheEnd) this.#conversations.applyUnread({ [conversation]: 0 });
    try {
      await this.#confirm(conversation, partner, read, toTheEnd ? messages[0] : undefined);
      if (this.#seen.size === 0) this.#retry.over();
    } catch (error) {
      // No words for a refusal. Here they are read already, and no look at them would say it again.
      if (this.#retry.later(error)) read.forEach((message) => this.#seen.set(message.id, message));
    }
  }

  /** @param first of what is loaded, where all above it is read too */
  async #confirm(
    conversation: string,
    partner: string,
    read: readonly Message[],
    first: Message | undefined,
  ): Promise<void> {
    const told = this.#conversations.toldAt(conversation);
    let unread = await this.#markRead([...new Set(read.map(({ id }) => id))]);
    if (first && unread[conversation]) unread = await this.#readAbove(conversation, partner, first);
    // What an event has told meanwhile is newer, or `messages_read` of this very reading is still to come after it.
    if (told === this.#conversations.toldAt(conversation)) this.#conversations.applyUnread(unread);
  }

  /** What was never loaded. */
  async #readAbove(conversation: string, partner: string, first: Message): Promise<Record<string, number>> {
    let [unread, above]: [Record<string, number>, number] = [{}, first.conversation_seq];
    for (let page = 0; page < MAX_PAGES && above > 1; page += 1) {
      const { items } = await this.#api.history(conversation, { before_seq: above, limit: PER_COMMAND });
      const ids = unreadOf(items, partner).map(({ id }) => id);
      if (ids.length > 0) unread = await this.#markRead(ids);
      if (unread[conversation] === 0) break;
      above = items.at(-1)?.conversation_seq ?? 0;
    }
    return unread;
  }

  /** Answers what is unread after the last of them. */
  async #markRead(ids: readonly string[]): Promise<Record<string, number>> {
    let unread: Record<string, number> = {};
    for (let start = 0; start < ids.length; start += PER_COMMAND) {
      unread = await this.#realtime.markRead(ids.slice(start, start + PER_COMMAND));
    }
    return unread;
  }
}

function unreadOf(messages: readonly Message[], partner: string): Message[] {
  return messages.filter(({ sender_id, read, deleted }) => sender_id === partner && !read && !deleted);
}
