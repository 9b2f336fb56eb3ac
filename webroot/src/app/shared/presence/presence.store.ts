import { DOCUMENT, inject, Injectable, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Cancel, Presence, PresenceStatus } from '../realtime';
import { CLOCK } from '../services/browser';
import { PresenceRealtimeService } from '../services/presence-realtime.service';
import { applied } from './presences';

const ASK_MS = 20_000;

/** Who is there, as far as I am told: those whom I follow, and the partner of the conversation that is open. */
@Injectable()
export class PresenceStore {
  readonly #realtime = inject(PresenceRealtimeService);
  readonly #clock = inject(CLOCK);
  readonly #document = inject(DOCUMENT);
  readonly #known = signal<ReadonlyMap<string, Presence>>(new Map());
  /** Told on the personal channel: those whom I follow. Of them alone its state is the whole. */
  readonly #followed = new Set<string>();
  /** The first that comes on the personal channel after a welcome, if it is a state, is the whole of it. */
  #awaitsWhole = true;

  constructor() {
    const { connected$, changed$, states$ } = this.#realtime;
    connected$.pipe(takeUntilDestroyed()).subscribe((tellsWhole) => {
      if (!tellsWhole) this.#personal([], true);
      this.#awaitsWhole = tellsWhole;
    });
    changed$.pipe(takeUntilDestroyed()).subscribe(({ channel, data }) => {
      if (isPersonal(channel)) this.#personal([data], false);
      else this.#apply([data]);
    });
    states$.pipe(takeUntilDestroyed()).subscribe(({ channel, data }) => {
      if (isPersonal(channel)) this.#personal(data.presences, this.#awaitsWhole);
      else this.#apply(data.presences);
    });
  }

  /** Undefined while nothing is known. Read inside `computed` and templates. */
  presence(user: string): Presence | undefined {
    return this.#known().get(user);
  }

  status(user: string): PresenceStatus | undefined {
    return this.presence(user)?.status;
  }

  /**
   * For beside a name anywhere: only of those whom I follow, as of them alone all news comes by itself, and only while
   * they are there. Offline is also what somebody looks like of whom nothing was told.
   */
  here(user: string): PresenceStatus | undefined {
    const status = this.status(user);
    return this.#followed.has(user) && status !== 'offline' ? status : undefined;
  }

  /**
   * Asks for somebody of whom nothing may be told by itself, again and again while the page is seen, until the returned
   * function is called. Who may not be seen reads as offline.
   */
  watch(user: string): () => void {
    let next: Cancel | undefined;
    let isOver = false;
    const ask = async () => {
      // One question at a time: without a connection it waits for one.
      if (this.#document.visibilityState === 'visible') await this.#look(user);
      if (!isOver) next = this.#clock.after(ASK_MS, () => void ask());
    };
    void ask();
    return () => {
      isOver = true;
      next?.();
    };
  }

  async #look(user: string): Promise<void> {
    const presences = await this.#realtime.ask([user]).catch(() => undefined);
    if (presences) this.#apply(presences);
  }

  #personal(news: readonly Presence[], isWhole: boolean): void {
    this.#awaitsWhole = false;
    this.#apply(news, isWhole ? this.#followed : undefined);
    if (isWhole) this.#followed.clear();
    news.forEach(({ user_id }) => this.#followed.add(user_id));
  }

  #apply(news: readonly Presence[], whole: ReadonlySet<string> = new Set()): void {
    this.#known.update((known) => applied(known, news, whole));
  }
}

function isPersonal(channel: string | undefined): boolean {
  return channel?.startsWith('user:') === true;
}
