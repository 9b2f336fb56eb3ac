import { inject, Injectable, signal } from '@angular/core';
import { Problem, problemOf } from '../../shared/errors/api-error';
import { LoadState } from '../../shared/http/load-state';
import { DeliveryStatus, Message } from '../../shared/realtime';
import { MessagesApi } from './messages.api';
import { MessagesRealtimeService } from './messages-realtime.service';
import * as threads from './thread';
import { EMPTY_THREAD, Thread } from './thread';

export interface LoadedThread extends Thread {
  state: LoadState;
  loadingOlder: boolean;
  /** Why the older ones did not come. */
  olderProblem?: Problem | undefined;
}

const PAGE = 50;
/** After a reset, at most this much of what was scrolled through is read again. */
const RELOAD_LIMIT = 300;
const UNOPENED: LoadedThread = { ...EMPTY_THREAD, state: 'loading', loadingOlder: false };

/** The conversations that have been opened, each without a hole. */
@Injectable()
export class ThreadsStore {
  readonly #api = inject(MessagesApi);
  readonly #realtime = inject(MessagesRealtimeService);
  readonly #threads = signal<ReadonlyMap<string, LoadedThread>>(new Map());
  readonly #filling = new Set<string>();
  /** Grows with each loss of continuity: what was asked for before is out of date. */
  #losses = 0;
  /** The one on the screen. */
  #open: string | undefined;

  /** Read inside `computed` and templates. */
  thread(conversationId: string): LoadedThread {
    return this.#threads().get(conversationId) ?? UNOPENED;
  }

  /** Loads the newest page unless it is there already. */
  async open(conversationId: string): Promise<void> {
    this.#open = conversationId;
    const known = this.#threads().get(conversationId);
    if (known && typeof known.state !== 'object') return;
    this.#change(conversationId, (thread) => ({ ...thread, state: 'loading' }), true);
    try {
      await this.#realtime.arrival();
      const items = await this.#newestPage(conversationId);
      this.#change(conversationId, (thread) => ({
        ...thread,
        ...threads.prependPage(thread, items, items.length === PAGE),
        state: 'ready',
      }));
      await this.#fillHoles(conversationId);
    } catch (error) {
      this.#change(conversationId, (thread) => ({ ...thread, state: { failed: problemOf(error) } }));
    }
  }

  /** Nobody looks at it any more: a page of it is enough to come back to. */
  close(conversationId: string): void {
    if (this.#open === conversationId) this.#open = undefined;
    this.#change(conversationId, (thread) => ({ ...thread, ...threads.newestOf(thread, PAGE) }));
  }

  async loadOlder(conversationId: string): Promise<void> {
    const { messages, hasOlder, loadingOlder, state } = this.thread(conversationId);
    const oldest = messages[0];
    if (!oldest || !hasOlder || loadingOlder || state !== 'ready') return;
    this.#change(conversationId, (thread) => ({ ...thread, loadingOlder: true, olderProblem: undefined }));
    try {
      const { items } = await this.#api.history(conversationId, { before_seq: oldest.conversation_seq, limit: PAGE });
      this.#change(conversationId, (thread) => {
        // Closed meanwhile, it was cut: what lay between is not here any more.
        const fits = thread.messages[0]?.conversation_seq === oldest.conversation_seq;
        const more = fits ? threads.prependPage(thread, items, items.length === PAGE) : thread;
        return { ...thread, ...more, loadingOlder: false };
      });
    } catch (error) {
      this.#change(conversationId, (thread) => ({ ...thread, loadingOlder: false, olderProblem: problemOf(error) }));
    }
  }

  /** Continuity was lost: reads the open conversation again as far as it was loaded, and lets go of the others. */
  async reload(openId: string | undefined): Promise<void> {
    this.#losses += 1;
    const open = openId === undefined ? undefined : this.#threads().get(openId);
    this.#threads.set(open && openId !== undefined ? new Map([[openId, open]]) : new Map());
    if (!open || openId === undefined || open.state !== 'ready') return;
    const wanted = Math.min(RELOAD_LIMIT, Math.max(PAGE, open.messages.length));
    const found = await this.#newest(openId, wanted);
    this.#change(openId, (thread) => {
      const arrived = thread.messages.filter((message) => message.conversation_seq > threads.lastSeq(open));
      const fresh: Thread = { ...EMPTY_THREAD, ahead: [...arrived, ...thread.ahead] };
      return { ...thread, ...threads.prependPage(fresh, found.messages, found.hasOlder), olderProblem: undefined };
    });
    await this.#fillHoles(openId);
  }

  apply(message: Message): void {
    this.#change(message.conversation_id, (thread) => ({ ...thread, ...threads.applyMessage(thread, message) }));
    void this.#fillHoles(message.conversation_id);
    const isLong = this.thread(message.conversation_id).messages.length > 2 * PAGE;
    if (isLong && this.#open !== message.conversation_id) this.close(message.conversation_id);
  }

  applyStatus(conversationId: string, ids: readonly string[], status: DeliveryStatus): void {
    this.#change(conversationId, (thread) => ({ ...thread, ...threads.applyStatus(thread, ids, status) }));
  }

  applyRead(ids: readonly string[]): void {
    for (const id of this.#threads().keys()) {
      this.#change(id, (thread) => ({ ...thread, ...threads.applyRead(thread, ids) }));
    }
  }

  async #newestPage(conversationId: string): Promise<Message[]> {
    for (;;) {
      const losses = this.#losses;
      const { items } = await this.#api.history(conversationId, { limit: PAGE });
      if (losses === this.#losses) return items;
    }
  }

  async #newest(conversationId: string, wanted: number): Promise<{ messages: Message[]; hasOlder: boolean }> {
    const messages: Message[] = [];
    for (;;) {
      const before = messages.at(-1)?.conversation_seq;
      const range = before === undefined ? { limit: PAGE } : { before_seq: before, limit: PAGE };
      const { items } = await this.#api.history(conversationId, range);
      messages.push(...items);
      if (items.length < PAGE) return { messages, hasOlder: false };
      if (messages.length >= wanted) return { messages, hasOlder: true };
    }
  }

  /** Asks for what is missing until nothing is. A failed request leaves the hole for the next message or reload. */
  async #fillHoles(conversationId: string): Promise<void> {
    if (this.#filling.has(conversationId)) return;
    this.#filling.add(conversationId);
    try {
      for (let hole = this.#hole(conversationId); hole; hole = this.#hole(conversationId)) {
        const { items } = await this.#api.history(conversationId, { ...hole, limit: PAGE });
        this.#change(conversationId, (thread) => ({ ...thread, ...threads.fillHole(thread, items) }));
      }
    } catch {
      // Still a hole: what is ahead stays hidden, and the next message asks again.
    } finally {
      this.#filling.delete(conversationId);
    }
  }

  #hole(conversationId: string): threads.Hole | undefined {
    return threads.holeOf(this.thread(conversationId));
  }

  #change(id: string, change: (thread: LoadedThread) => LoadedThread, create = false): void {
    const known = this.#threads().get(id);
    if (!known && !create) return;
    this.#threads.update((all) => new Map(all).set(id, change(known ?? UNOPENED)));
  }
}
