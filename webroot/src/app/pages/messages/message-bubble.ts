import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  ElementRef,
  inject,
  Injector,
  input,
  output,
  viewChild,
} from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatMenu, MatMenuTrigger } from '@angular/material/menu';
import { exactTime, timeOfDay } from '../../shared/time/times';
import { RichText } from '../../shared/text/rich-text';
import { MessageEditor } from './message-editor';
import { Bubble } from './timeline';

/** What is being done with a message now. */
export type BubbleMode = 'edit' | 'delete' | undefined;

const MARKS: Readonly<Record<Bubble['state'], { icon: string; spoken: string }>> = {
  sending: { icon: 'schedule', spoken: $localize`Sending` },
  failed: { icon: 'error', spoken: $localize`Not sent` },
  sent: { icon: 'check', spoken: $localize`Sent, not delivered yet` },
  delivered: { icon: 'done-all', spoken: $localize`Delivered` },
  read: { icon: 'done-all', spoken: $localize`Read` },
};

/** One message, mine or theirs, with its time and, for mine, how far it has come. */
@Component({
  selector: 'dt-message-bubble',
  imports: [MatIcon, MatIconButton, MatMenuTrigger, MessageEditor, RichText],
  templateUrl: './message-bubble.html',
  styleUrl: './message-bubble.scss',
  host: {
    '[class.own]': 'bubble().own',
    '[class.last]': 'bubble().last',
    '[class.failed]': "bubble().state === 'failed'",
    '[class.read]': "bubble().state === 'read'",
  },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class MessageBubble {
  readonly bubble = input.required<Bubble>();
  readonly sender = input.required<string>();
  readonly mode = input<BubbleMode>();
  /** One menu for all of them. */
  readonly options = input.required<MatMenu>();
  readonly saved = output<string>();
  readonly removed = output();
  /** Neither edited nor deleted after all. */
  readonly left = output();
  readonly retried = output();
  readonly discarded = output();

  readonly #injector = inject(Injector);
  private readonly optionsButton = viewChild<unknown, ElementRef<HTMLElement>>('optionsButton', { read: ElementRef });
  private readonly firstAnswer = viewChild<ElementRef<HTMLElement>>('firstAnswer');

  protected readonly changeable = computed(() => {
    const { own, message, deleted, state } = this.bubble();
    return own && message !== undefined && !deleted && state !== 'sending';
  });
  /** What was deleted meanwhile, on another device, is neither edited nor asked about. */
  protected readonly doing = computed(() => (this.bubble().deleted ? undefined : this.mode()));
  protected readonly time = computed(() => timeOfDay(this.bubble().timestamp));
  protected readonly exactTime = computed(() => exactTime(this.bubble().timestamp));
  protected readonly mark = computed(() => MARKS[this.bubble().state]);
  protected readonly reason = computed(() => this.bubble().outgoing?.problem?.message ?? '');

  constructor() {
    let before: BubbleMode;
    effect(() => {
      const mode = this.doing();
      if (mode !== before) afterNextRender(() => this.#focus(mode), { injector: this.#injector });
      before = mode;
    });
  }

  protected keep(event: Event): void {
    event.stopPropagation();
    this.left.emit();
  }

  /** The focus follows what is being done, and comes back from it. */
  #focus(mode: BubbleMode): void {
    if (mode === 'delete') this.firstAnswer()?.nativeElement.focus();
    else if (mode === undefined) this.optionsButton()?.nativeElement.focus();
  }
}
