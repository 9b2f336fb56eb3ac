import { DOCUMENT, inject, Injectable, signal } from '@angular/core';
import { filter, map, Observable } from 'rxjs';
import { AuthStore } from '../../shared/auth/auth.store';
import { Message } from '../../shared/realtime';
import { MessagesRealtimeService } from './messages-realtime.service';
import { MessagesSync } from './messages-sync';

/**
 * Messages of others that do not arrive before my eyes: worth a toast, a sound, a notice on the desktop. In one tab
 * only.
 */
@Injectable()
export class MessageNews {
  readonly #me = inject(AuthStore).user;
  readonly #sync = inject(MessagesSync);
  readonly #document = inject(DOCUMENT);
  readonly #realtime = inject(MessagesRealtimeService);

  /** The list of conversations is on the screen. */
  readonly listOpen = signal(false);

  readonly news$: Observable<Message> = this.#realtime.newMessages$.pipe(
    filter(({ data }) => data.unread_count > 0 && !data.message.read && !data.message.deleted),
    map(({ data }) => data.message),
    filter((message) => message.sender_id !== this.#me()?.id && !this.isBeforeMyEyes(message.conversation_id)),
    filter(() => this.#realtime.tellsHere()),
  );

  /** In the open conversation; or in the list, while no conversation draws the eyes to itself. */
  isBeforeMyEyes(conversation: string): boolean {
    if (this.#document.visibilityState !== 'visible') return false;
    const open = this.#sync.openId();
    return open === conversation || (open === undefined && this.listOpen());
  }
}
