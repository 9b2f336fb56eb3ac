import { computed, DestroyRef, inject, InjectionToken, Signal, signal, untracked, WritableSignal } from '@angular/core';

const TICK_MS = 20_000;

/** By how much the server's clock is ahead of that of this device, in milliseconds, as far as it is known. */
export const AHEAD = new InjectionToken<WritableSignal<number>>('ahead', {
  providedIn: 'root',
  factory: () => signal(0),
});

/** This very moment by the clock of the server, for what is compared with its times. Made in an injection context. */
export function serverTime(): () => number {
  const ahead = inject(AHEAD);
  return () => Date.now() + untracked(ahead);
}

/**
 * The time for relative labels, by the clock of the server, which gave everything its time: moves every 20 s, for all of
 * them at once.
 */
export const NOW = new InjectionToken<Signal<number>>('now', {
  providedIn: 'root',
  factory: () => {
    const ahead = inject(AHEAD);
    const here = signal(Date.now());
    const timer = setInterval(() => here.set(Date.now()), TICK_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
    return computed(() => here() + ahead());
  },
});
