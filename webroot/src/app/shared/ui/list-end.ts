import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { FurtherPages } from '../http/paged-list';
import { problemIn } from '../http/load-state';
import { ScrolledIntoView } from './scrolled-into-view';
import { Skeleton } from './skeleton';
import { StateMessage } from './state-message';

/** What stands below a list: the next page on its way, why it did not come, or that this is all. */
@Component({
  selector: 'dt-list-end',
  imports: [ScrolledIntoView, Skeleton, StateMessage],
  template: `
    @if (problem(); as failed) {
      <dt-state-message
        icon="cloud-off"
        [text]="failed.message"
        i18n-action
        action="Try again"
        (acted)="pages().loadMore()"
      />
    } @else if (pages().hasMore()) {
      @for (page of [count()]; track page) {
        <div (dtScrolledIntoView)="pages().loadMore()">
          <dt-skeleton i18n-label label="Loading more" [rows]="[60, 48]" />
        </div>
      }
    } @else {
      <p>{{ text() }}</p>
    }
  `,
  styles: `
    p {
      margin: 0;
      padding: 24px;
      color: var(--dt-text-secondary);
      font-size: 12px;
      text-align: center;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ListEnd {
  readonly pages = input.required<FurtherPages>();
  /** How long the list is: a sentinel that is still in view after a page has come asks again. */
  readonly count = input.required<number>();
  readonly text = input.required<string>();

  protected readonly problem = computed(() => problemIn(this.pages().moreState()));
}
