import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  ElementRef,
  inject,
  input,
  linkedSignal,
  output,
  viewChild,
} from '@angular/core';
import { isComposing } from '../../shared/keyboard/composing';
import { codePoints, MAX_CODE_POINTS, NEAR_LIMIT, roomLeft } from '../../shared/text/content-limit';

/** Changes a message in its place. `Enter` saves, `Shift+Enter` starts a new line, `Esc` leaves it as it was. */
@Component({
  selector: 'dt-message-editor',
  template: `
    <form (submit)="$event.preventDefault(); save()">
      <textarea
        #field
        dir="auto"
        rows="1"
        i18n-aria-label
        aria-label="Edit message"
        [value]="text()"
        [attr.aria-invalid]="tooLong()"
        (input)="text.set(field.value)"
        (keydown.enter)="enter($event)"
        (keydown.escape)="escape($event)"
      ></textarea>
      <p class="buttons">
        @if (nearLimit()) {
          <span class="count" aria-live="polite">{{ countText() }}</span>
        }
        <button i18n type="button" (click)="cancelled.emit()">Cancel</button>
        <button i18n type="submit" [disabled]="!savable()">Save</button>
      </p>
    </form>
  `,
  styleUrl: './message-editor.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class MessageEditor {
  readonly #element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly field = viewChild.required<ElementRef<HTMLTextAreaElement>>('field');

  readonly content = input.required<string>();
  readonly saved = output<string>();
  readonly cancelled = output();

  protected readonly text = linkedSignal(() => this.content());
  readonly #length = computed(() => codePoints(this.text().trim()));
  protected readonly tooLong = computed(() => this.#length() > MAX_CODE_POINTS);
  protected readonly nearLimit = computed(() => this.#length() >= NEAR_LIMIT);
  protected readonly savable = computed(() => this.#length() > 0 && !this.tooLong());
  protected readonly countText = computed(() => roomLeft(this.#length()));

  constructor() {
    afterNextRender(() => {
      const field = this.field().nativeElement;
      field.focus({ preventScroll: true });
      field.setSelectionRange(field.value.length, field.value.length);
      // With its buttons.
      this.#element.scrollIntoView({ block: 'nearest' });
    });
  }

  protected enter(event: Event): void {
    const key = event as KeyboardEvent;
    if (key.shiftKey || isComposing(key)) return;
    event.preventDefault();
    this.save();
  }

  /** It closes the editor, not the conversation. */
  protected escape(event: Event): void {
    event.stopPropagation();
    this.cancelled.emit();
  }

  protected save(): void {
    if (this.savable()) this.saved.emit(this.text().trim());
  }
}
