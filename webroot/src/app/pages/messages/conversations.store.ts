import { computed, inject, Injectable, signal } from '@angular/core';
import { problemOf } from '../../shared/errors/api-error';
import { LoadState } from '../../shared/http/load-state';
import { Conversation, Message, UserRef } from '../../shared/realtime';
import { applyToList, applyUnread, mergeConversations } from './conversations';
import { MessagesApi } from './messages.api';

/** The list of my conversations. */
@Injectable()
export class ConversationsStore {
  readonly #api = inject(MessagesApi);
  readonly #list = signal<readonly Conversation[]>([]);
  readonly #state = signal<LoadState>('loading');
  readonly #next = signal<string | null>(null);
  readonly #moreState = signal<'idle' | LoadState>('idle');

  readonly list = this.#list.asReadonly();
  readonly state = this.#state.asReadonly();
  readonly moreState = this.#moreState.asReadonly();
  readonly hasMore = computed(() => this.#next() !== null);
  readonly unread = computed(() => this.#list().reduce((sum, { unread_count }) => sum + unread_count, 0));

  find(id: string): Conversation | undefined {
    return this.#list().find((conversation) => conversation.id === id);
  }

  /** Reads the newest page; what is shown stays until it is there. Rejects when it cannot be had. */
  async load(): Promise<void> {
    if (this.#list().length === 0) this.#state.set('loading');
    try {
      const { items, next } = await this.#api.conversations();
      const known = this.#list();
      this.#list.set(mergeConversations(known, items));
      if (known.length <= items.length) this.#next.set(next);
      this.#state.set('ready');
    } catch (error) {
      if (this.#list().length === 0) this.#state.set({ failed: problemOf(error) });
      throw error;
    }
  }

  /** As `load`, for those who only look: the failure is on the screen. */
  tryLoad(): void {
    this.load().catch(() => undefined);
  }

  async loadMore(): Promise<void> {
    const cursor = this.#next();
    if (cursor === null || this.#moreState() === 'loading') return;
    this.#moreState.set('loading');
    try {
      const { items, next } = await this.#api.conversations(cursor);
      this.#list.update((known) => mergeConversations(known, items));
      this.#next.set(next);
      this.#moreState.set('idle');
    } catch (error) {
      this.#moreState.set({ failed: problemOf(error) });
    }
  }

  async openWith(person: UserRef): Promise<Conversation> {
    const conversation = await this.#api.open(person.id);
    this.#list.update((known) => mergeConversations(known, [conversation]));
    return conversation;
  }

  /** A message arrived or changed. A conversation that is not in the list yet makes it load. */
  apply(message: Message, unreadCount?: number): void {
    const list = applyToList(this.#list(), message, unreadCount);
    if (list) this.#list.set(list);
    else this.tryLoad();
  }

  /** Who has seen the last message of a conversation has nothing unread in it, whatever the server says a moment later. */
  seen(messages: readonly Message[]): void {
    const last = messages.filter(({ id, conversation_id }) => this.find(conversation_id)?.last_message?.id === id);
    this.applyUnread(Object.fromEntries(last.map(({ conversation_id }) => [conversation_id, 0])));
  }

  /** Looks through the pages of the list for this one, which a link may name. */
  async ensure(id: string): Promise<void> {
    while (this.#state() === 'ready' && !this.find(id) && this.#next() !== null) {
      const before = this.#next();
      await this.loadMore();
      if (this.#next() === before) return;
    }
  }

  applyUnread(unread: Readonly<Record<string, number>>): void {
    this.#list.update((list) => applyUnread(list, unread));
  }
}
