import { ChangeDetectionStrategy, Component, computed, ElementRef, inject, viewChild } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { Router, RouterLink } from '@angular/router';
import { isPlainKey } from '../keyboard/plain-key';
import { PresenceStore } from '../presence/presence.store';
import { STATUS_WORDS } from '../presence/wording';
import { Avatar } from '../ui/avatar';
import { PeopleSearch } from './people-search';

/** Finds people by the beginning of their name and leads to their profiles. `/` goes there, `Esc` away. */
@Component({
  selector: 'dt-people-finder',
  imports: [Avatar, MatIcon, RouterLink],
  providers: [PeopleSearch],
  template: `
    <label class="search">
      <mat-icon svgIcon="search" aria-hidden="true" />
      <span i18n class="dt-visually-hidden">Find people</span>
      <input
        #field
        type="search"
        i18n-placeholder
        placeholder="Find someone"
        autocomplete="off"
        spellcheck="false"
        [value]="search.query()"
        (input)="search.query.set(field.value)"
        (keydown.enter)="openFirst()"
      />
    </label>
    @if (open()) {
      <div class="found">
        @for (person of people(); track person.id) {
          <a [routerLink]="['/profile', person.username]" (click)="clear()">
            <dt-avatar [user]="person" [size]="32" [status]="presence.here(person.id)" />
            <span>{{ person.username }}</span>
            @if (presence.here(person.id); as shown) {
              <span class="dt-visually-hidden">{{ statusWords[shown] }}</span>
            }
          </a>
        }
        @if (nothing(); as words) {
          <p>{{ words }}</p>
        }
      </div>
    }
  `,
  host: {
    '(document:keydown)': 'pressed($event)',
    '(keydown.escape)': 'leave($event)',
    '(focusout)': 'left($event)',
  },
  styleUrl: './people-finder.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PeopleFinder {
  readonly #router = inject(Router);
  readonly #element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly field = viewChild.required<ElementRef<HTMLInputElement>>('field');
  protected readonly search = inject(PeopleSearch);
  protected readonly statusWords = STATUS_WORDS;
  protected readonly presence = inject(PresenceStore);

  protected readonly people = computed(() => {
    const found = this.search.found();
    return found.state === 'found' ? found.people.slice(0, 8) : [];
  });
  protected readonly nothing = computed(() => {
    const found = this.search.found();
    if (found.state === 'failed') return found.problem.message;
    return found.state === 'found' && found.people.length === 0 ? $localize`Nobody is called that.` : '';
  });
  protected readonly open = computed(() => {
    const { state } = this.search.found();
    return this.search.query().trim() !== '' && (state === 'found' || state === 'failed');
  });

  protected pressed(event: KeyboardEvent): void {
    if (event.key !== '/' || !isPlainKey(event)) return;
    event.preventDefault();
    this.field().nativeElement.focus();
  }

  protected openFirst(): void {
    const [person] = this.people();
    if (!person) return;
    this.clear();
    void this.#router.navigate(['/profile', person.username]);
  }

  protected leave(event: Event): void {
    event.preventDefault();
    this.clear();
    this.field().nativeElement.blur();
  }

  /** Nobody chooses from a list that has lost the focus. */
  protected left({ relatedTarget }: FocusEvent): void {
    if (!(relatedTarget instanceof Node && this.#element.contains(relatedTarget))) this.clear();
  }

  protected clear(): void {
    this.search.query.set('');
  }
}
