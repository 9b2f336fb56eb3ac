import { DestroyRef, effect, inject, Injectable } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Router } from '@angular/router';
import { AuthStore } from '../../shared/auth/auth.store';
import { Message } from '../../shared/realtime';
import { Notices } from '../../shared/services/notices';
import { SOUND } from '../../shared/services/sound';
import { SettingsStore } from '../../shared/settings/settings.store';
import { partnerOf } from './conversations';
import { ConversationsStore } from './conversations.store';
import { excerptOf } from '../../shared/text/excerpt';
import { MessageNews } from './message-news';

/** A notice is for deciding whether to look, not for reading. */
const NOTICE_CHARACTERS = 140;

/** New messages beyond the page: a sound, and the desktop's own notice while nobody sees the page. */
@Injectable()
export class MessageAlertsStore {
  readonly #news = inject(MessageNews);
  readonly #conversations = inject(ConversationsStore);
  readonly #settings = inject(SettingsStore);
  readonly #me = inject(AuthStore).user;
  readonly #router = inject(Router);
  readonly #sound = inject(SOUND);
  readonly #destroyed = inject(DestroyRef);
  readonly #notices = new Notices();

  constructor() {
    // Read here or elsewhere: no news any more. Of a conversation that is only being loaded nothing is known yet.
    effect(() => this.#notices.keepOnly((id) => (this.#conversations.find(id)?.unread_count ?? 1) > 0));
  }

  start(): void {
    this.#news.news$.pipe(takeUntilDestroyed(this.#destroyed)).subscribe((message) => this.#tell(message));
  }

  #tell({ conversation_id: id, content }: Message): void {
    if (this.#settings.sound()) this.#sound();
    const conversation = this.#conversations.find(id);
    const title = conversation ? partnerOf(conversation, this.#me()?.id ?? '').username : $localize`New message`;
    const body = excerptOf(content, NOTICE_CHARACTERS);
    this.#notices.show(id, { title, body, opened: () => void this.#router.navigate(['/messages', id]) });
  }
}
