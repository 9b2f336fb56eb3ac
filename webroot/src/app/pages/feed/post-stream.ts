import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { problemIn } from '../../shared/http/load-state';
import { ListKeys } from '../../shared/keyboard/list-keys';
import { ListEnd } from '../../shared/ui/list-end';
import { Skeleton } from '../../shared/ui/skeleton';
import { StateMessage } from '../../shared/ui/state-message';
import { PostCard } from './post-card';
import { PostList } from './post-list';

/** A list of posts in all its states; more of it comes on the way down. */
@Component({
  selector: 'dt-post-stream',
  imports: [ListEnd, ListKeys, PostCard, Skeleton, StateMessage],
  template: `
    @if (failure(); as problem) {
      <dt-state-message
        icon="cloud-off"
        [text]="problem.message"
        i18n-action
        action="Try again"
        (acted)="posts().pages.tryLoad()"
      />
    } @else if (posts().pages.state() === 'loading') {
      <dt-skeleton i18n-label label="Loading posts" />
    } @else if (posts().list().length > 0) {
      <div role="feed" [attr.aria-label]="label()" dtListKeys>
        @for (post of posts().list(); track post.id) {
          <dt-post-card [post]="post" />
        }
      </div>
      <dt-list-end [pages]="posts().pages" [count]="posts().list().length" [text]="endText()" />
    } @else {
      <ng-content />
    }
  `,
  styles: ':host { display: block; }',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PostStream {
  readonly posts = input.required<PostList>();
  readonly label = input.required<string>();
  readonly endText = input($localize`You have reached the beginning.`);

  protected readonly failure = computed(() => problemIn(this.posts().pages.state()));
}
