import { DestroyRef, effect, inject, Injectable, signal } from '@angular/core';
import { AuthStore } from '../auth/auth.store';
import { dropFrom, keepIn, keptUnder, personalKey } from '../auth/personal-storage';
import { SESSION_STORAGE } from '../auth/session';

/**
 * What was written and not sent, by conversation, post or comment: kept for the next time, and the same in all tabs. It
 * is of one person: signing out throws it away.
 */
@Injectable({ providedIn: 'root' })
export class Drafts {
  readonly #user = inject(AuthStore).user;
  readonly #storage = inject(SESSION_STORAGE);
  readonly #texts = signal<ReadonlyMap<string, string>>(new Map());
  #of: string | undefined;

  constructor() {
    effect(() => this.#belongTo(this.#user()?.id));
    this.#belongTo(this.#user()?.id);
    const written = ({ key, newValue }: StorageEvent) => {
      if (this.#of !== undefined && key?.startsWith(this.#prefix)) this.#set(key.slice(this.#prefix.length), newValue);
    };
    addEventListener('storage', written);
    inject(DestroyRef).onDestroy(() => removeEventListener('storage', written));
  }

  /** Read inside `computed` and templates. */
  of(key: string): string {
    return this.#texts().get(key) ?? '';
  }

  keep(key: string, text: string): void {
    if (text === this.of(key)) return;
    this.#set(key, text);
    if (this.#of === undefined) return;
    if (text === '') dropFrom(this.#storage, this.#prefix + key);
    else keepIn(this.#storage, this.#prefix + key, text);
  }

  get #prefix(): string {
    return personalKey(this.#of ?? '', 'draft.');
  }

  #set(key: string, text: string | null): void {
    const others = [...this.#texts()].filter(([other]) => other !== key);
    this.#texts.set(new Map(text ? [...others, [key, text]] : others));
  }

  #belongTo(user: string | undefined): void {
    if (user === this.#of) return;
    this.#of = user;
    this.#texts.set(user === undefined ? new Map() : keptUnder(this.#storage, this.#prefix));
  }
}
