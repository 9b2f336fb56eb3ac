import { ChangeDetectionStrategy, Component, computed, inject, linkedSignal, output } from '@angular/core';
import { isComposing } from '../keyboard/composing';
import { PeopleSearch } from '../people/people-search';
import { UserRef } from '../realtime';
import { Avatar } from '../ui/avatar';
import { openMention, OpenMention, withMention } from './mentions';
import { plural } from '../language/numbers';

const MAX_SHOWN = 5;
let lists = 0;

/**
 * Whom an `@` may mean, below the field where it is being typed. The focus stays in the field, which passes on its keys
 * (`pressed`) and names the list and the chosen entry to screen readers.
 */
@Component({
  selector: 'dt-mention-list',
  imports: [Avatar],
  providers: [PeopleSearch],
  template: `
    <ul role="listbox" i18n-aria-label aria-label="People" [id]="id" [hidden]="!open()">
      @for (person of people(); track person.id; let index = $index) {
        <li
          role="option"
          tabindex="-1"
          [id]="optionId(index)"
          [attr.aria-selected]="index === chosen()"
          [class.chosen]="index === chosen()"
          (pointerdown)="$event.preventDefault()"
          (click)="take(person)"
          (keydown.enter)="take(person)"
        >
          <dt-avatar [user]="person" [size]="24" />
          <span>{{ person.username }}</span>
        </li>
      }
    </ul>
    <span class="dt-visually-hidden" aria-live="polite">{{ spoken() }}</span>
  `,
  styleUrl: './mention-list.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class MentionList {
  readonly #search = inject(PeopleSearch);
  #text = '';
  #mention: OpenMention | undefined;

  /** The text with the name in it, and where the caret goes on. */
  readonly taken = output<{ text: string; caret: number }>();

  readonly id = `mentions-${++lists}`;
  protected readonly people = computed(() => {
    const found = this.#search.found();
    return found.state === 'found' && this.#search.query() !== '' ? found.people.slice(0, MAX_SHOWN) : [];
  });
  readonly open = computed(() => this.people().length > 0);
  protected readonly chosen = linkedSignal({ source: this.people, computation: () => 0 });
  readonly active = computed(() => (this.open() ? this.optionId(this.chosen()) : null));
  protected readonly spoken = computed(() => {
    const count = this.people().length;
    if (count === 0) return '';
    return plural(
      count,
      $localize`1 person found`,
      $localize`${count}:count: people found, choose with the arrow keys`,
    );
  });

  /** What stands in the field, at every change of it or of the caret. */
  look(text: string, caret: number): void {
    this.#text = text;
    this.#mention = openMention(text, caret);
    this.#search.query.set(this.#mention?.query ?? '');
  }

  close(): void {
    this.look('', 0);
  }

  /** Takes the keys that are its own while it is open. */
  pressed(event: KeyboardEvent): void {
    const person = this.people()[this.chosen()];
    if (!person || isComposing(event)) return;
    const isEnter = event.key === 'Enter' && !event.ctrlKey && !event.metaKey;
    const isTab = event.key === 'Tab' && !event.shiftKey;
    if (event.key === 'ArrowDown') this.#move(1);
    else if (event.key === 'ArrowUp') this.#move(-1);
    else if (event.key === 'Escape') this.close();
    else if (isEnter || isTab) this.take(person);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  protected optionId(index: number): string {
    return `${this.id}-${index}`;
  }

  protected take(person: UserRef): void {
    const mention = this.#mention;
    if (mention) this.taken.emit(withMention(this.#text, mention, person.username));
    this.close();
  }

  #move(by: 1 | -1): void {
    const count = this.people().length;
    this.chosen.update((index) => (index + by + count) % count);
  }
}
