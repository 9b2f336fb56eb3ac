import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  effect,
  inject,
  Injector,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { problemOf } from '../../shared/errors/api-error';
import { PeopleFinder } from '../../shared/people/people-finder';
import { SettingsStore } from '../../shared/settings/settings.store';
import { Writer } from '../../shared/text/writer';
import { PageColumn } from '../../shared/ui/page-column';
import { StateMessage } from '../../shared/ui/state-message';
import { FeedStore } from './feed.store';
import { PostStream } from './post-stream';

/** So near to its beginning, the list may grow there. */
const TOP = 8;

/**
 * What people have posted. New posts wait behind a banner; the list never moves by itself, unless that is wished and
 * the reader is at its top.
 */
@Component({
  selector: 'dt-feed-page',
  imports: [PageColumn, PeopleFinder, PostStream, StateMessage, Writer],
  templateUrl: './feed.page.html',
  styleUrl: './feed.page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class FeedPage {
  readonly #injector = inject(Injector);
  private readonly column = viewChild.required(PageColumn);
  private readonly writer = viewChild.required(Writer);
  protected readonly feed = inject(FeedStore);

  protected readonly showing = signal(false);
  readonly #problem = signal<string | undefined>(undefined);
  protected readonly bannerWords = computed(() => this.#problem() ?? this.feed.newsWords());
  protected readonly save = (text: string) => this.feed.write(text);

  constructor() {
    void this.feed.open();
    afterNextRender(() => this.column().scrollTo(this.feed.scrollTop));
    const settings = inject(SettingsStore);
    effect(() => {
      if (settings.autoRefresh() && this.feed.newsWords() !== '') untracked(() => this.#showByItself());
    });
    inject(DestroyRef).onDestroy(() => (this.feed.scrollTop = this.column().scrollTop));
  }

  protected async showNews(): Promise<void> {
    if (this.showing()) return;
    this.showing.set(true);
    this.#problem.set(undefined);
    try {
      await this.feed.showNews();
      afterNextRender(() => this.column().scrollTo(0), { injector: this.#injector });
    } catch (error) {
      this.#problem.set($localize`${problemOf(error).message}:problem: Try again`);
    } finally {
      this.showing.set(false);
    }
  }

  /** Where the reader has scrolled away, the banner waits as ever. */
  #showByItself(): void {
    if (this.column().scrollTop < TOP) void this.showNews();
  }

  protected focusWriter(): void {
    this.writer().focus();
  }
}
