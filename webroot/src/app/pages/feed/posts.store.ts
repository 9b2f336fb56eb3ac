import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { AuthStore } from '../../shared/auth/auth.store';
import { Problem, problemOf } from '../../shared/errors/api-error';
import { Wishes } from '../../shared/http/wishes';
import { PostCounts } from '../../shared/realtime';
import { CLOCK, TABS } from '../../shared/services/browser';
import { FeedRealtimeService } from './feed-realtime.service';
import * as posts from './posts';
import { Post, PostsApi } from './posts.api';

/** Of more than these only what somebody needs is kept. */
const MANY = 500;
/** Removed so lately, one may still be in an answer that is on its way. */
const LATELY = 100;
/** What was read longer ago than this may say something else by now. */
const FRESH_MS = 10_000;

/** Every post that some page shows, once: a like or a live count is the same everywhere. */
@Injectable()
export class PostsStore {
  readonly #api = inject(PostsApi);
  readonly #realtime = inject(FeedRealtimeService);
  readonly #clock = inject(CLOCK);
  readonly #destroyed = inject(DestroyRef);
  readonly #posts = signal<posts.Posts>(new Map());
  /** When each was read last, by the clock of this device. */
  readonly #readAt = new Map<string, number>();
  readonly #removed = signal<ReadonlySet<string>>(new Set());
  /** Each tells which posts it needs. */
  readonly #needs = new Set<() => Iterable<string>>();
  /** By post: why my last like, or its taking back, was refused. */
  readonly #problems = signal<ReadonlyMap<string, Problem>>(new Map());
  readonly #likes = new Wishes<Post>(
    (id, liked) => this.#api.like(id, liked),
    (post) => this.#liked(post),
    (id, problem) => this.#refused(id, problem),
  );
  readonly #me = inject(AuthStore).user()?.id ?? '';
  readonly #otherTabs = inject(TABS)?.channel(`devthread.liked.${this.#me}`, (post) =>
    this.#likedElsewhere(post as Post),
  );

  start(): void {
    const { counts$, removed$ } = this.#realtime;
    counts$.pipe(takeUntilDestroyed(this.#destroyed)).subscribe(({ data }) => this.#applyCounts(data.posts));
    removed$.pipe(takeUntilDestroyed(this.#destroyed)).subscribe(({ data }) => this.removed(data.post_id));
    this.#destroyed.onDestroy(() => this.#otherTabs?.close());
  }

  /** As I see it now. Read inside `computed` and templates. */
  find(id: string): Post | undefined {
    const post = this.isRemoved(id) ? undefined : this.#posts().get(id);
    return post && posts.asWished(post, this.#likes.of(id));
  }

  isRemoved(id: string): boolean {
    return this.#removed().has(id);
  }

  problemWith(id: string): Problem | undefined {
    return this.#problems().get(id);
  }

  /** What `needed` names is not let go of, until the returned function is called. */
  keep(needed: () => Iterable<string>): () => void {
    this.#needs.add(needed);
    return () => this.#needs.delete(needed);
  }

  put(loaded: readonly Post[]): void {
    const now = this.#clock.now();
    loaded.forEach(({ id }) => this.#readAt.set(id, now));
    this.#posts.update((known) => posts.putPosts(known, loaded));
    if (this.#posts().size > MANY) this.#letGo(loaded);
  }

  /** What comes meanwhile, an event or the answer to a like, is newer than the answer. */
  async load(id: string): Promise<void> {
    const known = this.#posts().get(id);
    try {
      const post = await this.#api.post(id);
      if (this.#posts().get(id) === known) this.put([post]);
    } catch (error) {
      if (isGone(problemOf(error))) this.removed(id);
      throw error;
    }
  }

  /** Reads it again unless it was read just now: nobody has told what happened to it since. */
  renew(id: string): void {
    const age = this.#clock.now() - (this.#readAt.get(id) ?? -Infinity);
    if (age > FRESH_MS) this.load(id).catch(() => undefined);
  }

  async write(content: string): Promise<Post> {
    const post = await this.#api.write(content);
    this.put([post]);
    return post;
  }

  like(post: Post): void {
    this.#setProblem(post.id, undefined);
    this.#likes.wish(post.id, !post.liked);
  }

  async remove(id: string): Promise<void> {
    await this.#api.remove(id).catch((error: unknown) => {
      if (!isGone(problemOf(error))) throw error;
    });
    this.removed(id);
  }

  removed(id: string): void {
    this.#removed.update((removed) => {
      const all = new Set(removed).add(id);
      if (all.size <= MANY) return all;
      const kept = this.#neededAnd([...all].slice(-LATELY));
      return new Set([...all].filter((one) => kept.has(one)));
    });
  }

  #letGo(loaded: readonly Post[]): void {
    const kept = this.#neededAnd(loaded.map(({ id }) => id));
    const others = [...this.#posts().keys()].filter((id) => !kept.has(id));
    others.forEach((id) => this.#readAt.delete(id));
    this.#posts.update((all) => new Map([...all].filter(([id]) => kept.has(id))));
  }

  #neededAnd(others: readonly string[]): Set<string> {
    return new Set([...others, ...[...this.#needs].flatMap((needed) => [...needed()])]);
  }

  /** Events tell the number only; whether it is I who likes it, my tabs tell each other. */
  #liked(post: Post): void {
    this.put([post]);
    this.#otherTabs?.post(post);
  }

  #likedElsewhere(post: Post): void {
    if (this.#posts().has(post.id)) this.put([post]);
  }

  #refused(id: string, problem: Problem): void {
    if (isGone(problem)) this.removed(id);
    else this.#setProblem(id, problem);
  }

  /** While a like of mine is on its way its answer will tell the number: no flicker in between. */
  #applyCounts(counts: readonly PostCounts[]): void {
    const settled = counts.map((one) => {
      const known = this.#posts().get(one.post_id);
      const waiting = this.#likes.of(one.post_id) !== undefined;
      return known && waiting ? { ...one, like_count: known.like_count } : one;
    });
    this.#posts.update((known) => posts.applyCounts(known, settled));
  }

  #setProblem(id: string, problem: Problem | undefined): void {
    this.#problems.update((all) => {
      const next = new Map(all);
      if (problem) next.set(id, problem);
      else next.delete(id);
      return next;
    });
  }
}

/** Nobody has told: the connection was lost when it was removed. */
function isGone({ code }: Problem): boolean {
  return code === 'not_found';
}
