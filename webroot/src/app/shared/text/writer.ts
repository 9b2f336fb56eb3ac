import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  ElementRef,
  inject,
  input,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Problem, problemOf } from '../errors/api-error';
import { codePoints, MAX_CODE_POINTS, NEAR_LIMIT, roomLeft } from './content-limit';
import { Drafts } from './drafts';
import { MentionList } from './mention-list';

let writers = 0;

/**
 * Where a post or a comment is written: it grows with its text, counts near the limit, keeps what is half written,
 * and loses nothing when it cannot be sent. `Ctrl+Enter` sends.
 */
@Component({
  selector: 'dt-writer',
  imports: [MatButton, MentionList],
  template: `
    <form [class.compact]="compact()" [class.busy]="busy()" (submit)="$event.preventDefault(); send()">
      <textarea
        #field
        dir="auto"
        [rows]="compact() ? 1 : 2"
        [value]="text()"
        [readOnly]="busy()"
        [attr.aria-label]="label()"
        [placeholder]="placeholder()"
        [attr.aria-invalid]="tooLong()"
        [attr.aria-describedby]="nearLimit() ? countId : null"
        aria-autocomplete="list"
        [attr.aria-controls]="mentions.open() ? mentions.id : null"
        [attr.aria-activedescendant]="mentions.active()"
        (input)="write(field.value); mentions.look(field.value, field.selectionStart)"
        (click)="mentions.look(field.value, field.selectionStart)"
        (blur)="mentions.close()"
        (keydown)="mentions.pressed($event)"
        (keydown.control.enter)="send()"
        (keydown.meta.enter)="send()"
      ></textarea>
      <div class="below">
        @if (nearLimit()) {
          <span [id]="countId" class="count" [class.over]="tooLong()" aria-live="polite">{{ countText() }}</span>
        }
        <button [matButton]="compact() ? 'text' : 'filled'" type="submit" disabledInteractive [disabled]="!sendable()">
          {{ busy() ? busyLabel() : action() }}
        </button>
      </div>
    </form>
    <dt-mention-list #mentions (taken)="insert($event)" />
    @if (problem(); as failed) {
      <p i18n class="problem" role="alert">Not sent. {{ failed.message }}</p>
    }
  `,
  styleUrl: './writer.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Writer {
  readonly #drafts = inject(Drafts);
  private readonly field = viewChild.required<ElementRef<HTMLTextAreaElement>>('field');

  readonly label = input.required<string>();
  readonly placeholder = input.required<string>();
  readonly action = input.required<string>();
  readonly busyLabel = input.required<string>();
  /** What is half written is kept under this name. */
  readonly draft = input.required<string>();
  /** Takes the text; while its promise is open nothing else can be sent. */
  readonly save = input.required<(text: string) => Promise<unknown>>();
  readonly compact = input(false);

  protected readonly countId = `writer-count-${++writers}`;
  protected readonly text = signal('');
  protected readonly busy = signal(false);
  protected readonly problem = signal<Problem | undefined>(undefined);
  readonly #length = computed(() => codePoints(this.text().trim()));
  protected readonly tooLong = computed(() => this.#length() > MAX_CODE_POINTS);
  protected readonly nearLimit = computed(() => this.#length() >= NEAR_LIMIT);
  protected readonly sendable = computed(() => this.#length() > 0 && !this.tooLong() && !this.busy());
  protected readonly countText = computed(() => roomLeft(this.#length()));

  constructor() {
    effect(() => {
      const kept = this.#drafts.of(this.draft());
      untracked(() => this.text.set(kept));
    });
  }

  focus(): void {
    this.field().nativeElement.focus();
  }

  protected write(text: string): void {
    this.text.set(text);
    this.#drafts.keep(this.draft(), text);
  }

  protected insert({ text, caret }: { text: string; caret: number }): void {
    const field = this.field().nativeElement;
    this.write(text);
    field.value = text;
    field.setSelectionRange(caret, caret);
  }

  protected async send(): Promise<void> {
    if (!this.sendable()) return;
    const [draft, text] = [this.draft(), this.text()];
    this.busy.set(true);
    this.problem.set(undefined);
    try {
      await this.save()(text.trim());
      // Not what stands there by now, where somebody has left and come back.
      if (this.#drafts.of(draft) === text) this.#drafts.keep(draft, '');
    } catch (error) {
      this.problem.set(problemOf(error));
    } finally {
      this.busy.set(false);
    }
  }
}
