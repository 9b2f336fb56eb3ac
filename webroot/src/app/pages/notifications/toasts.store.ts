import { computed, DestroyRef, DOCUMENT, inject, Injectable, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Notification } from '../../shared/realtime';
import { CLOCK } from '../../shared/services/browser';
import { NotificationRealtimeService } from '../../shared/services/notification-realtime.service';
import { Popups } from '../../shared/ui/popups';
import { NotificationsStore } from './notifications.store';

export type Toast =
  { kind: 'one'; id: string; notification: Notification } | { kind: 'many'; id: string; count: number };

interface Shown {
  id: string;
  /** The notifications it is about. */
  ids: readonly string[];
}

/** The notifications that pop up, each for as long as it is still news, in one tab only. */
@Injectable()
export class ToastsStore {
  readonly #realtime = inject(NotificationRealtimeService);
  readonly #notifications = inject(NotificationsStore);
  readonly #destroyed = inject(DestroyRef);
  readonly #document = inject(DOCUMENT);
  readonly #popups = new Popups<Shown>(inject(CLOCK));

  /** The open list shows what arrives by itself. */
  readonly listOpen = signal(false);
  /** Newest first; one that was read elsewhere or withdrawn is gone. */
  readonly toasts = computed(() =>
    this.#popups
      .shown()
      .map((shown) => this.#toastOf(shown))
      .filter((toast) => toast !== undefined),
  );

  start(): void {
    const untilDestroyed = <T>() => takeUntilDestroyed<T>(this.#destroyed);
    const { newNotifications$, batches$ } = this.#realtime;
    newNotifications$.pipe(untilDestroyed()).subscribe(({ data }) => this.#show([data.notification.id]));
    batches$
      .pipe(untilDestroyed())
      .subscribe(({ data }) => this.#show(data.new_ids ?? data.notifications.map(({ id }) => id)));
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

  #show(ids: readonly string[]): void {
    const isBeforeMyEyes = this.listOpen() && this.#document.visibilityState === 'visible';
    const [id] = ids;
    if (id !== undefined && !isBeforeMyEyes && this.#realtime.tellsHere()) this.#popups.show({ id, ids });
  }

  #toastOf({ id, ids }: Shown): Toast | undefined {
    const news = ids.filter((one) => this.#notifications.isUnread(one));
    const notification = this.#notifications.find(news[0] ?? '');
    if (!notification) return undefined;
    return news.length === 1 ? { kind: 'one', id, notification } : { kind: 'many', id, count: news.length };
  }
}
