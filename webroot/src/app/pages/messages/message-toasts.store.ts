import { computed, DestroyRef, inject, Injectable } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { AuthStore } from '../../shared/auth/auth.store';
import { UserRef } from '../../shared/realtime';
import { CLOCK } from '../../shared/services/browser';
import { Popups } from '../../shared/ui/popups';
import { partnerOf, previewOf, timeOf } from './conversations';
import { ConversationsStore } from './conversations.store';
import { MessageNews } from './message-news';

/** One for each conversation, whatever comes there. */
export interface MessageToast {
  kind: 'message';
  /** Of the conversation. */
  id: string;
  sender: UserRef;
  text: string;
  unread: number;
  at: number;
}

/** The messages that pop up, each conversation once. What is read or deleted meanwhile, wherever, is gone. */
@Injectable()
export class MessageToastsStore {
  readonly #news = inject(MessageNews);
  readonly #conversations = inject(ConversationsStore);
  readonly #me = inject(AuthStore).user;
  readonly #destroyed = inject(DestroyRef);
  readonly #popups = new Popups<{ id: string }>(inject(CLOCK));

  /** Newest first. */
  readonly toasts = computed(() =>
    this.#popups
      .shown()
      .map(({ id }) => this.#toastOf(id))
      .filter((toast) => toast !== undefined),
  );

  start(): void {
    this.#news.news$
      .pipe(takeUntilDestroyed(this.#destroyed))
      .subscribe(({ conversation_id }) => this.#popups.show({ id: conversation_id }));
    this.#destroyed.onDestroy(() => this.#popups.hold());
  }

  dismiss(id: string): void {
    this.#popups.dismiss(id);
  }

  hold(): void {
    this.#popups.hold();
  }

  release(): void {
    this.#popups.release();
  }

  /** Says what the conversation says: an edited message shows its new words. */
  #toastOf(id: string): MessageToast | undefined {
    const me = this.#me()?.id ?? '';
    const conversation = this.#conversations.find(id);
    const last = conversation?.last_message;
    const isNews = conversation && conversation.unread_count > 0 && last?.sender_id !== me;
    if (!isNews || this.#news.isBeforeMyEyes(id)) return undefined;
    return {
      kind: 'message',
      id,
      sender: partnerOf(conversation, me),
      text: previewOf(conversation, me),
      unread: conversation.unread_count,
      at: timeOf(conversation),
    };
  }
}
