import { DestroyRef, DOCUMENT, effect, inject, Injectable, untracked } from '@angular/core';
import { Cancel } from '../realtime';
import { CLOCK } from '../services/browser';
import { PresenceRealtimeService } from '../services/presence-realtime.service';

const AWAY_AFTER_MS = 5 * 60_000;
const INPUTS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

/** Tells that nobody is at this device after five minutes without input, and with the first one that somebody is again. */
@Injectable()
export class Attention {
  readonly #realtime = inject(PresenceRealtimeService);
  readonly #clock = inject(CLOCK);
  readonly #document = inject(DOCUMENT);
  #lastInput = this.#clock.now();
  #isAway = false;
  #waiting: Cancel = () => undefined;

  constructor() {
    inject(DestroyRef).onDestroy(() => this.stop());
    // The server takes every new connection for one that somebody is at.
    effect(() => {
      if (this.#realtime.status().state === 'live' && untracked(() => this.#isAway)) this.#tell();
    });
  }

  start(): void {
    for (const input of INPUTS) this.#document.addEventListener(input, this.#noticed, { passive: true, capture: true });
    this.#wait(AWAY_AFTER_MS);
  }

  stop(): void {
    for (const input of INPUTS) this.#document.removeEventListener(input, this.#noticed, { capture: true });
    this.#waiting();
  }

  readonly #noticed = (): void => {
    this.#lastInput = this.#clock.now();
    if (!this.#isAway) return;
    this.#isAway = false;
    this.#tell();
    this.#wait(AWAY_AFTER_MS);
  };

  /** One timer, however many inputs there are. */
  #wait(ms: number): void {
    this.#waiting = this.#clock.after(ms, () => {
      const left = this.#lastInput + AWAY_AFTER_MS - this.#clock.now();
      if (left > 0) return this.#wait(left);
      this.#isAway = true;
      this.#tell();
    });
  }

  #tell(): void {
    this.#realtime.notice(this.#isAway ? 'away' : 'online');
  }
}
