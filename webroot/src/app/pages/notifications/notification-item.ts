import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Notification } from '../../shared/realtime';
import { NOW } from '../../shared/time/now';
import { exactTime, shortTime } from '../../shared/time/times';
import { OnScreen } from '../../shared/ui/on-screen';
import { NamedPosts } from './named-posts';
import { NotificationLine } from './notification-line';
import { targetOf } from './wording';

/** One line of the list. Opening it is reading it. */
@Component({
  selector: 'dt-notification-item',
  imports: [NotificationLine, OnScreen, RouterLink],
  template: `
    <a
      [dtOnScreen]="notification().post_id ?? ''"
      [dtOnScreenFor]="namedPosts"
      [attr.data-list-item]="notification().id"
      [class.unread]="!notification().read"
      [routerLink]="target().path"
      [fragment]="target().fragment"
      (click)="opened.emit()"
    >
      <span class="dot">
        @if (!notification().read) {
          <span i18n class="dt-visually-hidden">Unread: </span>
        }
      </span>
      <dt-notification-line [notification]="notification()" />
      <time [attr.datetime]="notification().updated_at" [title]="exactTime()">{{ time() }}</time>
    </a>
  `,
  styleUrl: './notification-item.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NotificationItem {
  readonly #now = inject(NOW);
  protected readonly namedPosts = inject(NamedPosts);

  readonly notification = input.required<Notification>();
  readonly opened = output();

  readonly #at = computed(() => Date.parse(this.notification().updated_at));
  protected readonly target = computed(() => targetOf(this.notification()));
  protected readonly time = computed(() => shortTime(this.#at(), this.#now()));
  protected readonly exactTime = computed(() => exactTime(this.#at()));
}
