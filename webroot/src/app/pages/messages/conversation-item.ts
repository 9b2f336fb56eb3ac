import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { RouterLink, RouterLinkActive } from '@angular/router';
import { AuthStore } from '../../shared/auth/auth.store';
import { PresenceStore } from '../../shared/presence/presence.store';
import { STATUS_WORDS } from '../../shared/presence/wording';
import { Conversation } from '../../shared/realtime';
import { Drafts } from '../../shared/text/drafts';
import { isolated } from '../../shared/text/isolated';
import { NOW } from '../../shared/time/now';
import { exactTime, shortTime } from '../../shared/time/times';
import { Avatar } from '../../shared/ui/avatar';
import { OnScreen } from '../../shared/ui/on-screen';
import { LiveConversations } from './live-conversations';
import { TypingStore } from './typing.store';
import { partnerOf, previewOf, timeOf } from './conversations';

/** One line of the list: who, what last, when, and how much of it is unread. */
@Component({
  selector: 'dt-conversation-item',
  imports: [Avatar, OnScreen, RouterLink, RouterLinkActive],
  template: `
    <a
      [attr.data-list-item]="conversation().id"
      [dtOnScreen]="conversation().id"
      [dtOnScreenFor]="live"
      [routerLink]="['/messages', conversation().id]"
      routerLinkActive="active"
      [ariaCurrentWhenActive]="true"
      [class.unread]="unread() > 0"
      (click)="opened.emit()"
    >
      <dt-avatar [user]="partner()" [status]="status()" />
      <span class="name"
        >{{ partner().username }}
        @if (status(); as shown) {
          <span class="dt-visually-hidden">, {{ statusWords[shown] }}</span>
        }
      </span>
      <time [attr.datetime]="isoTime()" [title]="exactTime()">{{ time() }}</time>
      @if (isTyping()) {
        <span i18n class="preview typing">typing…</span>
      } @else if (draft(); as text) {
        <span class="preview"><span i18n class="draft">Draft:</span> {{ text }}</span>
      } @else {
        <span class="preview">{{ preview() }}</span>
      }
      @if (unread() > 0) {
        <span class="count"
          ><span aria-hidden="true">{{ unread() > 99 ? '99+' : unread() }}</span
          ><span i18n class="dt-visually-hidden">{{ unread() }} unread</span></span
        >
      }
    </a>
  `,
  styleUrl: './conversation-item.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ConversationItem {
  readonly #me = inject(AuthStore).user;
  readonly #now = inject(NOW);
  readonly #presence = inject(PresenceStore);
  readonly #typing = inject(TypingStore);
  readonly #drafts = inject(Drafts);
  protected readonly statusWords = STATUS_WORDS;
  protected readonly live = inject(LiveConversations);

  readonly conversation = input.required<Conversation>();
  /** On the screen, so that what is written in it is no draft in the list. */
  readonly open = input(false);
  readonly opened = output();

  protected readonly partner = computed(() => partnerOf(this.conversation(), this.#me()?.id ?? ''));
  protected readonly status = computed(() => this.#presence.status(this.partner().id));
  protected readonly isTyping = computed(() => this.#typing.isTyping(this.conversation().id));
  protected readonly draft = computed(() => (this.open() ? '' : isolated(this.#drafts.of(this.conversation().id))));
  protected readonly unread = computed(() => this.conversation().unread_count);
  protected readonly time = computed(() => shortTime(timeOf(this.conversation()), this.#now()));
  protected readonly isoTime = computed(() => new Date(timeOf(this.conversation())).toISOString());
  protected readonly exactTime = computed(() => exactTime(timeOf(this.conversation())));
  protected readonly preview = computed(() => previewOf(this.conversation(), this.#me()?.id ?? ''));
}
