import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { Notification, NotificationType } from '../../shared/realtime';
import { Avatar } from '../../shared/ui/avatar';
import { PostsStore } from '../feed/posts.store';
import { wordingOf } from './wording';

const ICONS: Readonly<Record<NotificationType, string>> = {
  like: 'heart-filled',
  comment: 'comment-filled',
  follow: 'person-filled',
  mention: 'mention',
};

/** Who did what to what of mine, in one line, with their picture and a sign of what it was. */
@Component({
  selector: 'dt-notification-line',
  imports: [Avatar, MatIcon],
  template: `
    <span class="picture">
      <dt-avatar [user]="notification().actor" [size]="32" />
      <mat-icon [svgIcon]="icon()" [class]="notification().type" aria-hidden="true" />
    </span>
    <span class="words"
      >{{ wording().before }}<strong>{{ wording().who }}</strong
      >{{ wording().after }}</span
    >
  `,
  styleUrl: './notification-line.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NotificationLine {
  readonly #posts = inject(PostsStore);

  readonly notification = input.required<Notification>();
  protected readonly wording = computed(() => {
    const { post_id } = this.notification();
    return wordingOf(this.notification(), this.#posts.find(post_id ?? '')?.content);
  });
  protected readonly icon = computed(() => ICONS[this.notification().type]);
}
