import { inject, Injectable } from '@angular/core';
import { map, Observable } from 'rxjs';
import { EventFrame, POLLING, Presence } from '../realtime';
import { WebsocketService } from './websocket.service';

/** Who is there, in its own words, over the one connection. Nothing of it is repeated after a loss. */
@Injectable({ providedIn: 'root' })
export class PresenceRealtimeService {
  readonly #socket = inject(WebsocketService);

  readonly changed$: Observable<EventFrame<'presence_changed'>> = this.#socket.on('presence_changed');
  /** On the personal channel the first one after a connection is the whole of those whom I follow. */
  readonly states$: Observable<EventFrame<'presence_state'>> = this.#socket.on('presence_state');
  /** Whether that whole follows. Over polling it comes in parts: until one is named there, that one is not there. */
  readonly connected$: Observable<boolean> = this.#socket
    .on('welcome')
    .pipe(map(({ data }) => data.connection_id !== POLLING));
  readonly status = this.#socket.status;

  /** Of whom nothing is told by itself. Who may not be seen reads as offline. */
  ask(users: string[]): Promise<Presence[]> {
    const answer = this.#socket.send<'query'>({ type: 'presence', event: 'query', data: { user_ids: users } });
    return answer.then(({ presences }) => presences);
  }

  /** What this device notices. Only the present state is worth telling: what becomes of the command matters to nobody. */
  notice(status: 'online' | 'away'): void {
    const data = { status, automatic: true };
    this.#socket
      .send<'set_status'>({ type: 'presence', event: 'set_status', data }, { volatile: true })
      .catch(() => undefined);
  }
}
