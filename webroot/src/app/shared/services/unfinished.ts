import { DestroyRef, inject } from '@angular/core';
import { AuthStore } from '../auth/auth.store';
import { dropFrom, keepIn, keptUnder, personalKey } from '../auth/personal-storage';
import { SESSION_STORAGE } from '../auth/session';
import { newId } from '../realtime';
import { TABS } from './browser';

interface Entry<T> {
  /** Who sees to it. */
  by: string;
  item: T;
}

/**
 * What this page has asked for and the server has not confirmed: written down at once, so that it outlives the page.
 * Each page holds a lock as long as it lives. When that of another is free, the first one in line takes over what it
 * has left, and nobody else does. Where a browser has no locks the next page takes over everything: all of it can be
 * asked for twice without harm. Made in an injection context, for whoever is signed in.
 */
export class Unfinished<T> {
  readonly #storage = inject(SESSION_STORAGE);
  readonly #locks = inject(TABS)?.locks;
  readonly #user = inject(AuthStore).user;
  readonly #of = this.#user()?.id ?? '';
  readonly #prefix: string;
  readonly #page = newId();
  readonly #over = new AbortController();
  /** The pages whose end is waited for. */
  readonly #watched = new Set<string>();
  #take: (items: T[]) => void = () => undefined;

  /** @param what names the kind; each kind is taken over for itself */
  constructor(what: string) {
    this.#prefix = personalKey(this.#of, `${what}.`);
    inject(DestroyRef).onDestroy(() => this.#over.abort());
  }

  /** Under this id, in place of what stood there. Who is signed out leaves nothing behind. */
  keep(id: string, item: T): void {
    if (this.#user()?.id !== this.#of) return;
    const entry: Entry<T> = { by: this.#page, item };
    keepIn(this.#storage, this.#prefix + id, JSON.stringify(entry));
  }

  /** Done, or not wanted any more. */
  drop(id: string): void {
    dropFrom(this.#storage, this.#prefix + id);
  }

  /** Hands over what pages that have ended left behind, now and later. */
  takeOver(take: (items: T[]) => void): void {
    this.#take = take;
    void this.#live();
    this.#entries().forEach(({ by }) => void this.#succeed(by));
    const noticed = ({ key, newValue }: StorageEvent) => {
      if (this.#locks && key?.startsWith(this.#prefix)) parsed<T>(newValue).forEach(({ by }) => void this.#succeed(by));
    };
    addEventListener('storage', noticed, { signal: this.#over.signal });
  }

  async #live(): Promise<void> {
    const release = await this.#hold(this.#page);
    if (this.#over.signal.aborted) release?.();
    else this.#over.signal.addEventListener('abort', () => release?.());
  }

  async #succeed(page: string): Promise<void> {
    if (page === this.#page || this.#watched.has(page)) return;
    this.#watched.add(page);
    const release = await this.#hold(page);
    this.#watched.delete(page);
    if (!this.#over.signal.aborted) this.#takeWhatIsLeftBy(page);
    release?.();
  }

  #takeWhatIsLeftBy(page: string): void {
    const left = [...this.#entries()].filter(([, { by }]) => by === page);
    left.forEach(([id, { item }]) => this.keep(id, item));
    if (left.length > 0) this.#take(left.map(([, { item }]) => item));
  }

  #hold(page: string): Promise<(() => void) | undefined> {
    const held = this.#locks?.whenFree(this.#prefix + page, this.#over.signal, () => undefined);
    return held?.catch(() => undefined) ?? Promise.resolve(undefined);
  }

  #entries(): Map<string, Entry<T>> {
    const entries = new Map<string, Entry<T>>();
    for (const [id, text] of keptUnder(this.#storage, this.#prefix)) {
      parsed<T>(text).forEach((entry) => entries.set(id, entry));
    }
    return entries;
  }
}

/** None, where it is not what was written here. */
function parsed<T>(text: string | null): Entry<T>[] {
  try {
    const entry = JSON.parse(text ?? 'null') as Entry<T> | null;
    return typeof entry?.by === 'string' ? [entry] : [];
  } catch {
    return [];
  }
}
