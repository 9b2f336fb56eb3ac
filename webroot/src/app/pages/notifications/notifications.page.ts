import { ChangeDetectionStrategy, Component, computed, DestroyRef, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { Router } from '@angular/router';
import { problemIn } from '../../shared/http/load-state';
import { ListKeys } from '../../shared/keyboard/list-keys';
import { ListEnd } from '../../shared/ui/list-end';
import { PageColumn } from '../../shared/ui/page-column';
import { ShownPart } from '../../shared/ui/shown-part';
import { Skeleton } from '../../shared/ui/skeleton';
import { StateMessage } from '../../shared/ui/state-message';
import { NotificationItem } from './notification-item';
import { NotificationsStore } from './notifications.store';
import { ToastsStore } from './toasts.store';

/** Everything that concerned me, newest first: who, what, where, in one line each. */
@Component({
  selector: 'dt-notifications-page',
  imports: [ListEnd, ListKeys, MatButton, MatIcon, NotificationItem, PageColumn, Skeleton, StateMessage],
  templateUrl: './notifications.page.html',
  styleUrl: './notifications.page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NotificationsPage {
  readonly #router = inject(Router);
  protected readonly store = inject(NotificationsStore);

  protected readonly failure = computed(() => problemIn(this.store.pages.state()));
  protected readonly nothingUnread = computed(
    () => this.store.unreadCount() === 0 && this.store.list().every(({ read }) => read),
  );

  protected readonly part = new ShownPart(this.store.list, this.store.pages);

  constructor() {
    const { listOpen } = inject(ToastsStore);
    listOpen.set(true);
    inject(DestroyRef).onDestroy(() => listOpen.set(false));
    void this.store.open();
  }

  protected read(id: string): void {
    void this.store.markAsRead([id]);
  }

  protected readAll(): void {
    void this.store.markAllAsRead();
  }

  protected toFeed(): void {
    void this.#router.navigate(['/feed']);
  }
}
