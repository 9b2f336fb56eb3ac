import { inject, Injectable, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { WebsocketService } from '../../shared/services/websocket.service';

/** What support may see of an event: that it came, never what is in it. */
export interface RecentEvent {
  key: number;
  at: number;
  event: string;
  id: string | undefined;
  seq: number | undefined;
}

const KEPT = 50;

/** The last events that came while somebody looks, newest first. */
@Injectable()
export class RecentEvents {
  readonly #events = signal<readonly RecentEvent[]>([]);
  #count = 0;

  readonly events = this.#events.asReadonly();

  constructor() {
    inject(WebsocketService)
      .on('*')
      .pipe(takeUntilDestroyed())
      .subscribe(({ event, id, seq }) => {
        const recent = { key: (this.#count += 1), at: Date.now(), event, id, seq };
        this.#events.update((events) => [recent, ...events].slice(0, KEPT));
      });
  }
}
