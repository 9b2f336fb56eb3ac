import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';
import { Problem, problemOf } from '../errors/api-error';
import { LoadState } from '../http/load-state';
import { Wishes } from '../http/wishes';
import { UserRef } from '../realtime';
import { BlocksApi } from './blocks.api';
import { Reconnects } from './reconnects';

/** Whom I block, newest first: blocked and unblocked at once, taken back with the reason when the server refuses. */
@Injectable()
export class BlocksStore {
  readonly #api = inject(BlocksApi);
  readonly #reconnects = inject(Reconnects);
  readonly #destroyed = inject(DestroyRef);
  readonly #blocked = signal<readonly UserRef[]>([]);
  readonly #state = signal<LoadState>('loading');
  readonly #problems = signal<ReadonlyMap<string, Problem>>(new Map());
  /** Everybody whom a wish is about, by id: the list shows them by name. */
  readonly #named = new Map<string, UserRef>();
  #changes = 0;
  #loads = 0;

  readonly #wishes = new Wishes<{ id: string; blocked: boolean }>(
    async (id, blocked) => {
      await this.#api.set(id, blocked);
      return { id, blocked };
    },
    ({ id, blocked }) => this.#granted(id, blocked),
    (id, problem) => this.#tell(id, problem),
  );

  readonly state = this.#state.asReadonly();
  /** Who is being unblocked stays until it is done, so that a refusal has a place. */
  readonly list = this.#blocked.asReadonly();
  readonly #ids = computed(() => new Set(this.#blocked().map(({ id }) => id)));

  start(): void {
    this.#destroyed.onDestroy(this.#reconnects.loadWith(() => this.load()));
  }

  async load(): Promise<void> {
    const [load, changes] = [++this.#loads, this.#changes];
    if (this.#state() !== 'ready') this.#state.set('loading');
    try {
      const blocked = await this.#all();
      if (load !== this.#loads) return;
      if (changes !== this.#changes) return await this.load();
      this.#blocked.set(blocked);
      this.#state.set('ready');
    } catch (error) {
      if (load === this.#loads && this.#state() !== 'ready') this.#state.set({ failed: problemOf(error) });
      throw error;
    }
  }

  tryLoad(): void {
    this.load().catch(() => undefined);
  }

  /** As wished, else as the server has it. Read inside `computed` and templates. */
  isBlocked(userId: string): boolean {
    return this.#wishes.of(userId) ?? this.#ids().has(userId);
  }

  problem(userId: string): Problem | undefined {
    return this.#problems().get(userId);
  }

  set(person: UserRef, blocked: boolean): void {
    this.#named.set(person.id, { id: person.id, username: person.username });
    this.#tell(person.id, undefined);
    this.#wishes.wish(person.id, blocked);
  }

  async #all(): Promise<UserRef[]> {
    const all: UserRef[] = [];
    let cursor: string | undefined;
    do {
      const { items, next } = await this.#api.list(cursor);
      all.push(...items);
      cursor = next ?? undefined;
    } while (cursor !== undefined);
    return all;
  }

  #granted(id: string, blocked: boolean): void {
    this.#changes += 1;
    this.#reconnects.changed();
    const person = this.#named.get(id);
    this.#blocked.update((all) => {
      const others = all.filter((other) => other.id !== id);
      return blocked && person ? [person, ...others] : others;
    });
  }

  #tell(id: string, problem: Problem | undefined): void {
    this.#problems.update((problems) => {
      const others = new Map(problems);
      if (problem) others.set(id, problem);
      else others.delete(id);
      return others;
    });
  }
}
