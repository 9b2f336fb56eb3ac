import { Directive, ElementRef, inject, output } from '@angular/core';
import { isPlainKey } from './plain-key';

const ITEM = '[data-list-item]';

/** `j` and `k` move the focus down and up a list, as in mail; `e` is said with the item it was pressed on. */
@Directive({
  selector: '[dtListKeys]',
  host: { '(document:keydown)': 'pressed($event)' },
})
export class ListKeys {
  readonly #list = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  /** `data-list-item` of the item. */
  readonly dtListKeys = output<string>();

  protected pressed(event: KeyboardEvent): void {
    if (!isPlainKey(event)) return;
    if (event.key === 'j') this.#move(event, 1);
    else if (event.key === 'k') this.#move(event, -1);
    else if (event.key === 'e') this.#done(event);
  }

  #move(event: Event, by: 1 | -1): void {
    const items = [...this.#list.querySelectorAll<HTMLElement>(ITEM)];
    const at = items.findIndex((item) => item.contains(document.activeElement));
    const next = at < 0 ? items[0] : items[Math.min(items.length - 1, Math.max(0, at + by))];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: 'nearest' });
  }

  #done(event: Event): void {
    const id = document.activeElement?.closest<HTMLElement>(ITEM)?.dataset['listItem'];
    if (id === undefined) return;
    event.preventDefault();
    this.dtListKeys.emit(id);
  }
}
