import { inject, Injectable, signal } from '@angular/core';
import { mayPass, Problem, problemOf } from '../../shared/errors/api-error';
import { LoadState } from '../../shared/http/load-state';
import { Retry } from '../../shared/http/retry';
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
  /** Of the reading that it shows. */
  turn: number;
}

const PAGE = 50;
/** After a reset, at most this much of what was scrolled through is read again. */
const RELOAD_LIMIT = 300;
/** So many conversations are kept, those that were left last. */
const KEPT = 50;
const UNOPENED: LoadedThread = { ...EMPTY_THREAD, state: 'loading', loadingOlder: false, turn: 0 };

/** The conversations that have been opened, each without a hole. What the open one lacks is asked for until it is there. */
@Injectable()
export class ThreadsStore {
  readonly #api = inject(MessagesApi);
  readonly #realtime = inject(MessagesRealtimeService);
  readonly #threads = signal<ReadonlyMap<string, LoadedThread>>(new Map());
  readonly #filling = new Set<string>();
  /** First pages that have not been asked for yet. */
  readonly #coming = new Map<string, Promise<void>>();
  readonly #retry = new Retry(() => this.#goOn());
  /** Grows with each reading: what was asked for earlier does not take the place of what was asked for later. */
  #turn = 0;
  /** The one on the screen. */
  #open: string | undefined;

  /** Read inside `computed` and templates. */
  thread(conversationId: string): LoadedThread {
    return this.#threads().get(conversationId) ?? UNOPENED;
  }

  /** Loads the newest page unless it is there already. */
  async open(conversationId: string): Promise<void> {
    this.#open = conversationId;
    this.#retry.over();
    const state = this.#threads().get(conversationId)?.state;
    if (state === 'loading') return;
    if (state === 'ready') return this.#fillHoles(conversationId);
    this.#change(conversationId, (thread) => ({ ...thread, state: 'loading' }), true);
    await this.#load(conversationId);
  }

  /** Nobody looks at it any more: a page of it is enough to come back to, and of those closed long ago nothing. */
  close(conversationId: string): void {
    if (this.#open === conversationId) {
      this.#open = undefined;
      this.#retry.over();
    }
    this.#threads.update((all) => {
      const thread = all.get(conversationId);
      if (!thread) return all;
      const others = [...all].filter(([id]) => id !== conversationId);
      return new Map([...others.slice(1 - KEPT), [conversationId, { ...thread, ...threads.newestOf(thread, PAGE) }]]);
    });
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

  /**
   * Continuity was lost: reads the open conversation again as far as it was loaded, and lets go of the others. Rejects when
   * it cannot be had, unless it never can.
   */
  async reload(openId: string | undefined): Promise<void> {
    const open = openId === undefined ? undefined : this.#threads().get(openId);
    this.#threads.set(open && openId !== undefined ? new Map([[openId, open]]) : new Map());
    if (!open || openId === undefined) return;
    try {
      await (this.#coming.get(openId) ?? this.#read(openId));
    } catch (error) {
      const problem = problemOf(error);
      if (mayPass(problem)) throw error;
      this.#change(openId, (thread) => ({ ...thread, state: { failed: problem } }));
    }
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

  /** What the open one lacks. */
  #goOn(): void {
    const id = this.#open;
    if (id === undefined) return;
    void (this.thread(id).state === 'ready' ? this.#fillHoles(id) : this.#load(id));
  }

  /** The failure stays on the screen until it works. */
  async #load(id: string): Promise<void> {
    try {
      await this.#readOnArrival(id);
    } catch (error) {
      // It may be there already: a reload was faster.
      if (this.thread(id).state === 'ready') return;
      this.#change(id, (thread) => ({ ...thread, state: { failed: problemOf(error) } }));
      if (this.#open === id) this.#retry.later(error);
    }
  }

  /** Until it has begun, a reload needs no reading of its own: at a start both are wanted. */
  #readOnArrival(id: string): Promise<void> {
    const coming = this.#realtime.arrival().then(() => {
      this.#coming.delete(id);
      return this.#read(id);
    });
    this.#coming.set(id, coming);
    return coming;
  }

  async #read(id: string): Promise<void> {
    const turn = (this.#turn += 1);
    const before = this.thread(id);
    const found = await this.#newest(id, Math.min(RELOAD_LIMIT, Math.max(PAGE, before.messages.length)));
    this.#change(id, (thread) => {
      if (thread.turn > turn) return thread;
      const renewed = threads.renewed(thread, threads.lastSeq(before), found.messages, found.hasOlder);
      return { ...thread, ...renewed, turn, state: 'ready', olderProblem: undefined };
    });
    await this.#fillHoles(id);
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

  /** Asks for what is missing until nothing is. Where nobody looks, a failure leaves the hole for the next message. */
  async #fillHoles(conversationId: string): Promise<void> {
    if (this.#filling.has(conversationId)) return;
    this.#filling.add(conversationId);
    try {
      for (let hole = this.#hole(conversationId); hole; hole = this.#hole(conversationId)) {
        const { items } = await this.#api.history(conversationId, { ...hole, limit: PAGE });
        // Read anew meanwhile, it ends elsewhere.
        const fits = threads.lastSeq(this.thread(conversationId)) === hole.after_seq;
        if (fits) this.#change(conversationId, (thread) => ({ ...thread, ...threads.fillHole(thread, items) }));
      }
      const isOpen = this.#open === conversationId;
      if (isOpen && this.thread(conversationId).state === 'ready') this.#retry.over();
    } catch (error) {
      if (this.#open === conversationId) this.#retry.later(error);
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
