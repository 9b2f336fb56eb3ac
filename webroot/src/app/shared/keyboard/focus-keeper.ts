import { afterEveryRender, DestroyRef, DOCUMENT, inject, Injectable } from '@angular/core';

const FOCUSABLE = 'a[href], button, input, select, textarea, [tabindex]';
const ITEM = '[data-list-item]';
const LIST = 'ul, ol, section, main, [role=feed]';
/** Who leaves one place after the other goes back as far as this. */
const MAX_PLACES = 30;

/**
 * Holds the focus where something else than the person takes it away: a list is ordered anew (what moves in the page
 * loses it), a button is gone once it was pressed. It goes to the same place, else to what lies around it, to the next
 * of its list, or to where it was before; never to the top of the page.
 */
@Injectable()
export class FocusKeeper {
  readonly #document = inject(DOCUMENT);
  /** Where the focus belongs, the best first. */
  #places: readonly HTMLElement[] = [];

  constructor() {
    const listeners = new AbortController();
    const options = { capture: true, signal: listeners.signal };
    this.#document.addEventListener('focusin', ({ target }) => this.#note(target), options);
    // These take it away themselves.
    this.#document.addEventListener('pointerdown', ({ target }) => this.#pressed(target), options);
    this.#document.addEventListener('keydown', ({ key }) => key === 'Escape' && this.#forget(), options);
    inject(DestroyRef).onDestroy(() => listeners.abort());
    // The last phase: whoever knows a better place has taken it by then.
    afterEveryRender({ read: () => this.#restore() });
  }

  #note(target: EventTarget | null): void {
    if (!(target instanceof HTMLElement)) return;
    this.#places = [...new Set([...around(target), ...this.#places])].slice(0, MAX_PLACES);
  }

  #pressed(target: EventTarget | null): void {
    const focused = this.#document.activeElement;
    if (focused === this.#document.body || !(target instanceof Node && focused?.contains(target))) this.#forget();
  }

  #forget(): void {
    this.#places = [];
  }

  #restore(): void {
    if (this.#places.length === 0 || this.#document.activeElement !== this.#document.body) return;
    const isThere = (place: HTMLElement) => {
      place.focus({ preventScroll: true });
      return this.#document.activeElement === place;
    };
    if (!this.#places.some(isThere)) this.#forget();
  }
}

/** The place itself, what it is in up to its item of a list, the items beside that, and what they are all in. */
function around(place: HTMLElement): HTMLElement[] {
  const holders: HTMLElement[] = [];
  for (let at = place.parentElement?.closest<HTMLElement>(FOCUSABLE); at; at = at.parentElement?.closest(FOCUSABLE)) {
    holders.push(at);
  }
  const item = place.closest<HTMLElement>(ITEM);
  const inside = holders.filter((holder) => item?.contains(holder));
  return [place, ...inside, ...(item ? besides(item) : []), ...holders];
}

function besides(item: HTMLElement): HTMLElement[] {
  const items = [...(item.closest(LIST)?.querySelectorAll<HTMLElement>(ITEM) ?? [])];
  const at = items.indexOf(item);
  return [...items.slice(at + 1, at + 4), ...items.slice(Math.max(0, at - 3), at).reverse()];
}
