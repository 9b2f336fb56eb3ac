import { DOCUMENT, inject, Injectable, signal } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { RouterStateSnapshot, TitleStrategy } from '@angular/router';

/** "(3) Messages · DevThread", and a mark on its icon: a background tab shows what waits. */
@Injectable({ providedIn: 'root' })
export class PageTitle extends TitleStrategy {
  readonly #title = inject(Title);
  readonly #icon = inject(DOCUMENT).querySelector<HTMLLinkElement>('link[rel="icon"]');
  readonly #arrivedAt = signal('');
  #isBegun = false;
  #page = '';
  #unread = 0;

  /** The page that was gone to, to be read out; nothing for the one that was loaded, which a screen reader names itself. */
  readonly arrivedAt = this.#arrivedAt.asReadonly();

  override updateTitle(state: RouterStateSnapshot): void {
    this.#page = this.buildTitle(state) ?? '';
    if (this.#isBegun) this.#arrivedAt.set(this.#page);
    this.#isBegun = true;
    this.#show();
  }

  setUnread(count: number): void {
    this.#unread = count;
    this.#show();
  }

  #show(): void {
    const page = this.#page;
    const name = page === '' ? 'DevThread' : `${page} · DevThread`;
    const waits = this.#unread > 0;
    this.#title.setTitle(waits ? `(${this.#unread}) ${name}` : name);
    const icon = waits ? 'favicon-unread.svg' : 'favicon.svg';
    if (this.#icon && this.#icon.getAttribute('href') !== icon) this.#icon.setAttribute('href', icon);
  }
}
