import { HttpClient } from '@angular/common/http';
import { inject, Injectable, signal } from '@angular/core';
import { firstValueFrom, map, merge, Observable, Subscription } from 'rxjs';
import { Page } from '../http/page';
import { EventFrame, Loader, Notification } from '../realtime';
import { WebsocketService } from './websocket.service';

const PER_COMMAND = 100;

/**
 * Notifications in their own words, over the one connection. They come on my own channel, to which every connection
 * is subscribed by itself: `start` on signing in, and they flow.
 */
@Injectable({ providedIn: 'root' })
export class NotificationRealtimeService {
  readonly #socket = inject(WebsocketService);
  readonly #http = inject(HttpClient);
  readonly #unreadCount = signal(0);
  /** Grows with each count that comes: an answer asked for before it is out of date. */
  #counts = 0;

  readonly newNotifications$: Observable<EventFrame<'new_notification'>> = this.#socket.on('new_notification');
  /** Several at once, after a burst. */
  readonly batches$: Observable<EventFrame<'notification_batch'>> = this.#socket.on('notification_batch');
  /** One grew, or was withdrawn. */
  readonly updated$: Observable<EventFrame<'notification_updated'>> = this.#socket.on('notification_updated');
  /** Some or all were read, here or on another device of mine. */
  readonly read$: Observable<EventFrame<'notifications_read'>> = this.#socket.on('notifications_read');

  /** As the server counts. */
  readonly unreadCount = this.#unreadCount.asReadonly();

  /** Follows the count of whoever has signed in, until the returned function is called. */
  start(): () => void {
    const subscription = new Subscription();
    const counts$ = merge(this.newNotifications$, this.batches$, this.updated$, this.read$).pipe(
      map(({ data }) => data.unread_count),
    );
    subscription.add(counts$.subscribe((count) => this.#count(count)));
    subscription.add(this.loadStateWith(() => this.loadUnreadCount()));
    subscription.add(() => this.#count(0));
    return () => subscription.unsubscribe();
  }

  /** False where another tab of this browser tells the person what is new: a toast, a sound, a notice on the desktop. */
  tellsHere(): boolean {
    return this.#socket.inFront();
  }

  /** Newest first; `cursor` is the `next` of the page before. */
  list(cursor?: string): Promise<Page<Notification>> {
    const params: Record<string, string> = cursor === undefined ? {} : { cursor };
    return firstValueFrom(this.#http.get<Page<Notification>>('/api/v1/notifications', { params }));
  }

  async loadUnreadCount(): Promise<void> {
    const url = '/api/v1/notifications/unread-count';
    const counts = this.#counts;
    const { unread_count } = await firstValueFrom(this.#http.get<{ unread_count: number }>(url));
    if (counts === this.#counts) this.#count(unread_count);
  }

  /** Resolves once it is stored; my other devices hear of it. Repeating it changes nothing. */
  async markAsRead(notificationIds: readonly string[]): Promise<void> {
    for (let start = 0; start < notificationIds.length; start += PER_COMMAND) {
      await this.#markRead({ notification_ids: notificationIds.slice(start, start + PER_COMMAND) });
    }
  }

  async markAllAsRead(): Promise<void> {
    await this.#markRead({ all: true });
  }

  /** What is asked for from then on misses nothing. */
  arrival(): Promise<void> {
    return this.#socket.arrival();
  }

  /** Called with the first connection, and whenever continuity cannot be proved. */
  loadStateWith(loader: Loader): () => void {
    return this.#socket.loadStateWith(loader);
  }

  async #markRead(data: { notification_ids: string[] } | { all: true }): Promise<void> {
    const counts = this.#counts;
    const { unread_count } = await this.#socket.send({ type: 'notification', event: 'mark_read', data });
    if (counts === this.#counts) this.#count(unread_count);
    // Nothing says which of the two is newer.
    else if (unread_count !== this.#unreadCount()) this.loadUnreadCount().catch(() => undefined);
  }

  #count(unread: number): void {
    this.#counts += 1;
    this.#unreadCount.set(unread);
  }
}
