import { computed, signal } from '@angular/core';
import { problemOf } from '../errors/api-error';
import { LoadState } from './load-state';
import { Page } from './page';

/** The cursor of a list whose end was let go: the next page is the first one that goes beyond what is left. */
export const FROM_THE_TOP = '';

/** What `dt-list-end` needs of the list above it. */
export type FurtherPages = Pick<PagedList<unknown>, 'hasMore' | 'moreState' | 'loadMore'>;

/**
 * Reads a list page by page. It knows how far it has come and whether that went well; what the pages hold goes to
 * whoever keeps it, and who says `joined` when a fresh start leads over into what was read before: the further pages
 * then go on from where they were.
 */
export class PagedList<T, P extends Page<T> = Page<T>> {
  readonly #state = signal<LoadState>('loading');
  readonly #moreState = signal<'idle' | LoadState>('idle');
  readonly #next = signal<string | null>(null);
  /** Grows with each fresh start: a page asked for before it is out of date. */
  #run = 0;
  #loaded = false;
  #reading: Promise<void> = Promise.resolve();

  readonly state = this.#state.asReadonly();
  readonly moreState = this.#moreState.asReadonly();
  readonly hasMore = computed(() => this.#next() !== null);

  constructor(
    private readonly fetch: (cursor?: string) => Promise<P>,
    private readonly take: (items: T[], from: 'start' | 'further', page: P) => 'joined' | undefined,
  ) {}

  /** Whether it was ever asked for. */
  get begun(): boolean {
    return this.#run > 0;
  }

  /** Reads from the start; what is shown stays until it is there. Rejects when it cannot be had. */
  load(): Promise<void> {
    const reading = this.#load();
    this.#reading = reading.catch(() => undefined);
    return reading;
  }

  /** Resolves when no start is on its way, whether it has come or cannot be had. */
  async settled(): Promise<void> {
    let reading: Promise<void>;
    do await (reading = this.#reading);
    while (reading !== this.#reading);
  }

  async #load(): Promise<void> {
    const run = ++this.#run;
    this.#moreState.set('idle');
    if (!this.#loaded) this.#state.set('loading');
    try {
      const page = await this.fetch();
      if (run !== this.#run) return;
      this.#loaded = true;
      const joined = this.take(page.items, 'start', page) === 'joined';
      if (!joined || this.#state() !== 'ready') this.#next.set(page.next);
      this.#state.set('ready');
    } catch (error) {
      if (run === this.#run && !this.#loaded) this.#state.set({ failed: problemOf(error) });
      throw error;
    }
  }

  /** As `load`, for those who only look: the failure is on the screen. */
  tryLoad(): void {
    this.load().catch(() => undefined);
  }

  /** Whoever keeps the pages has let go of the last of them: a page on its way leads on from there no more. */
  cut(): void {
    if (this.#state() !== 'ready') return;
    this.#run += 1;
    this.#next.set(FROM_THE_TOP);
    this.#moreState.set('idle');
  }

  async loadMore(): Promise<void> {
    const cursor = this.#next();
    if (cursor === null || this.#moreState() === 'loading') return;
    const run = this.#run;
    this.#moreState.set('loading');
    try {
      const page = await this.fetch(cursor);
      if (run !== this.#run) return;
      this.take(page.items, 'further', page);
      this.#next.set(page.next);
      this.#moreState.set('idle');
    } catch (error) {
      if (run === this.#run) this.#moreState.set({ failed: problemOf(error) });
    }
  }
}
