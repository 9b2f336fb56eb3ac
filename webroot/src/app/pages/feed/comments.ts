import {
  afterRenderEffect,
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  ElementRef,
  inject,
  input,
  signal,
  untracked,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { problemIn } from '../../shared/http/load-state';
import { PagedList } from '../../shared/http/paged-list';
import { PresenceStore } from '../../shared/presence/presence.store';
import { STATUS_WORDS } from '../../shared/presence/wording';
import { RichText } from '../../shared/text/rich-text';
import { Writer } from '../../shared/text/writer';
import { NOW } from '../../shared/time/now';
import { exactTime, shortTime } from '../../shared/time/times';
import { Avatar } from '../../shared/ui/avatar';
import { Skeleton } from '../../shared/ui/skeleton';
import { StateMessage } from '../../shared/ui/state-message';
import { Comment, Post, PostsApi } from './posts.api';
import { PostsStore } from './posts.store';

/** No further than this is read for the comment that a link names: it may be gone. */
const MAX_SEARCHED = 200;

/** What was said about a post, the oldest first, and where to say something. It follows the post's live count. */
@Component({
  selector: 'dt-comments',
  imports: [Avatar, MatButton, RichText, RouterLink, Skeleton, StateMessage, Writer],
  templateUrl: './comments.html',
  styleUrl: './comments.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Comments {
  readonly #api = inject(PostsApi);
  readonly #posts = inject(PostsStore);
  readonly #now = inject(NOW);
  readonly #element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly #byId = signal<ReadonlyMap<string, Comment>>(new Map());
  protected readonly statusWords = STATUS_WORDS;
  protected readonly presence = inject(PresenceStore);
  #shownMark: string | undefined;

  readonly post = input.required<Post>();
  /** The comment that a link names: brought before the eyes once. */
  readonly marked = input<string>();

  readonly #postId = computed(() => this.post().id);
  readonly #count = computed(() => this.post().comment_count);
  protected readonly pages = new PagedList<Comment>(
    (cursor) => this.#api.comments(this.#postId(), cursor),
    (items, from) => this.#take(items, from),
  );
  protected readonly label = computed(() => $localize`Comments on the post by ${this.post().author.username}:name:`);
  protected readonly failure = computed(() => problemIn(this.pages.state()));
  protected readonly olderFailure = computed(() => problemIn(this.pages.moreState()));
  protected readonly list = computed(() =>
    [...this.#byId().values()]
      .sort(oldestFirst)
      .map((comment) => ({ ...comment, ...this.#times(Date.parse(comment.created_at)) })),
  );
  protected readonly save = (text: string) => this.#write(text);

  constructor() {
    effect(() => {
      const count = this.#count();
      untracked(() => this.#follow(count));
    });
    effect(() => {
      const isThere = this.#byId().has(this.marked() ?? '');
      const mayCome = this.pages.state() === 'ready' && this.pages.hasMore() && this.pages.moreState() === 'idle';
      const isWanted = this.marked() !== undefined && !isThere && this.#byId().size < MAX_SEARCHED;
      if (isWanted && mayCome) untracked(() => void this.pages.loadMore());
    });
    afterRenderEffect(() => this.#show(this.marked(), this.list().length));
  }

  /** Another number than we show: somebody has said something. */
  #follow(count: number): void {
    const complete = this.pages.state() === 'ready' && !this.pages.hasMore() && this.#byId().size === count;
    if (!complete) this.pages.tryLoad();
  }

  async #write(text: string): Promise<void> {
    this.#put([await this.#api.comment(this.#postId(), text)]);
    this.#posts.load(this.#postId()).catch(() => undefined);
  }

  #take(items: readonly Comment[], from: 'start' | 'further'): 'joined' | undefined {
    const known = this.#byId();
    const joined = from === 'further' || items.some(({ id }) => known.has(id));
    if (!joined) this.#byId.set(new Map());
    this.#put(items);
    return joined ? 'joined' : undefined;
  }

  #put(comments: readonly Comment[]): void {
    this.#byId.update((known) => new Map([...known, ...comments.map((one) => [one.id, one] as const)]));
  }

  #times(at: number) {
    return { time: shortTime(at, this.#now()), exactTime: exactTime(at) };
  }

  #show(marked: string | undefined, count: number): void {
    if (marked === undefined || marked === this.#shownMark || count === 0) return;
    const element = this.#element.querySelector(`[id="comment-${CSS.escape(marked)}"]`);
    if (!element) return;
    this.#shownMark = marked;
    element.scrollIntoView({ block: 'center' });
  }
}

function oldestFirst(a: Comment, b: Comment): number {
  return Date.parse(a.created_at) - Date.parse(b.created_at) || (a.id < b.id ? -1 : 1);
}
