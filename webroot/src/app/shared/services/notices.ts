import { DestroyRef, DOCUMENT, inject, signal } from '@angular/core';
import { SettingsStore } from '../settings/settings.store';
import { DESKTOP, DesktopNotice } from './desktop';

/**
 * What stands on the desktop, by what it is about. Shown only while nobody sees the page and only where wished; taken
 * away when it is no news any more. Made in an injection context.
 */
export class Notices {
  readonly #desktop = inject(DESKTOP);
  readonly #settings = inject(SettingsStore);
  readonly #document = inject(DOCUMENT);
  /** With the way to take each away. */
  readonly #shown = signal<ReadonlyMap<string, () => void>>(new Map());

  constructor() {
    inject(DestroyRef).onDestroy(() => this.#shown().forEach((close) => close()));
  }

  /** One about the same takes its place. */
  show(about: string, notice: Omit<DesktopNotice, 'tag'>): void {
    if (!this.#mayShow()) return;
    const close = this.#desktop.show({ ...notice, tag: about });
    this.#shown.update((shown) => new Map(shown).set(about, close));
  }

  /** Called in an effect: follows what is shown, and all that `isNews` reads. */
  keepOnly(isNews: (about: string) => boolean): void {
    const over = [...this.#shown()].filter(([about]) => !isNews(about));
    if (over.length === 0) return;
    over.forEach(([, close]) => close());
    this.#shown.update((shown) => new Map([...shown].filter((one) => !over.some(([about]) => about === one[0]))));
  }

  #mayShow(): boolean {
    const isHidden = this.#document.visibilityState === 'hidden';
    return isHidden && this.#settings.desktop() && this.#desktop.permission() === 'granted';
  }
}
