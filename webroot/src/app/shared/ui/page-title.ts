import { DOCUMENT, inject, Injectable } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { RouterStateSnapshot, TitleStrategy } from '@angular/router';

/** "(3) Messages · DevThread", and a mark on its icon: a background tab shows what waits. */
@Injectable({ providedIn: 'root' })
export class PageTitle extends TitleStrategy {
  readonly #title = inject(Title);
  readonly #icon = inject(DOCUMENT).querySelector<HTMLLinkElement>('link[rel="icon"]');
  #page = '';
  #unread = 0;

  override updateTitle(state: RouterStateSnapshot): void {
    this.#page = this.buildTitle(state) ?? '';
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
