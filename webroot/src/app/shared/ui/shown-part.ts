import { computed, Signal, signal } from '@angular/core';
import { FurtherPages } from '../http/paged-list';

/** A browser that holds a thousand lines is slow with each new one. */
const STEP = 60;

/** Of a long list as much as stands in the page; `dt-list-end` below it brings more, of what is there and then of what is not. */
export class ShownPart<T> implements FurtherPages {
  readonly #room = signal(STEP);
  readonly items = computed(() => this.all().slice(0, this.#room()));
  readonly #isCut = computed(() => this.all().length > this.#room());
  readonly hasMore = computed(() => this.#isCut() || this.pages.hasMore());
  readonly moreState = computed(() => (this.#isCut() ? 'idle' : this.pages.moreState()));

  constructor(
    private readonly all: Signal<readonly T[]>,
    private readonly pages: FurtherPages,
  ) {}

  async loadMore(): Promise<void> {
    if (!this.#isCut()) await this.pages.loadMore();
    this.#room.update((room) => room + STEP);
  }
}
