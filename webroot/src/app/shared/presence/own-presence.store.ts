import { DestroyRef, effect, inject, Injectable, signal } from '@angular/core';
import { Problem, problemOf } from '../errors/api-error';
import { Cancel, PresenceStatus } from '../realtime';
import { CLOCK } from '../services/browser';
import { WebsocketService } from '../services/websocket.service';
import { PresenceApi } from './presence.api';

/** A connection that has just come counts a moment later. */
const ARRIVING_MS = 1500;

/** How others see me: what I have chosen or, without a choice, what my devices notice of me. */
@Injectable()
export class OwnPresenceStore {
  readonly #api = inject(PresenceApi);
  readonly #socket = inject(WebsocketService);
  readonly #clock = inject(CLOCK);
  readonly #status = signal<PresenceStatus | undefined>(undefined);
  readonly #problem = signal<Problem | undefined>(undefined);
  /** Grows with each choice: an answer asked for before it is out of date. */
  #choices = 0;

  /** Undefined while nothing is known. */
  readonly status = this.#status.asReadonly();
  /** Why the last choice was refused. */
  readonly problem = this.#problem.asReadonly();

  constructor() {
    effect((onCleanup) => {
      if (this.#socket.status().state !== 'live') return;
      const later: Cancel = this.#clock.after(ARRIVING_MS, () => void this.load());
      onCleanup(later);
    });
    // Nobody tells what I have chosen in another tab or on another device.
    const looked = () => void this.load();
    addEventListener('focus', looked);
    inject(DestroyRef).onDestroy(() => removeEventListener('focus', looked));
  }

  /** As it is now; another device of mine may have chosen. */
  async load(): Promise<void> {
    const choices = this.#choices;
    const mine = await this.#api.own().catch(() => undefined);
    if (mine && choices === this.#choices) this.#status.set(mine.status);
  }

  /** Shown at once; `offline` means: appear offline. */
  async choose(status: PresenceStatus): Promise<void> {
    const before = this.#status();
    const choice = ++this.#choices;
    this.#problem.set(undefined);
    this.#status.set(status);
    try {
      await this.#api.choose(status);
    } catch (error) {
      if (choice !== this.#choices) return;
      this.#status.set(before);
      this.#problem.set(problemOf(error));
    }
  }
}
