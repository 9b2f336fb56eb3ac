import { DOCUMENT, inject, Injectable, signal } from '@angular/core';
import { browserStorage, put } from '../storage';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'devthread.theme';

/** Light, dark, or whatever the device says. Every colour is a `light-dark()` pair: `color-scheme` alone decides. */
@Injectable({ providedIn: 'root' })
export class ThemeStore {
  readonly #root = inject(DOCUMENT).documentElement;
  readonly #theme = signal(stored());

  readonly theme = this.#theme.asReadonly();

  choose(theme: Theme): void {
    this.#theme.set(theme);
    put(browserStorage('local'), KEY, theme);
    this.apply();
  }

  apply(): void {
    const theme = this.#theme();
    this.#root.style.colorScheme = theme === 'system' ? 'light dark' : theme;
  }
}

function stored(): Theme {
  const value = browserStorage('local').getItem(KEY);
  return value === 'light' || value === 'dark' ? value : 'system';
}
