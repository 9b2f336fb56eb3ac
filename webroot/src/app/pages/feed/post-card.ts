import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  ElementRef,
  inject,
  Injector,
  input,
  linkedSignal,
  signal,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { AuthStore } from '../../shared/auth/auth.store';
import { problemOf } from '../../shared/errors/api-error';
import { PresenceStore } from '../../shared/presence/presence.store';
import { STATUS_WORDS } from '../../shared/presence/wording';
import { RichText } from '../../shared/text/rich-text';
import { NOW } from '../../shared/time/now';
import { exactTime, shortTime } from '../../shared/time/times';
import { Avatar } from '../../shared/ui/avatar';
import { OnScreen } from '../../shared/ui/on-screen';
import { Comments } from './comments';
import { LivePosts } from './live-posts';
import { Post } from './posts.api';
import { PostsStore } from './posts.store';
import { inDigits, plural } from '../../shared/language/numbers';

/** What is longer than this is folded in a list. */
const LONG_CHARACTERS = 900;
const LONG_LINES = 14;

/** One post: who, when, what, and what can be done with it. */
@Component({
  selector: 'dt-post-card',
  imports: [Avatar, Comments, MatButton, MatIcon, OnScreen, RichText, RouterLink],
  templateUrl: './post-card.html',
  styleUrl: './post-card.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PostCard {
  readonly #store = inject(PostsStore);
  readonly #me = inject(AuthStore).user;
  readonly #now = inject(NOW);
  readonly #injector = inject(Injector);
  private readonly opener = viewChild<ElementRef<HTMLElement>>('opener');
  private readonly answer = viewChild<unknown, ElementRef<HTMLElement>>('answer', { read: ElementRef });
  protected readonly live = inject(LivePosts);
  protected readonly statusWords = STATUS_WORDS;
  protected readonly presence = inject(PresenceStore);

  readonly post = input.required<Post>();
  /** On a page of its own it is shown whole, with its comments. */
  readonly whole = input(false);
  /** The comment that a link names. */
  readonly markedComment = input<string>();

  protected readonly mine = computed(() => this.post().author.id === this.#me()?.id);
  readonly #at = computed(() => Date.parse(this.post().created_at));
  protected readonly time = computed(() => shortTime(this.#at(), this.#now()));
  protected readonly exactTime = computed(() => exactTime(this.#at()));
  protected readonly commentsOpen = linkedSignal(() => this.whole());
  protected readonly folded = linkedSignal(() => !this.whole() && isLong(this.post().content));
  protected readonly confirming = signal(false);
  protected readonly deleting = signal(false);
  readonly #deletionProblem = signal<string | undefined>(undefined);
  protected readonly problem = computed(() => {
    const refused = this.#store.problemWith(this.post().id);
    return this.#deletionProblem() ?? (refused && $localize`That did not work. ${refused.message}:problem:`);
  });

  protected readonly label = computed(() => $localize`Post by ${this.post().author.username}:name:`);
  protected readonly likes = computed(() => shownCount(this.post().like_count));
  protected readonly comments = computed(() => shownCount(this.post().comment_count));
  protected readonly likeLabel = computed(() => {
    const count = this.post().like_count;
    return plural(count, $localize`Like, 1 like`, $localize`Like, ${inDigits(count)}:count: likes`);
  });
  protected readonly commentLabel = computed(() => {
    const count = this.post().comment_count;
    return plural(count, $localize`Comments, 1 comment`, $localize`Comments, ${inDigits(count)}:count: comments`);
  });

  protected like(): void {
    this.#store.like(this.post());
  }

  protected toggleComments(): void {
    this.commentsOpen.update((open) => !open);
  }

  protected unfold(): void {
    this.folded.set(false);
  }

  protected ask(): void {
    this.confirming.set(true);
    this.#focusLater(() => this.answer());
  }

  protected keep(): void {
    this.confirming.set(false);
    this.#focusLater(() => this.opener());
  }

  protected async remove(): Promise<void> {
    if (this.deleting()) return;
    this.deleting.set(true);
    this.#deletionProblem.set(undefined);
    try {
      await this.#store.remove(this.post().id);
    } catch (error) {
      this.#deletionProblem.set($localize`Not deleted. ${problemOf(error).message}:problem:`);
      this.keep();
    } finally {
      this.deleting.set(false);
    }
  }

  #focusLater(element: () => ElementRef<HTMLElement> | undefined): void {
    afterNextRender(() => element()?.nativeElement.focus(), { injector: this.#injector });
  }
}

function isLong(content: string): boolean {
  return content.length > LONG_CHARACTERS || content.split('\n').length > LONG_LINES;
}

function shownCount(count: number): string {
  return count === 0 ? '' : inDigits(count);
}
