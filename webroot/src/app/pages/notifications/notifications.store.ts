import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Problem, problemOf } from '../../shared/errors/api-error';
import { PagedList } from '../../shared/http/paged-list';
import { Notification } from '../../shared/realtime';
import { NotificationRealtimeService } from '../../shared/services/notification-realtime.service';
import * as logs from './notification-log';

/** My notifications: what the pages of the list and the events say, together. */
@Injectable()
export class NotificationsStore {
  readonly #realtime = inject(NotificationRealtimeService);
  readonly #destroyed = inject(DestroyRef);
  readonly #log = signal(logs.EMPTY_LOG);
  /** Told to be read, not yet confirmed: shown as read already. */
  readonly #marking = signal<ReadonlySet<string>>(new Set());
  readonly #problem = signal<Problem | undefined>(undefined);
  /** What events have brought since the list was last asked for from its start. */
  readonly #since = new Set<string>();

  readonly pages = new PagedList<Notification>(
    (cursor) => this.#fetch(cursor),
    (items, from) => this.#take(items, from),
  );
  readonly list = computed(() => {
    const marking = this.#marking();
    return logs.listOf(this.#log()).map((one) => (marking.has(one.id) ? { ...one, read: true } : one));
  });
  readonly #byId = computed(() => new Map(this.list().map((one) => [one.id, one])));
  readonly unreadCount = this.#realtime.unreadCount;
  /** Why the last marking failed. */
  readonly problem = this.#problem.asReadonly();

  /** Follows the events; the list itself is read when somebody wants to see it. */
  start(): void {
    const { newNotifications$, batches$, updated$, read$ } = this.#realtime;
    const untilDestroyed = <T>() => takeUntilDestroyed<T>(this.#destroyed);
    this.#destroyed.onDestroy(this.#realtime.start());
    newNotifications$.pipe(untilDestroyed()).subscribe(({ data }) => this.#apply(data.notification));
    batches$.pipe(untilDestroyed()).subscribe(({ data }) => data.notifications.forEach((one) => this.#apply(one)));
    updated$.pipe(untilDestroyed()).subscribe(({ data }) => this.#apply(data.notification, data.withdrawn));
    read$
      .pipe(untilDestroyed())
      .subscribe(({ data, timestamp }) =>
        this.#log.update((log) =>
          data.all ? logs.applyAllRead(log, timestamp) : logs.applyRead(log, data.notification_ids ?? [], timestamp),
        ),
      );
    this.#destroyed.onDestroy(this.#realtime.loadStateWith(() => this.#reload()));
  }

  find(id: string): Notification | undefined {
    return this.#byId().get(id);
  }

  /** As seen from here: nothing is said about one that was withdrawn or read elsewhere. */
  isUnread(id: string): boolean {
    return this.find(id)?.read === false;
  }

  async markAsRead(ids: readonly string[]): Promise<void> {
    const unread = this.list().filter(({ id, read }) => !read && ids.includes(id));
    if (unread.length > 0) await this.#mark(unread, (wanted) => this.#realtime.markAsRead(wanted));
  }

  async markAllAsRead(): Promise<void> {
    const unread = this.list().filter(({ read }) => !read);
    await this.#mark(unread, () => this.#realtime.markAllAsRead());
  }

  async #mark(unread: readonly Notification[], tell: (ids: string[]) => Promise<void>): Promise<void> {
    const ids = unread.map(({ id }) => id);
    this.#problem.set(undefined);
    this.#marking.update((marking) => new Set([...marking, ...ids]));
    try {
      await tell(ids);
      this.#log.update((log) => unread.reduce((all, one) => logs.applyRead(all, [one.id], logs.versionOf(one)), log));
    } catch (error) {
      this.#problem.set(problemOf(error));
    } finally {
      this.#marking.update((marking) => new Set([...marking].filter((id) => !ids.includes(id))));
    }
  }

  #apply(notification: Notification, withdrawn = false): void {
    this.#since.add(notification.id);
    this.#log.update((log) => logs.applyNotification(log, notification, withdrawn));
  }

  #fetch(cursor?: string) {
    if (cursor === undefined) this.#since.clear();
    return this.#realtime.list(cursor);
  }

  #take(items: readonly Notification[], from: 'start' | 'further'): undefined {
    this.#log.update((log) =>
      from === 'start'
        ? logs.restart(log, items, this.#since)
        : items.reduce((all, item) => logs.applyNotification(all, item), log),
    );
  }

  /** Only what has been looked at is read again. */
  async #reload(): Promise<void> {
    if (this.pages.state() === 'ready') await this.pages.load();
  }
}
