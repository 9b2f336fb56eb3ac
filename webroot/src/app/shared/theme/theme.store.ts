import { DestroyRef, DOCUMENT, inject, Injectable, signal } from '@angular/core';
import { browserStorage, put } from '../storage';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'devthread.theme';

/**
 * Light, dark, or whatever the device says. Every colour is a `light-dark()` pair: `color-scheme` alone decides, but for
 * that of the browser's own bar on a phone.
 */
@Injectable({ providedIn: 'root' })
export class ThemeStore {
  readonly #document = inject(DOCUMENT);
  readonly #theme = signal(stored());

  readonly theme = this.#theme.asReadonly();

  constructor() {
    const chosenElsewhere = ({ key }: StorageEvent) => {
      if (key !== KEY) return;
      this.#theme.set(stored());
      this.apply();
    };
    addEventListener('storage', chosenElsewhere);
    inject(DestroyRef).onDestroy(() => removeEventListener('storage', chosenElsewhere));
  }

  choose(theme: Theme): void {
    this.#theme.set(theme);
    put(browserStorage('local'), KEY, theme);
    this.apply();
  }

  apply(): void {
    const theme = this.#theme();
    this.#document.documentElement.style.colorScheme = theme === 'system' ? 'light dark' : theme;
    this.#document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]').forEach((meta) => {
      const own = meta.dataset['theme'] ?? '';
      const isChosen = theme === own ? 'all' : 'not all';
      meta.media = theme === 'system' ? `(prefers-color-scheme: ${own})` : isChosen;
    });
  }
}

function stored(): Theme {
  const value = browserStorage('local').getItem(KEY);
  return value === 'light' || value === 'dark' ? value : 'system';
}
