import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  ElementRef,
  inject,
  input,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { isComposing } from '../../shared/keyboard/composing';
import { codePoints, MAX_CODE_POINTS, NEAR_LIMIT, roomLeft } from '../../shared/text/content-limit';
import { Drafts } from '../../shared/text/drafts';

/** Where a message is written. `Enter` sends, `Shift+Enter` starts a new line; what is half written waits for my return. */
@Component({
  selector: 'dt-composer',
  imports: [MatIcon, MatIconButton],
  template: `
    <form (submit)="$event.preventDefault(); send()">
      <textarea
        #field
        dir="auto"
        rows="1"
        enterkeyhint="send"
        [value]="text()"
        [attr.aria-label]="label()"
        [placeholder]="placeholder()"
        [attr.aria-invalid]="tooLong()"
        [attr.aria-describedby]="nearLimit() ? 'composer-count' : null"
        (input)="write(field.value)"
        (blur)="left.emit()"
        (keydown.enter)="enter($event)"
      ></textarea>
      <button matIconButton type="submit" i18n-aria-label aria-label="Send" [disabled]="!sendable()">
        <mat-icon svgIcon="send" aria-hidden="true" />
      </button>
    </form>
    @if (nearLimit()) {
      <p id="composer-count" class="count" [class.over]="tooLong()" aria-live="polite">{{ countText() }}</p>
    }
  `,
  styleUrl: './composer.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Composer {
  readonly #drafts = inject(Drafts);
  private readonly field = viewChild.required<ElementRef<HTMLTextAreaElement>>('field');

  readonly conversationId = input.required<string>();
  /** Nobody, until it is known whom. */
  readonly to = input.required<string | undefined>();
  readonly sent = output<string>();
  /** What I am writing, at every change. */
  readonly wrote = output<string>();
  readonly left = output();

  protected readonly label = computed(() => {
    const name = this.to();
    return name === undefined ? $localize`Message` : $localize`Message to ${name}:name:`;
  });
  protected readonly placeholder = computed(() => {
    const name = this.to();
    return name === undefined ? $localize`Message` : $localize`Message ${name}:name:`;
  });
  protected readonly text = signal('');
  readonly #length = computed(() => codePoints(this.text().trim()));
  protected readonly tooLong = computed(() => this.#length() > MAX_CODE_POINTS);
  protected readonly nearLimit = computed(() => this.#length() >= NEAR_LIMIT);
  protected readonly sendable = computed(() => this.#length() > 0 && !this.tooLong());
  protected readonly countText = computed(() => roomLeft(this.#length()));

  constructor() {
    effect(() => {
      // Of another conversation, or written and sent in another tab.
      const kept = this.#drafts.of(this.conversationId());
      untracked(() => kept !== this.text() && this.#show(kept));
    });
  }

  focus(): void {
    this.field().nativeElement.focus({ preventScroll: true });
  }

  protected write(text: string): void {
    this.text.set(text);
    this.#grow();
    this.#drafts.keep(this.conversationId(), text);
    this.wrote.emit(text);
  }

  protected enter(event: Event): void {
    const key = event as KeyboardEvent;
    if (key.shiftKey || isComposing(key)) return;
    event.preventDefault();
    this.send();
  }

  protected send(): void {
    if (!this.sendable()) return;
    this.sent.emit(this.text().trim());
    this.#drafts.keep(this.conversationId(), '');
    this.#show('');
    this.focus();
  }

  #show(text: string): void {
    this.text.set(text);
    this.field().nativeElement.value = text;
    this.#grow();
  }

  /** As high as its text, where the style sheet cannot do it (`field-sizing`); what is hidden has no height yet. */
  #grow(): void {
    const field = this.field().nativeElement;
    field.style.height = 'auto';
    if (field.scrollHeight > 0) field.style.height = `${field.scrollHeight}px`;
  }
}
