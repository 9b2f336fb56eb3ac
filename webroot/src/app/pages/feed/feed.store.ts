import { computed, DestroyRef, effect, inject, Injectable, signal, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { AuthStore } from '../../shared/auth/auth.store';
import { Page } from '../../shared/http/page';
import { ConnectionStatus } from '../../shared/realtime';
import { FeedRealtimeService } from './feed-realtime.service';
import { applyUpdate, NO_NEWS, without, withNews, wordsFor } from './feed-news';
import { goneFrom } from './posts';
import { PostList } from './post-list';
import { Post, PostsApi } from './posts.api';
import { PostsStore } from './posts.store';

/** The feed: what has been read of it, and what is new and waits to be asked for. */
@Injectable()
export class FeedStore {
  readonly #api = inject(PostsApi);
  readonly #posts = inject(PostsStore);
  readonly #realtime = inject(FeedRealtimeService);
  readonly #destroyed = inject(DestroyRef);
  readonly #me = inject(AuthStore).user;
  readonly #news = signal(NO_NEWS);
  /** How it was connected when the list was asked for. */
  #askedIn: ConnectionStatus | undefined;

  readonly posts = new PostList(this.#posts, (cursor) => this.#fetch(cursor));
  /** Where the reader was when leaving the page. */
  scrollTop = 0;

  /** Posts of mine stand in the list already. */
  readonly #waiting = computed(() => [...this.#news().ids].filter((id) => !this.posts.has(id) && !this.#isMine(id)));
  readonly newsWords = computed(() => wordsFor(this.#waiting().length, this.#news().more));

  constructor() {
    this.#posts.keep(() => this.#news().ids);
    effect(() => {
      const live = this.#realtime.status().state === 'live';
      if (live) untracked(() => void this.#live());
    });
  }

  start(): void {
    const { updates$, removed$ } = this.#realtime;
    updates$
      .pipe(takeUntilDestroyed(this.#destroyed))
      .subscribe(({ data }) => this.#news.update((news) => applyUpdate(news, data)));
    removed$
      .pipe(takeUntilDestroyed(this.#destroyed))
      .subscribe(({ data }) => this.#news.update((news) => without(news, data.post_id)));
    this.#destroyed.onDestroy(this.#realtime.followFeed());
  }

  /**
   * Reads the list unless it is there, once what is asked for misses nothing; what is new since then waits behind its
   * banner.
   */
  async open(): Promise<void> {
    await this.#realtime.arrival();
    if (this.posts.pages.state() !== 'ready') this.posts.pages.tryLoad();
  }

  /** Rejects when the new posts cannot be had. */
  async showNews(): Promise<void> {
    await this.posts.pages.load();
  }

  async write(content: string): Promise<void> {
    this.posts.add(await this.#posts.write(content));
  }

  /**
   * Nobody repeats what happened before the feed was followed, nor while the connection was lost: looks whether there is
   * something that a list which was asked for before does not have.
   */
  async #live(): Promise<void> {
    const { pages } = this.posts;
    if (!pages.begun || this.#askedIn === this.#realtime.status()) return;
    await pages.settled();
    if (pages.state() === 'ready') await this.#lookForNews();
  }

  async #lookForNews(): Promise<void> {
    const page = await this.#newest().catch(() => undefined);
    if (!page) return;
    this.#posts.put(page.items);
    const unknown = page.items.filter(({ id }) => !this.posts.has(id)).map(({ id }) => id);
    const more = unknown.length === page.items.length && page.next !== null;
    this.#news.update((news) => withNews(news, unknown, more));
  }

  /** Whoever has the newest posts, for the first time or anew, has all that was new when they were asked for. */
  async #fetch(cursor?: string): Promise<Page<Post>> {
    if (cursor !== undefined) return this.#api.posts({ cursor });
    const asked = this.#news();
    this.#askedIn = this.#realtime.status();
    const page = await this.#newest();
    this.#news.update((news) => ({
      ids: new Set([...news.ids].filter((id) => !asked.ids.has(id))),
      more: news !== asked && news.more && !asked.more,
    }));
    return page;
  }

  /** Nobody repeats that a post was removed while the connection was lost: what the page should have and has not is gone. */
  async #newest(): Promise<Page<Post>> {
    const known = this.posts.list();
    const page = await this.#api.posts({});
    this.posts.drop(goneFrom(page, known));
    return page;
  }

  #isMine(id: string): boolean {
    return this.#posts.find(id)?.author.id === this.#me()?.id;
  }
}
