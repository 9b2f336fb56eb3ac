import { DestroyRef, effect, inject, Injectable } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Router } from '@angular/router';
import { Notification } from '../../shared/realtime';
import { Notices } from '../../shared/services/notices';
import { NotificationRealtimeService } from '../../shared/services/notification-realtime.service';
import { SOUND } from '../../shared/services/sound';
import { SettingsStore } from '../../shared/settings/settings.store';
import { NotificationsStore } from './notifications.store';
import { manyNewNotifications, sentenceOf, targetOf } from './wording';

/** Beyond the page: a sound, and the desktop's own notice while nobody sees the page. Both only where wished. */
@Injectable()
export class AlertsStore {
  readonly #realtime = inject(NotificationRealtimeService);
  readonly #notifications = inject(NotificationsStore);
  readonly #settings = inject(SettingsStore);
  readonly #router = inject(Router);
  readonly #sound = inject(SOUND);
  readonly #destroyed = inject(DestroyRef);
  readonly #notices = new Notices();

  constructor() {
    // Read here or elsewhere, or withdrawn: no news any more.
    effect(() => this.#notices.keepOnly((id) => this.#notifications.isUnread(id)));
  }

  start(): void {
    const { newNotifications$, batches$ } = this.#realtime;
    newNotifications$
      .pipe(takeUntilDestroyed(this.#destroyed))
      .subscribe(({ data }) => this.#tell([data.notification]));
    batches$.pipe(takeUntilDestroyed(this.#destroyed)).subscribe(({ data: { notifications, new_ids } }) =>
      // The others of it only grew.
      this.#tell(notifications.filter(({ id }) => new_ids?.includes(id) ?? true)),
    );
  }

  #tell(notifications: readonly Notification[]): void {
    const unread = notifications.filter(({ id }) => this.#notifications.isUnread(id));
    const [newest] = unread;
    if (!newest || !this.#realtime.tellsHere()) return;
    if (this.#settings.sound()) this.#sound();
    const body = unread.length === 1 ? sentenceOf(newest) : manyNewNotifications(unread.length);
    this.#notices.show(newest.id, { title: 'DevThread', body, opened: () => this.#open(newest) });
  }

  #open(notification: Notification): void {
    const { path, fragment } = targetOf(notification);
    void this.#notifications.markAsRead([notification.id]);
    void this.#router.navigate(path, fragment === undefined ? {} : { fragment });
  }
}
