import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { AuthStore } from '../../shared/auth/auth.store';
import { Cancel } from '../../shared/realtime';
import { CLOCK } from '../../shared/services/browser';
import { MessagesRealtimeService } from './messages-realtime.service';
import { TypingRealtimeService } from './typing-realtime.service';

/** The server lets no more than one start in this time go out. */
const PAUSE_MS = 2000;
/** The server clears after 5 s; here it is a little more, for a stop that was lost. */
const CLEAR_MS = 6000;

/** Who types to me, and telling the other one that I type. */
@Injectable()
export class TypingStore {
  readonly #realtime = inject(TypingRealtimeService);
  readonly #clock = inject(CLOCK);
  readonly #me = inject(AuthStore).user()?.id;
  readonly #typing = signal<ReadonlySet<string>>(new Set());
  readonly #clearing = new Map<string, Cancel>();
  /** Where I last told that I type, and when. */
  #started = { conversation: '', at: -Infinity };
  #isTold = false;

  constructor() {
    const { started$, stopped$ } = this.#realtime;
    const { newMessages$ } = inject(MessagesRealtimeService);
    started$.pipe(takeUntilDestroyed()).subscribe(({ data }) => this.#show(data.conversation_id));
    stopped$.pipe(takeUntilDestroyed()).subscribe(({ data }) => this.#clear(data.conversation_id));
    newMessages$.pipe(takeUntilDestroyed()).subscribe(({ data: { message } }) => {
      if (message.sender_id !== this.#me) this.#clear(message.conversation_id);
    });
    inject(DestroyRef).onDestroy(() => this.#clearing.forEach((cancel) => cancel()));
  }

  /** Whether the partner types there now. */
  isTyping(conversation: string): boolean {
    return this.#typing().has(conversation);
  }

  /** Hears of it until the returned function is called; with that ends what I type there, too. */
  follow(conversation: string): () => void {
    const unlisten = this.listen(conversation);
    return () => {
      this.stop(conversation);
      unlisten();
    };
  }

  /** The same where I only look: what I type is none of it. */
  listen(conversation: string): () => void {
    const unfollow = this.#realtime.follow(conversation);
    return () => {
      this.#clear(conversation);
      unfollow();
    };
  }

  /** What I am writing has changed. */
  wrote(conversation: string, text: string): void {
    if (text.trim() === '') return this.stop(conversation);
    const now = this.#clock.now();
    const isSame = this.#started.conversation === conversation;
    if (isSame && now - this.#started.at < PAUSE_MS) return;
    this.#started = { conversation, at: now };
    this.#isTold = true;
    this.#realtime.tell('typing_start', conversation);
  }

  /** I have left it, or there is nothing written any more. */
  stop(conversation: string): void {
    if (this.#end(conversation)) this.#realtime.tell('typing_stop', conversation);
  }

  /** A message ends it on the server by itself. */
  sent(conversation: string): void {
    this.#end(conversation);
  }

  #end(conversation: string): boolean {
    const ends = this.#isTold && this.#started.conversation === conversation;
    if (ends) this.#isTold = false;
    return ends;
  }

  #show(conversation: string): void {
    this.#clearing.get(conversation)?.();
    this.#clearing.set(
      conversation,
      this.#clock.after(CLEAR_MS, () => this.#clear(conversation)),
    );
    this.#typing.update((typing) => new Set(typing).add(conversation));
  }

  #clear(conversation: string): void {
    this.#clearing.get(conversation)?.();
    if (!this.#clearing.delete(conversation)) return;
    this.#typing.update((typing) => new Set([...typing].filter((other) => other !== conversation)));
  }
}
