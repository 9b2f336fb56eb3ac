import { inject, Injectable } from '@angular/core';
import { Observable } from 'rxjs';
import { EventFrame } from '../../shared/realtime';
import { WebsocketService } from '../../shared/services/websocket.service';

/** Typing in its own words, over the one connection. Nothing of it is repeated after a loss. */
@Injectable({ providedIn: 'root' })
export class TypingRealtimeService {
  readonly #socket = inject(WebsocketService);

  readonly started$: Observable<EventFrame<'typing_start'>> = this.#socket.on('typing_start');
  readonly stopped$: Observable<EventFrame<'typing_stop'>> = this.#socket.on('typing_stop');

  /** Hears of the partner's typing there until the returned function is called. */
  follow(conversationId: string): () => void {
    const channel = `conversation:${conversationId}`;
    void this.#socket.subscribe(channel);
    return () => this.#socket.unsubscribe(channel);
  }

  /** Worth telling now or never: what becomes of it matters to nobody. */
  tell(event: 'typing_start' | 'typing_stop', conversationId: string): void {
    const command = { type: 'typing', event, data: { conversation_id: conversationId } } as const;
    this.#socket.send<'typing_start' | 'typing_stop'>(command, { volatile: true }).catch(() => undefined);
  }
}
