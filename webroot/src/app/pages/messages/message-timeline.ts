import {
  afterNextRender,
  afterRenderEffect,
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  DOCUMENT,
  effect,
  ElementRef,
  inject,
  input,
  linkedSignal,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatMenu, MatMenuContent, MatMenuItem } from '@angular/material/menu';
import { Message } from '../../shared/realtime';
import { NOW, serverTime } from '../../shared/time/now';
import { dayName } from '../../shared/time/times';
import { ScrolledIntoView } from '../../shared/ui/scrolled-into-view';
import { BubbleMode, MessageBubble } from './message-bubble';
import { Outgoing } from './outgoing';
import { ReadingStore } from './reading.store';
import { ScrollKeeper } from './scroll-keeper';
import { Bubble, TimelineItem } from './timeline';
import * as windows from './timeline-window';
import { manyNewMessages } from './conversations';

/** The messages of one conversation, the newest at the bottom. It follows them only while the reader is there. */
@Component({
  selector: 'dt-message-timeline',
  imports: [MatButton, MatIcon, MatMenu, MatMenuContent, MatMenuItem, MessageBubble, ScrolledIntoView],
  templateUrl: './message-timeline.html',
  styleUrl: './message-timeline.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class MessageTimeline {
  readonly #now = inject(NOW);
  readonly #time = serverTime();
  readonly #reading = inject(ReadingStore);
  readonly #document = inject(DOCUMENT);
  readonly #destroyed = inject(DestroyRef);
  private readonly scroller = viewChild.required<ElementRef<HTMLElement>>('scroller');
  private readonly list = viewChild.required<ElementRef<HTMLElement>>('list');
  readonly #visible = signal(this.#document.visibilityState === 'visible');
  #keeper: ScrollKeeper | undefined;
  #shownId = '';
  /** The newest message while the reader was at the end. */
  #newestAtEnd = 0;

  readonly items = input.required<readonly TimelineItem[]>();
  readonly conversationId = input.required<string>();
  readonly partnerName = input.required<string>();
  /** By me: there is nothing to invite to. */
  readonly blocked = input(false);
  readonly hasOlder = input.required<boolean>();
  readonly loadingOlder = input(false);
  readonly olderProblem = input<string>();
  readonly olderWanted = output();
  readonly retried = output<Outgoing>();
  readonly discarded = output<Outgoing>();
  readonly edited = output<{ message: Message; content: string }>();
  readonly deleted = output<Message>();

  /** The one message that is being edited, or asked about. */
  protected readonly acting = linkedSignal<string, { key: string; mode: BubbleMode } | undefined>({
    source: this.conversationId,
    computation: () => undefined,
  });
  protected readonly atEnd = signal(true);
  readonly #window = linkedSignal<{ id: string; items: readonly TimelineItem[] }, windows.TimelineWindow>({
    source: () => ({ id: this.conversationId(), items: this.items() }),
    computation: ({ id, items }, before) =>
      before?.source.id === id
        ? windows.followed(items, before.value, untracked(this.atEnd))
        : windows.followed(items, windows.AT_END, true),
  });
  /** What of it stands in the page. */
  protected readonly shown = computed(() => windows.shownOf(this.items(), this.#window()));
  protected readonly hiddenAbove = computed(() => windows.hasOlder(this.items(), this.#window()));
  /** Made anew with what stands beside them: who is still there when more has come sees them come into view again. */
  protected readonly edges = computed(() => ({
    above: [this.shown().find(isBubble)?.key],
    below: [this.shown().at(-1)?.key],
  }));
  protected readonly hiddenBelow = computed(() => windows.hasNewer(this.items(), this.#window()));
  /** What was said before I came is simply there; what is said now enters. */
  protected readonly openedAt = linkedSignal<string, number>({
    source: this.conversationId,
    computation: () => this.#time(),
  });
  readonly #newestSeq = computed(() => newestTheirs(this.items()));
  /** The newest message when the reader left the end: what is newer stands on the pill. */
  readonly #leftAt = linkedSignal<string, number>({ source: this.conversationId, computation: () => 0 });
  protected readonly missed = computed(() => {
    if (this.atEnd()) return 0;
    return this.items().filter((item) => isTheirs(item) && (item.message?.conversation_seq ?? 0) > this.#leftAt())
      .length;
  });

  constructor() {
    afterNextRender(() => this.#keepSize());
    afterRenderEffect(() => {
      this.shown();
      this.#settle(this.conversationId());
    });
    effect((onCleanup) => {
      const watched = this.atEnd() && this.#visible() ? this.conversationId() : undefined;
      this.#reading.watching.set(watched);
      onCleanup(() => this.#reading.watching.set(undefined));
    });
    const follow = () => this.#visible.set(this.#document.visibilityState === 'visible');
    this.#document.addEventListener('visibilitychange', follow);
    this.#destroyed.onDestroy(() => this.#document.removeEventListener('visibilitychange', follow));
  }

  showEnd(): void {
    this.#window.set(windows.followed(this.items(), windows.AT_END, true));
    this.#keeper?.toEnd();
    this.atEnd.set(true);
  }

  protected readonly label = computed(() => $localize`Messages with ${this.partnerName()}:name:`);
  protected readonly you = $localize`You`;
  protected readonly toNewest = $localize`To the newest message`;
  protected readonly manyNewMessages = manyNewMessages;

  protected older(): void {
    if (this.hiddenAbove()) this.#window.update((window) => windows.older(this.items(), window));
    else this.olderWanted.emit();
  }

  protected showNewer(): void {
    this.#window.update((window) => windows.newer(this.items(), window));
  }

  protected dayName(day: number): string {
    return dayName(day, this.#now());
  }

  protected scrolled(): void {
    this.#keeper?.scrolled(this.hiddenBelow());
    const atEnd = this.#keeper?.atEnd ?? true;
    if (this.atEnd() && !atEnd) this.#leftAt.set(this.#newestSeq());
    this.atEnd.set(atEnd);
  }

  /** Watched until it has been seen; a hidden tab sees nothing. */
  protected isUnseen({ own, message }: Bubble): boolean {
    return this.#visible() && !own && message !== undefined && !message.read;
  }

  protected seen({ message }: Bubble): void {
    if (message) this.#reading.seen(message);
  }

  protected save({ message }: Bubble, content: string): void {
    this.acting.set(undefined);
    if (message) this.edited.emit({ message, content });
  }

  protected remove({ message }: Bubble): void {
    this.acting.set(undefined);
    if (message) this.deleted.emit(message);
  }

  #settle(id: string): void {
    // Not the days: the first one stays the first, whatever comes below it.
    const messages = this.list().nativeElement.getElementsByClassName('message');
    this.#keeper ??= new ScrollKeeper(this.scroller().nativeElement, () => messages);
    if (id !== this.#shownId) this.#keeper.toEnd();
    this.#keeper.settle(this.hiddenBelow());
    this.#shownId = id;
    if (this.#keeper.atEnd) this.#newestAtEnd = this.#newestSeq();
    else if (untracked(this.atEnd)) this.#leftAt.set(this.#newestAtEnd);
    this.atEnd.set(this.#keeper.atEnd);
  }

  /** A keyboard that opens or a composer that grows takes room from the end, not from what is being read. */
  #keepSize(): void {
    const observer = new ResizeObserver(() => this.#keeper?.settle(this.hiddenBelow()));
    observer.observe(this.scroller().nativeElement);
    this.#destroyed.onDestroy(() => observer.disconnect());
  }
}

function isBubble(item: TimelineItem): item is Bubble {
  return item.kind === 'bubble';
}

function isTheirs(item: TimelineItem): item is Bubble {
  return isBubble(item) && !item.own;
}

function newestTheirs(items: readonly TimelineItem[]): number {
  return items.findLast(isTheirs)?.message?.conversation_seq ?? 0;
}
