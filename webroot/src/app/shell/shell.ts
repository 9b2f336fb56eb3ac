import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  effect,
  inject,
  untracked,
  viewChild,
} from '@angular/core';
import { Router, RouterOutlet } from '@angular/router';
import { FEED_PROVIDERS } from '../pages/feed/feed.providers';
import { FeedStore } from '../pages/feed/feed.store';
import { PostsStore } from '../pages/feed/posts.store';
import { ConversationsStore } from '../pages/messages/conversations.store';
import { MessageAlertsStore } from '../pages/messages/message-alerts.store';
import { MessageToastsStore } from '../pages/messages/message-toasts.store';
import { MessagesSync } from '../pages/messages/messages-sync';
import { MESSAGES_PROVIDERS } from '../pages/messages/messages.providers';
import { AlertsStore } from '../pages/notifications/alerts.store';
import { NOTIFICATIONS_PROVIDERS } from '../pages/notifications/notifications.providers';
import { NotificationsStore } from '../pages/notifications/notifications.store';
import { ToastsStore } from '../pages/notifications/toasts.store';
import { FocusKeeper } from '../shared/keyboard/focus-keeper';
import { Attention } from '../shared/presence/attention';
import { OwnPresenceStore } from '../shared/presence/own-presence.store';
import { AuthStore } from '../shared/auth/auth.store';
import { ADDRESS } from '../shared/services/browser';
import { WebsocketService } from '../shared/services/websocket.service';
import { BlocksStore } from '../shared/settings/blocks.store';
import { SETTINGS_PROVIDERS } from '../shared/settings/settings.providers';
import { SettingsStore } from '../shared/settings/settings.store';
import { PageTitle } from '../shared/ui/page-title';
import { ConnectionBar } from './connection-bar';
import { Navigation } from './navigation';
import { ShortcutSheet } from './shortcut-sheet';
import { Shortcuts } from './shortcuts';
import { Toaster } from './toaster';

/** Everything that is only there while somebody is signed in. It opens the connection and ends it. */
@Component({
  selector: 'dt-shell',
  imports: [ConnectionBar, Navigation, RouterOutlet, ShortcutSheet, Toaster],
  providers: [
    SETTINGS_PROVIDERS,
    MESSAGES_PROVIDERS,
    NOTIFICATIONS_PROVIDERS,
    FEED_PROVIDERS,
    Attention,
    FocusKeeper,
    OwnPresenceStore,
    Shortcuts,
  ],
  template: `
    <a i18n class="skip" href="#content" (click)="skip($event, content)">Skip to content</a>
    <dt-connection-bar />
    <div class="body" [class.full-screen]="conversationOpen()">
      <dt-navigation [unreadMessages]="conversations.unread()" [unreadNotifications]="notifications.unreadCount()" />
      <main id="content" tabindex="-1" #content><router-outlet /></main>
    </div>
    <p class="dt-visually-hidden" aria-live="polite">{{ title.arrivedAt() }}</p>
    <dt-toaster />
    <dt-shortcut-sheet />
  `,
  host: { '(document:keydown)': 'pressed($event)' },
  styleUrl: './shell.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Shell {
  readonly #auth = inject(AuthStore);
  readonly #realtime = inject(WebsocketService);
  readonly #router = inject(Router);
  readonly #address = inject(ADDRESS);
  readonly #sync = inject(MessagesSync);
  readonly #shortcuts = inject(Shortcuts);
  private readonly sheet = viewChild.required(ShortcutSheet);
  protected readonly title = inject(PageTitle);
  protected readonly notifications = inject(NotificationsStore);
  protected readonly conversations = inject(ConversationsStore);
  protected readonly conversationOpen = computed(() => this.#sync.openId() !== undefined);

  constructor() {
    const me = this.#auth.user()?.id;
    inject(SettingsStore).start();
    inject(BlocksStore).start();
    this.#sync.start();
    inject(MessageToastsStore).start();
    inject(MessageAlertsStore).start();
    this.notifications.start();
    inject(ToastsStore).start();
    inject(Attention).start();
    inject(FocusKeeper);
    inject(AlertsStore).start();
    inject(PostsStore).start();
    inject(FeedStore).start();
    this.#realtime.connect();
    inject(DestroyRef).onDestroy(() => {
      this.#realtime.forget();
      this.title.setUnread(0);
    });
    effect(() => this.title.setUnread(this.conversations.unread() + this.notifications.unreadCount()));
    effect(() => {
      if (this.#auth.user()?.id !== me) untracked(() => this.#leave());
    });
    effect(() => {
      const status = this.#realtime.status();
      if (status.state === 'refused' && status.reason === 'signed_out') untracked(() => this.#auth.forget());
    });
  }

  protected pressed(event: KeyboardEvent): void {
    if (this.#shortcuts.pressed(event) === 'sheet') this.sheet().show();
  }

  protected skip(event: Event, content: HTMLElement): void {
    event.preventDefault();
    content.focus();
  }

  /**
   * Signed out, here or in another tab, or run out: then the way back is kept. Where somebody else has signed in, nothing
   * of this page may stay.
   */
  #leave(): void {
    this.#realtime.forget();
    if (this.#auth.signedIn()) return this.#address.assign('/');
    const queryParams = this.#auth.ended() ? { next: this.#router.url } : {};
    void this.#router.navigate(['/sign-in'], { queryParams });
  }
}
