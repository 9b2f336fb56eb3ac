import { effect, inject, Injectable, untracked } from '@angular/core';
import { Loader } from '../realtime';
import { WebsocketService } from '../services/websocket.service';

/**
 * For state that no event tells about: it is loaded anew when the connection is back after a loss, and when
 * continuity was lost.
 */
@Injectable()
export class Reconnects {
  readonly #realtime = inject(WebsocketService);
  readonly #loaders = new Set<Loader>();
  #wasLive = false;

  constructor() {
    effect(() => {
      const live = this.#realtime.status().state === 'live';
      if (live) untracked(() => this.#live());
    });
  }

  /** Until the returned function is called. */
  loadWith(loader: Loader): () => void {
    this.#loaders.add(loader);
    const forget = this.#realtime.loadStateWith(loader);
    return () => {
      this.#loaders.delete(loader);
      forget();
    };
  }

  #live(): void {
    if (this.#wasLive) this.#loaders.forEach((load) => void load().catch(() => undefined));
    this.#wasLive = true;
  }
}
