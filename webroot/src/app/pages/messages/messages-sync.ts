import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Message } from '../../shared/realtime';
import { ChangesStore } from './changes.store';
import { ConversationsStore } from './conversations.store';
import { MessagesRealtimeService } from './messages-realtime.service';
import { OutgoingStore } from './outgoing.store';
import { ReadingStore } from './reading.store';
import { ThreadsStore } from './threads.store';

/** Keeps the stores true to the server: applies each event where it belongs, and loads anew when told to. */
@Injectable()
export class MessagesSync {
  readonly #realtime = inject(MessagesRealtimeService);
  readonly #conversations = inject(ConversationsStore);
  readonly #threads = inject(ThreadsStore);
  readonly #outgoing = inject(OutgoingStore);
  readonly #changes = inject(ChangesStore);
  readonly #reading = inject(ReadingStore);
  readonly #destroyed = inject(DestroyRef);
  readonly #announced = signal<Message | undefined>(undefined);

  /** The conversation on the screen. */
  readonly openId = signal<string | undefined>(undefined);
  /** The newest live message of somebody. */
  readonly arrived = this.#announced.asReadonly();

  start(): void {
    const { newMessages$, delivered$, edited$, deleted$, receipts$, readElsewhere$ } = this.#realtime;
    const untilDestroyed = <T>() => takeUntilDestroyed<T>(this.#destroyed);
    newMessages$.pipe(untilDestroyed()).subscribe(({ data }) => {
      this.#store(data.message, this.#isWatched(data.message.conversation_id) ? 0 : data.unread_count);
      this.#announced.set(data.message);
    });
    edited$.pipe(untilDestroyed()).subscribe(({ data }) => this.#store(data.message));
    deleted$.pipe(untilDestroyed()).subscribe(({ data }) => this.#store(data.message, data.unread_count));
    delivered$
      .pipe(untilDestroyed())
      .subscribe(({ data }) => this.#threads.applyStatus(data.conversation_id, data.message_ids, 'delivered'));
    receipts$
      .pipe(untilDestroyed())
      .subscribe(({ data }) => this.#threads.applyStatus(data.conversation_id, data.message_ids, 'read'));
    readElsewhere$.pipe(untilDestroyed()).subscribe(({ data }) => {
      this.#threads.applyRead(data.message_ids);
      this.#conversations.applyUnread(data.conversation_unread);
    });
    this.#destroyed.onDestroy(this.#realtime.loadStateWith(() => this.#reload()));
    this.#outgoing.start((message) => this.#store(message));
    this.#changes.start((message) => this.#store(message));
  }

  /** Before the first page has come nothing of others is shown. */
  #isWatched(conversation: string): boolean {
    return this.#reading.watching() === conversation && this.#threads.thread(conversation).state === 'ready';
  }

  #store(message: Message, unreadCount?: number): void {
    this.#conversations.apply(message, unreadCount);
    this.#threads.apply(message);
    this.#outgoing.confirmed(message);
  }

  async #reload(): Promise<void> {
    await Promise.all([this.#conversations.load(), this.#threads.reload(this.openId())]);
  }
}
