import { inject, Injectable } from '@angular/core';
import { Router } from '@angular/router';
import { isPlainKey } from '../shared/keyboard/plain-key';
import { CLOCK } from '../shared/services/browser';

export interface Shortcut {
  /** Pressed one after the other. */
  keys: readonly string[];
  meaning: string;
}

const SEQUENCE_MS = 1500;

const PLACES: Readonly<Record<string, string>> = { f: '/feed', m: '/messages', n: '/notifications' };

/** All that the sheet lists; the pages see to their own. */
export const SHORTCUTS: readonly Shortcut[] = [
  { keys: ['g', 'f'], meaning: $localize`Go to the feed` },
  { keys: ['g', 'm'], meaning: $localize`Go to the messages` },
  { keys: ['g', 'n'], meaning: $localize`Go to the notifications` },
  { keys: ['/'], meaning: $localize`Find someone` },
  { keys: ['j'], meaning: $localize`Next in the list` },
  { keys: ['k'], meaning: $localize`Previous in the list` },
  { keys: ['e'], meaning: $localize`Mark the notification as read` },
  { keys: ['Esc'], meaning: $localize`Close` },
  { keys: ['?'], meaning: $localize`Show this sheet` },
];

/** `g` and then a letter goes somewhere. */
@Injectable()
export class Shortcuts {
  readonly #router = inject(Router);
  readonly #clock = inject(CLOCK);
  /** When the `g` was pressed. */
  #goingSince: number | undefined;

  /** Answers whether the sheet was asked for. */
  pressed(event: KeyboardEvent): 'sheet' | undefined {
    if (!isPlainKey(event)) return undefined;
    const path = this.#isGoing() ? PLACES[event.key] : undefined;
    this.#goingSince = event.key === 'g' ? this.#clock.now() : undefined;
    if (event.key === '?') return 'sheet';
    if (path === undefined) return undefined;
    event.preventDefault();
    void this.#router.navigateByUrl(path);
    return undefined;
  }

  #isGoing(): boolean {
    return this.#goingSince !== undefined && this.#clock.now() - this.#goingSince <= SEQUENCE_MS;
  }
}
