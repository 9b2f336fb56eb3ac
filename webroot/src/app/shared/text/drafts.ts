import { effect, inject, Injectable, InjectionToken, signal } from '@angular/core';
import { AuthStore } from '../auth/auth.store';

const KEY = 'devthread.drafts';

/** Keeps what is half written over a reload, in this tab. */
export interface DraftStorage {
  load(userId: string): Readonly<Record<string, string>>;
  save(userId: string, drafts: Readonly<Record<string, string>>): void;
}

export const DRAFT_STORAGE = new InjectionToken<DraftStorage>('draft storage', {
  providedIn: 'root',
  factory: () => ({
    load: (userId) => JSON.parse(sessionStorage.getItem(`${KEY}.${userId}`) ?? '{}') as Record<string, string>,
    save: (userId, drafts) => {
      if (Object.keys(drafts).length === 0) sessionStorage.removeItem(`${KEY}.${userId}`);
      else sessionStorage.setItem(`${KEY}.${userId}`, JSON.stringify(drafts));
    },
  }),
});

/** What was written and not sent, by conversation, post or comment. It is of one person: signing out throws it away. */
@Injectable({ providedIn: 'root' })
export class Drafts {
  readonly #user = inject(AuthStore).user;
  readonly #storage = inject(DRAFT_STORAGE);
  readonly #texts = signal<ReadonlyMap<string, string>>(new Map());
  #of: string | undefined;

  constructor() {
    effect(() => this.#belongTo(this.#user()?.id));
    this.#belongTo(this.#user()?.id);
  }

  /** Read inside `computed` and templates. */
  of(key: string): string {
    return this.#texts().get(key) ?? '';
  }

  keep(key: string, text: string): void {
    const others = [...this.#texts()].filter(([other]) => other !== key);
    this.#texts.set(new Map(text === '' ? others : [...others, [key, text]]));
    this.#save();
  }

  #belongTo(user: string | undefined): void {
    if (user === this.#of) return;
    if (this.#of !== undefined) this.#storage.save(this.#of, {});
    this.#of = user;
    this.#texts.set(new Map(user === undefined ? [] : Object.entries(this.#storage.load(user))));
  }

  #save(): void {
    if (this.#of !== undefined) this.#storage.save(this.#of, Object.fromEntries(this.#texts()));
  }
}
