import { DestroyRef, effect, inject, Injectable, untracked } from '@angular/core';
import { Loader } from '../realtime';
import { TABS } from '../services/browser';
import { WebsocketService } from '../services/websocket.service';

/**
 * For state that no event tells about: it is loaded anew when the connection is back after a loss, when continuity was
 * lost, and when another tab has changed it.
 */
@Injectable()
export class Reconnects {
  readonly #realtime = inject(WebsocketService);
  readonly #loaders = new Set<Loader>();
  readonly #otherTabs = inject(TABS)?.channel('devthread.changed', () => this.#load());
  #wasLive = false;

  constructor() {
    inject(DestroyRef).onDestroy(() => this.#otherTabs?.close());
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

  /** Here, and the server has said so. */
  changed(): void {
    this.#otherTabs?.post('changed');
  }

  #live(): void {
    if (this.#wasLive) this.#load();
    this.#wasLive = true;
  }

  #load(): void {
    this.#loaders.forEach((load) => void load().catch(() => undefined));
  }
}
