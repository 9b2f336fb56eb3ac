import { computed, signal } from '@angular/core';
import { PagedList } from '../../shared/http/paged-list';
import { Page } from '../../shared/http/page';
import { newestFirst } from './posts';
import { Post } from './posts.api';
import { PostsStore } from './posts.store';

/** Posts newest first, page by page. It keeps which ones; what they say now the store knows, until the list has ended. */
export class PostList {
  readonly #ids = signal<ReadonlySet<string>>(new Set());
  readonly pages: PagedList<Post>;
  /** Nobody shows it any more. */
  readonly end: () => void;
  readonly list = computed(() =>
    [...this.#ids()]
      .map((id) => this.posts.find(id))
      .filter((post) => post !== undefined)
      .sort(newestFirst),
  );

  constructor(
    private readonly posts: PostsStore,
    fetch: (cursor?: string) => Promise<Page<Post>>,
  ) {
    this.end = posts.keep(() => this.#ids());
    this.pages = new PagedList(fetch, (items, from) => this.#take(items, from));
  }

  has(id: string): boolean {
    return this.#ids().has(id);
  }

  add(post: Post): void {
    this.#ids.update((ids) => new Set(ids).add(post.id));
  }

  /** Not there any more. */
  drop(gone: readonly Post[]): void {
    if (gone.length === 0) return;
    const ids = new Set(gone.map(({ id }) => id));
    this.#ids.update((all) => new Set([...all].filter((id) => !ids.has(id))));
  }

  /**
   * A newest page that knows nothing of the list leaves a hole: the list begins anew. What was written while the page
   * was on its way is newer than all of it, and stays.
   */
  #take(items: readonly Post[], from: 'start' | 'further'): 'joined' | undefined {
    this.posts.put(items);
    const known = this.#ids();
    const joined = from === 'further' || items.some(({ id }) => known.has(id));
    const kept = joined ? known : [...known].filter((id) => this.#isNewer(id, items.at(0)));
    this.#ids.set(new Set([...kept, ...items.map(({ id }) => id)]));
    return joined ? 'joined' : undefined;
  }

  #isNewer(id: string, newest: Post | undefined): boolean {
    const post = this.posts.find(id);
    return post !== undefined && (newest === undefined || newestFirst(post, newest) < 0);
  }
}
