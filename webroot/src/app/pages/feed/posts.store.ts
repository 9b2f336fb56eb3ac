import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Problem } from '../../shared/errors/api-error';
import { Wishes } from '../../shared/http/wishes';
import { PostCounts } from '../../shared/realtime';
import { FeedRealtimeService } from './feed-realtime.service';
import * as posts from './posts';
import { Post, PostsApi } from './posts.api';

/** Of more than these only what somebody needs is kept. */
const MANY = 500;
/** Removed so lately, one may still be in an answer that is on its way. */
const LATELY = 100;

/** Every post that some page shows, once: a like or a live count is the same everywhere. */
@Injectable()
export class PostsStore {
  readonly #api = inject(PostsApi);
  readonly #realtime = inject(FeedRealtimeService);
  readonly #destroyed = inject(DestroyRef);
  readonly #posts = signal<posts.Posts>(new Map());
  readonly #removed = signal<ReadonlySet<string>>(new Set());
  /** Each tells which posts it needs. */
  readonly #needs = new Set<() => Iterable<string>>();
  /** By post: why my last like, or its taking back, was refused. */
  readonly #problems = signal<ReadonlyMap<string, Problem>>(new Map());
  readonly #likes = new Wishes<Post>(
    (id, liked) => this.#api.like(id, liked),
    (post) => this.put([post]),
    (id, problem) => this.#setProblem(id, problem),
  );

  start(): void {
    const { counts$, removed$ } = this.#realtime;
    counts$.pipe(takeUntilDestroyed(this.#destroyed)).subscribe(({ data }) => this.#applyCounts(data.posts));
    removed$.pipe(takeUntilDestroyed(this.#destroyed)).subscribe(({ data }) => this.removed(data.post_id));
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
    this.#posts.update((known) => {
      const all = posts.putPosts(known, loaded);
      if (all.size <= MANY) return all;
      const kept = this.#neededAnd(loaded.map(({ id }) => id));
      return new Map([...all].filter(([id]) => kept.has(id)));
    });
  }

  async load(id: string): Promise<void> {
    this.put([await this.#api.post(id)]);
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
    await this.#api.remove(id);
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

  #neededAnd(others: readonly string[]): Set<string> {
    return new Set([...others, ...[...this.#needs].flatMap((needed) => [...needed()])]);
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
