import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Problem, problemOf } from '../../shared/errors/api-error';
import { Page } from '../../shared/http/page';
import { FROM_THE_TOP, PagedList } from '../../shared/http/paged-list';
import { Notification } from '../../shared/realtime';
import { NotificationRealtimeService } from '../../shared/services/notification-realtime.service';
import * as logs from './notification-log';

/** Whoever reads on beyond them gets them from the server again. */
const KEPT = 300;
/** Not every single one is worth letting go. */
const TOO_MANY = 400;

interface Answer extends Page<Notification> {
  meanwhile: logs.Meanwhile;
}

/** My notifications: what the pages of the list and the events say, together. */
@Injectable()
export class NotificationsStore {
  readonly #realtime = inject(NotificationRealtimeService);
  readonly #destroyed = inject(DestroyRef);
  readonly #log = signal(logs.EMPTY_LOG);
  /** Told to be read, not yet confirmed: shown as read already. */
  readonly #marking = signal<ReadonlySet<string>>(new Set());
  readonly #problem = signal<Problem | undefined>(undefined);
  /** Of each answer that is on its way. */
  readonly #meanwhile = new Set<logs.Meanwhile>();

  readonly pages = new PagedList<Notification, Answer>(
    (cursor) => this.#fetch(cursor),
    (items, from, { meanwhile }) => this.#take(items, from, meanwhile),
  );
  readonly #shown = computed(() => logs.listOf(this.#log()));
  readonly list = computed(() => {
    const marking = this.#marking();
    return marking.size === 0 ? this.#shown() : this.#shown().map((one) => asMarked(one, marking));
  });
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
      .subscribe(({ data }) => (data.all ? this.#allRead() : this.#read(data.notification_ids ?? [])));
    this.#destroyed.onDestroy(this.#realtime.loadStateWith(() => this.#reload()));
  }

  /** Somebody wants to see the list: it is read, once what is asked for misses nothing. */
  async open(): Promise<void> {
    await this.#realtime.arrival();
    this.pages.tryLoad();
  }

  /** Asked for each event: it looks into the log, not into the list, which would have to be sorted first. */
  find(id: string): Notification | undefined {
    const entry = this.#log().entries.get(id);
    return entry && !entry.withdrawn ? asMarked(entry.notification, this.#marking()) : undefined;
  }

  /** As seen from here: nothing is said about one that was withdrawn or read elsewhere. */
  isUnread(id: string): boolean {
    return this.find(id)?.read === false;
  }

  async markAsRead(ids: readonly string[]): Promise<void> {
    const unread = ids.filter((id) => this.isUnread(id));
    if (unread.length > 0) await this.#mark(unread, () => this.#realtime.markAsRead(unread));
  }

  async markAllAsRead(): Promise<void> {
    const unread = this.list().filter(({ read }) => !read);
    await this.#mark(
      unread.map(({ id }) => id),
      () => this.#realtime.markAllAsRead(),
    );
  }

  async #mark(ids: readonly string[], tell: () => Promise<void>): Promise<void> {
    this.#problem.set(undefined);
    this.#marking.update((marking) => new Set([...marking, ...ids]));
    const asSeen = this.#log();
    try {
      await tell();
      this.#log.update((log) => logs.applyReadAs(log, asSeen, ids));
      this.#noteRead(ids);
    } catch (error) {
      this.#problem.set(problemOf(error));
    } finally {
      const done = new Set(ids);
      this.#marking.update((marking) => new Set([...marking].filter((id) => !done.has(id))));
    }
  }

  #apply(notification: Notification, withdrawn = false): void {
    this.#meanwhile.forEach(({ told }) => told.add(notification.id));
    this.#log.update((log) => logs.applyNotification(log, notification, withdrawn));
    if (this.#log().entries.size > TOO_MANY) this.#letGo();
  }

  #read(ids: readonly string[]): void {
    this.#noteRead(ids);
    this.#log.update((log) => logs.applyRead(log, ids));
  }

  #allRead(): void {
    this.#meanwhile.forEach((meanwhile) => (meanwhile.allRead = true));
    this.#log.update(logs.applyAllRead);
  }

  #noteRead(ids: readonly string[]): void {
    this.#meanwhile.forEach(({ read }) => ids.forEach((id) => read.add(id)));
  }

  /** What a page nobody leaves, or nobody opens, would gather for days. */
  #letGo(): void {
    this.#log.update((log) => logs.newestOf(log, KEPT));
    this.pages.cut();
  }

  async #fetch(cursor?: string): Promise<Answer> {
    const meanwhile = new logs.Meanwhile();
    this.#meanwhile.add(meanwhile);
    try {
      return { ...(await this.#page(cursor)), meanwhile };
    } finally {
      this.#meanwhile.delete(meanwhile);
    }
  }

  async #page(cursor?: string): Promise<Page<Notification>> {
    if (cursor !== FROM_THE_TOP) return this.#realtime.list(cursor);
    const last = this.list().at(-1)?.updated_at ?? '';
    let page = await this.#realtime.list();
    while (page.next !== null && !page.items.some(({ updated_at }) => Date.parse(updated_at) < Date.parse(last))) {
      page = await this.#realtime.list(page.next);
    }
    return page;
  }

  #take(items: readonly Notification[], from: 'start' | 'further', meanwhile: logs.Meanwhile): undefined {
    this.#log.update((log) => (from === 'start' ? logs.restart : logs.applyAnswer)(log, items, meanwhile));
  }

  /** Only what has been looked at is read again; an answer that is on its way was asked for too early. */
  async #reload(): Promise<void> {
    if (this.pages.begun) await this.pages.load();
  }
}

function asMarked(notification: Notification, marking: ReadonlySet<string>): Notification {
  return marking.has(notification.id) && !notification.read ? { ...notification, read: true } : notification;
}
