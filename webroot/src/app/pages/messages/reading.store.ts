import { inject, Injectable, signal } from '@angular/core';
import { Message } from '../../shared/realtime';
import { CLOCK } from '../../shared/services/browser';
import { ConversationsStore } from './conversations.store';
import { MessagesRealtimeService } from './messages-realtime.service';
import { ThreadsStore } from './threads.store';

const GATHER_MS = 250;
const PER_COMMAND = 100;

/** Gathers the messages that have come before my eyes and tells the server in few commands. */
@Injectable()
export class ReadingStore {
  readonly #realtime = inject(MessagesRealtimeService);
  readonly #conversations = inject(ConversationsStore);
  readonly #threads = inject(ThreadsStore);
  readonly #clock = inject(CLOCK);
  readonly #seen = new Map<string, Message>();
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
    const messages = [...this.#seen.values()];
    const ids = [...this.#seen.keys()];
    this.#seen.clear();
    this.#conversations.seen(messages);
    this.#threads.applyRead(ids);
    for (let start = 0; start < ids.length; start += PER_COMMAND) {
      this.#markRead(ids.slice(start, start + PER_COMMAND));
    }
  }

  /** A refusal needs no words: the count stays, and the next look at the conversation says it again. */
  #markRead(ids: string[]): void {
    this.#realtime.markRead(ids).then(
      (unread) => this.#conversations.applyUnread(unread),
      () => undefined,
    );
  }
}
