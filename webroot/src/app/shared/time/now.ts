import { inject, InjectionToken, Signal, signal, DestroyRef } from '@angular/core';

const TICK_MS = 20_000;

/** The time for relative labels: moves every 20 s, for all of them at once. */
export const NOW = new InjectionToken<Signal<number>>('now', {
  providedIn: 'root',
  factory: () => {
    const now = signal(Date.now());
    const timer = setInterval(() => now.set(Date.now()), TICK_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
    return now.asReadonly();
  },
});
