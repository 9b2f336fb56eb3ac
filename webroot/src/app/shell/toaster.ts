import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { MessageToast, MessageToastsStore } from '../pages/messages/message-toasts.store';
import { NotificationLine } from '../pages/notifications/notification-line';
import { NotificationsStore } from '../pages/notifications/notifications.store';
import { Toast, ToastsStore } from '../pages/notifications/toasts.store';
import { manyNewNotifications, targetOf } from '../pages/notifications/wording';
import { Notification } from '../shared/realtime';
import { PresenceStore } from '../shared/presence/presence.store';
import { Avatar } from '../shared/ui/avatar';
import { NOW } from '../shared/time/now';
import { exactTime, shortTime } from '../shared/time/times';
import { manyNewMessages } from '../pages/messages/conversations';

/** Of messages and notifications together. */
const MAX_SHOWN = 3;

/** Tells quietly of what has just happened; a click leads there. */
@Component({
  selector: 'dt-toaster',
  imports: [Avatar, MatIcon, MatIconButton, NotificationLine, RouterLink],
  template: `
    <section
      i18n-aria-label
      aria-label="New notifications"
      aria-live="polite"
      aria-relevant="additions text"
      aria-atomic="false"
      (mouseenter)="hold()"
      (mouseleave)="release()"
      (focusin)="hold()"
      (focusout)="release()"
    >
      @for (toast of toasts(); track toast.id) {
        <div class="toast">
          @if (toast.kind === 'one') {
            <a [routerLink]="toast.target.path" [fragment]="toast.target.fragment" (click)="open(toast)">
              <dt-notification-line [notification]="toast.notification" />
              <time [attr.datetime]="toast.notification.updated_at" [title]="toast.exactTime">{{ toast.time }}</time>
            </a>
          } @else if (toast.kind === 'message') {
            <a [routerLink]="['/messages', toast.id]" (click)="messages.dismiss(toast.id)">
              <dt-avatar [user]="toast.sender" [size]="32" [status]="presence.here(toast.sender.id)" />
              <span class="message">
                <strong>{{ toast.sender.username }}</strong><span class="dt-visually-hidden">: </span>
                @if (toast.unread > 1) {
                  <span class="more">{{ manyMessages(toast.unread) }}<span class="dt-visually-hidden">, </span></span>
                }
                <span class="text">{{ toast.text }}</span>
              </span>
              <time [attr.datetime]="toast.isoTime" [title]="toast.exactTime">{{ toast.time }}</time>
            </a>
          } @else {
            <a routerLink="/notifications" (click)="open(toast)">
              <mat-icon class="bell" svgIcon="bell-filled" aria-hidden="true" />
              <span>{{ manyNotifications(toast.count) }}</span>
            </a>
          }
          <button
            matIconButton
            type="button"
            [attr.data-list-item]="toast.id"
            i18n-aria-label
            aria-label="Dismiss"
            (click)="dismiss(toast)"
          >
            <mat-icon svgIcon="close" aria-hidden="true" />
          </button>
        </div>
      }
    </section>
  `,
  styleUrl: './toaster.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Toaster {
  readonly #notifications = inject(NotificationsStore);
  readonly #now = inject(NOW);
  readonly #store = inject(ToastsStore);
  protected readonly messages = inject(MessageToastsStore);
  protected readonly presence = inject(PresenceStore);
  protected readonly toasts = computed(() =>
    [
      ...this.messages.toasts().map((toast) => ({ ...toast, ...this.#times(toast.at) })),
      ...this.#store
        .toasts()
        .map((toast) => (toast.kind === 'one' ? { ...toast, ...this.#shown(toast.notification) } : toast)),
    ].slice(0, MAX_SHOWN),
  );

  protected readonly manyMessages = manyNewMessages;
  protected readonly manyNotifications = manyNewNotifications;

  protected hold(): void {
    this.#store.hold();
    this.messages.hold();
  }

  protected release(): void {
    this.#store.release();
    this.messages.release();
  }

  protected dismiss({ kind, id }: Toast | MessageToast): void {
    if (kind === 'message') this.messages.dismiss(id);
    else this.#store.dismiss(id);
  }

  /** Opening is reading. */
  protected open(toast: Toast): void {
    this.#store.dismiss(toast.id);
    if (toast.kind === 'one') void this.#notifications.markAsRead([toast.notification.id]);
  }

  #shown(notification: Notification) {
    return { target: targetOf(notification), ...this.#times(Date.parse(notification.updated_at)) };
  }

  #times(at: number) {
    return { time: shortTime(at, this.#now()), exactTime: exactTime(at), isoTime: new Date(at).toISOString() };
  }
}
