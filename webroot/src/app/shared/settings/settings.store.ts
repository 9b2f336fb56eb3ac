import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';
import { Problem, problemOf } from '../errors/api-error';
import { LoadState } from '../http/load-state';
import { Wishes } from '../http/wishes';
import { Reconnects } from './reconnects';
import { isOn, patchOf, Settings, Switch, withSwitch } from './settings';
import { SettingsApi } from './settings.api';

interface Answer {
  which: Switch;
  on: boolean;
}

/** My settings: shown as switched at once, taken back with the reason when the server refuses. */
@Injectable()
export class SettingsStore {
  readonly #api = inject(SettingsApi);
  readonly #reconnects = inject(Reconnects);
  readonly #destroyed = inject(DestroyRef);
  readonly #settings = signal<Settings | undefined>(undefined);
  readonly #state = signal<LoadState>('loading');
  readonly #problems = signal<ReadonlyMap<string, Problem>>(new Map());
  /** Grows with each answered change: settings asked for before it are out of date. */
  #changes = 0;
  #loads = 0;

  readonly #wishes = new Wishes<Answer>(
    (which, on) => this.#ask(which as Switch, on),
    ({ which, on }) => this.#granted(which, on),
    (which, problem) => this.#tell(which, problem),
  );

  readonly state = this.#state.asReadonly();
  /** As the server has them; undefined until they are there. */
  readonly settings = this.#settings.asReadonly();

  /** Loads them once, and again whenever something may have been missed. */
  start(): void {
    this.#destroyed.onDestroy(this.#reconnects.loadWith(() => this.load()));
  }

  /** What is shown stays until the answer is there. Rejects when it cannot be had. */
  async load(): Promise<void> {
    const [load, changes] = [++this.#loads, this.#changes];
    if (!this.#settings()) this.#state.set('loading');
    try {
      const settings = await this.#api.load();
      if (load !== this.#loads) return;
      if (changes !== this.#changes) return await this.load();
      this.#settings.set(settings);
      this.#state.set('ready');
    } catch (error) {
      if (load === this.#loads && !this.#settings()) this.#state.set({ failed: problemOf(error) });
      throw error;
    }
  }

  tryLoad(): void {
    this.load().catch(() => undefined);
  }

  /** As wished, else as the server has it. Read inside `computed` and templates. */
  isOn(which: Switch): boolean {
    const settings = this.#settings();
    return this.#wishes.of(which) ?? (settings !== undefined && isOn(settings, which));
  }

  /** Why the last change of this one was refused. */
  problem(which: Switch): Problem | undefined {
    return this.#problems().get(which);
  }

  change(which: Switch, on: boolean): void {
    this.#tell(which, undefined);
    this.#wishes.wish(which, on);
  }

  readonly sound = computed(() => this.isOn('notification_sound'));
  readonly desktop = computed(() => this.isOn('desktop_notifications'));
  readonly autoRefresh = computed(() => this.isOn('feed_auto_refresh'));

  async #ask(which: Switch, on: boolean): Promise<Answer> {
    return { which, on: isOn(await this.#api.change(patchOf(which, on)), which) };
  }

  /** Only this one: answers to changes of others may come in any order. */
  #granted(which: Switch, on: boolean): void {
    this.#changes += 1;
    this.#reconnects.changed();
    this.#settings.update((settings) => settings && withSwitch(settings, which, on));
  }

  #tell(which: string, problem: Problem | undefined): void {
    this.#problems.update((problems) => {
      const others = new Map(problems);
      if (problem) others.set(which, problem);
      else others.delete(which);
      return others;
    });
  }
}
