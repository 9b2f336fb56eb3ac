import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  effect,
  inject,
  input,
  signal,
  untracked,
} from '@angular/core';
import { ActivatedRoute, Router } from '@angular/router';
import { toSignal } from '@angular/core/rxjs-interop';
import { problemOf } from '../../shared/errors/api-error';
import { LoadState, problemIn } from '../../shared/http/load-state';
import { PageColumn } from '../../shared/ui/page-column';
import { Skeleton } from '../../shared/ui/skeleton';
import { StateMessage } from '../../shared/ui/state-message';
import { FeedRealtimeService } from '../feed/feed-realtime.service';
import { PostCard } from '../feed/post-card';
import { PostsStore } from '../feed/posts.store';

const COMMENT = /^comment-(.+)$/;

/** One post, whole, with what was said about it: where notifications lead. */
@Component({
  selector: 'dt-post-page',
  imports: [PageColumn, PostCard, Skeleton, StateMessage],
  template: `
    <dt-page-column i18n-heading heading="Post" back="/feed" i18n-backLabel backLabel="To the feed">
      @if (store.isRemoved(postId()) || closed()) {
        <dt-state-message
          icon="search"
          i18n-text
          text="This post is not there, or not any more."
          i18n-action
          action="Go to the feed"
          (acted)="toFeed()"
        />
      } @else if (post(); as shown) {
        <!-- Anew for each: what was said and half written about one post, or asked of it, is none of another's. -->
        @for (one of [shown]; track one.id) {
          <dt-post-card [post]="one" [whole]="true" [markedComment]="markedComment()" />
        }
      } @else if (failure(); as problem) {
        <dt-state-message icon="cloud-off" [text]="problem.message" i18n-action action="Try again" (acted)="load()" />
      } @else {
        <dt-skeleton i18n-label label="Loading the post" [rows]="[70]" />
      }
    </dt-page-column>
  `,
  styleUrl: './post.page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PostPage {
  readonly #router = inject(Router);
  readonly #fragment = toSignal(inject(ActivatedRoute).fragment);
  readonly #realtime = inject(FeedRealtimeService);
  readonly #state = signal<LoadState>('loading');
  protected readonly store = inject(PostsStore);

  /** From the route. */
  readonly postId = input.required<string>();

  protected readonly post = computed(() => this.store.find(this.postId()));
  protected readonly markedComment = computed(() => COMMENT.exec(this.#fragment() ?? '')?.[1]);
  protected readonly failure = computed(() => problemIn(this.#state()));
  /** Trying again would not help. */
  protected readonly closed = computed(() => {
    const code = this.failure()?.code;
    return code === 'not_found' || code === 'forbidden' || code === 'invalid_data';
  });

  constructor() {
    inject(DestroyRef).onDestroy(this.store.keep(() => [this.postId()]));
    effect(() => {
      this.postId();
      untracked(() => this.load());
    });
    // What could not be had without a connection; once it is shown, `LivePosts` reads it again.
    effect(() => {
      const isLive = this.#realtime.status().state === 'live';
      if (isLive && untracked(this.failure)) untracked(() => this.load());
    });
  }

  protected async load(): Promise<void> {
    const id = this.postId();
    this.#state.set('loading');
    await this.#realtime.arrival();
    if (id !== this.postId()) return;
    const state = await this.store.load(id).then(
      (): LoadState => 'ready',
      (error: unknown): LoadState => ({ failed: problemOf(error) }),
    );
    if (id === this.postId()) this.#state.set(state);
  }

  protected toFeed(): void {
    void this.#router.navigate(['/feed']);
  }
}
