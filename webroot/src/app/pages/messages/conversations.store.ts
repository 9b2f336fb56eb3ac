import { computed, inject, Injectable, signal } from '@angular/core';
import { problemOf } from '../../shared/errors/api-error';
import { LoadState } from '../../shared/http/load-state';
import { oneAtATime } from '../../shared/http/one-at-a-time';
import { Retry } from '../../shared/http/retry';
import { Conversation, Message, UserRef } from '../../shared/realtime';
import { applyToList, applyUnread, mergeConversations } from './conversations';
import { MessagesApi } from './messages.api';

/** So many are read by themselves: the number of unread messages is that of all conversations, not of the newest. */
const READ_AHEAD = 500;

/** The list of my conversations. */
@Injectable()
export class ConversationsStore {
  readonly #api = inject(MessagesApi);
  readonly #list = signal<readonly Conversation[]>([]);
  readonly #state = signal<LoadState>('loading');
  readonly #next = signal<string | null>(null);
  readonly #moreState = signal<'idle' | LoadState>('idle');

  /** Unread counts as events have told them, and when: an answer that was asked for before is out of date. */
  readonly #told = new Map<string, { count: number; at: number }>();
  #events = 0;
  /** Of which there were messages, and which the list does not have. */
  readonly #missing = new Set<string>();
  readonly #retry = new Retry(() => this.#findMissing());

  readonly list = this.#list.asReadonly();
  readonly state = this.#state.asReadonly();
  readonly moreState = this.#moreState.asReadonly();
  readonly hasMore = computed(() => this.#next() !== null);
  readonly unread = computed(() => this.#list().reduce((sum, { unread_count }) => sum + unread_count, 0));

  find(id: string): Conversation | undefined {
    return this.#list().find((conversation) => conversation.id === id);
  }

  /** Reads the list anew; what is shown stays until it is there. Rejects when it cannot be had. */
  readonly load = oneAtATime(() => this.#read());

  /** As `load`, for those who only look: the failure is on the screen. */
  tryLoad(): void {
    this.load().catch(() => undefined);
  }

  async loadMore(): Promise<void> {
    const cursor = this.#next();
    if (cursor === null || this.#moreState() === 'loading') return;
    this.#moreState.set('loading');
    try {
      this.#next.set((await this.#page(cursor)).next);
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
    if (unreadCount !== undefined) this.#tell(message.conversation_id, unreadCount);
    const list = applyToList(this.#list(), message, unreadCount);
    if (list) return this.#list.set(list);
    this.#missing.add(message.conversation_id);
    this.#findMissing();
  }

  /** Looks through the list for this one, which a link may name. */
  async ensure(id: string): Promise<void> {
    while (this.#state() === 'ready' && !this.find(id) && this.#next() !== null) {
      const before = this.#next();
      await this.loadMore();
      if (this.#next() === before) return;
    }
  }

  applyUnread(unread: Readonly<Record<string, number>>): void {
    Object.entries(unread).forEach(([id, count]) => this.#tell(id, count));
    this.#list.update((list) => applyUnread(list, unread));
  }

  /** When its unread count was told last: an answer that was asked for before is out of date. */
  toldAt(id: string): number {
    return this.#told.get(id)?.at ?? 0;
  }

  #findMissing(): void {
    const missing = [...this.#missing];
    const isThere = missing.every((id) => this.find(id));
    (isThere ? Promise.resolve() : this.load()).then(
      () => {
        missing.forEach((id) => this.#missing.delete(id));
        if (this.#missing.size === 0) this.#retry.over();
      },
      (error: unknown) => this.#retry.later(error),
    );
  }

  async #read(): Promise<void> {
    const known = this.#list().length;
    if (known === 0) this.#state.set('loading');
    try {
      const first = await this.#page();
      if (known === 0) this.#next.set(first.next);
      this.#state.set('ready');
      await this.#readAhead(first, Math.max(known, READ_AHEAD));
    } catch (error) {
      if (this.#state() === 'loading') this.#state.set({ failed: problemOf(error) });
      throw error;
    }
  }

  async #readAhead({ count: read, next }: { count: number; next: string | null }, wanted: number): Promise<void> {
    this.#moreState.set('loading');
    try {
      while (next !== null && read < wanted) {
        const page = await this.#page(next);
        [read, next] = [read + page.count, page.next];
      }
      this.#next.set(next);
      this.#moreState.set('idle');
    } catch (error) {
      this.#moreState.set({ failed: problemOf(error) });
      throw error;
    }
  }

  /** Answers how many there were, and where the next page begins. */
  async #page(cursor?: string): Promise<{ count: number; next: string | null }> {
    const asked = this.#events;
    const { items, next } = await (cursor === undefined ? this.#api.conversations() : this.#api.conversations(cursor));
    const upToDate = items.map((one) => {
      const told = this.#told.get(one.id);
      return told && told.at > asked ? { ...one, unread_count: told.count } : one;
    });
    this.#list.update((known) => mergeConversations(known, upToDate));
    return { count: items.length, next };
  }

  #tell(id: string, count: number): void {
    this.#events += 1;
    this.#told.set(id, { count, at: this.#events });
  }
}
