import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import { AuthStore } from '../../shared/auth/auth.store';
import { CommandOf } from '../../shared/realtime';
import { CLOCK } from '../../shared/services/browser';
import { WebsocketService } from '../../shared/services/websocket.service';

const EVERY_MS = 5_000;

/** How long a small question takes, there and back, over whichever transport; asked while somebody looks. */
@Injectable()
export class Latency {
  readonly #socket = inject(WebsocketService);
  readonly #auth = inject(AuthStore);
  readonly #clock = inject(CLOCK);
  readonly #ms = signal<number | undefined>(undefined);
  #over = false;

  readonly ms = this.#ms.asReadonly();

  constructor() {
    inject(DestroyRef).onDestroy(() => (this.#over = true));
    void this.#measure();
  }

  async #measure(): Promise<void> {
    const me = this.#auth.user();
    if (me !== undefined && this.#socket.status().state === 'live') {
      const asked = this.#clock.now();
      const question: CommandOf<'query'> = { type: 'presence', event: 'query', data: { user_ids: [me.id] } };
      await this.#socket.send<'query'>(question, { volatile: true }).then(
        () => this.#ms.set(Math.round(this.#clock.now() - asked)),
        () => this.#ms.set(undefined),
      );
    } else {
      this.#ms.set(undefined);
    }
    if (!this.#over) this.#clock.after(EVERY_MS, () => this.#over || void this.#measure());
  }
}
