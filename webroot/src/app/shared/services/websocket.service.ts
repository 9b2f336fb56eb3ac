import { inject, Injectable, signal } from '@angular/core';
import { filter, Observable, Subject } from 'rxjs';
import { toObservable } from '@angular/core/rxjs-interop';
import { AuthStore } from '../auth/auth.store';
import {
  AckOf,
  AnyEvent,
  CommandError,
  CommandName,
  CommandOf,
  ConnectionStatus,
  EventFrame,
  EventName,
  Loader,
  newId,
  POLLING,
  Position,
  SendOptions,
  SharedConnection,
  Welcome,
} from '../realtime';
import { AHEAD } from '../time/now';
import { CLOCK, DEVICE, POSITION_MEMORY, PROBE, SOCKET_FACTORY, TABS, TRANSPORT_MEMORY } from './browser';

/** What is to be shown does not wait longer than this for a connection that is slow to come. */
const PATIENCE_MS = 500;

/**
 * The app's door to the realtime service. Commands go in by `send`, events come out by `on`; between them the
 * connection reconnects, resumes and keeps order, so that nobody else has to think of it. All tabs of a person share one.
 */
@Injectable({ providedIn: 'root' })
export class WebsocketService {
  readonly #events = new Subject<AnyEvent>();
  readonly #status = signal<ConnectionStatus>({ state: 'offline' });
  readonly #clock = inject(CLOCK);
  readonly #ahead = inject(AHEAD);
  #arrival = new Arrival();
  readonly #connection = new SharedConnection(
    {
      openSocket: inject(SOCKET_FACTORY),
      clock: this.#clock,
      newId,
      tokens: inject(AuthStore),
      probe: inject(PROBE),
      device: inject(DEVICE),
      memory: inject(POSITION_MEMORY),
      transports: ['websocket', 'sockjs', 'polling'],
      transportMemory: inject(TRANSPORT_MEMORY),
    },
    {
      event: (frame) => this.#event(frame),
      status: (status) => this.#status.set(status),
    },
    inject(TABS),
  );

  readonly status = this.#status.asReadonly();
  readonly connectionStatus$: Observable<ConnectionStatus> = toObservable(this.#status);

  /** Whether this is the tab that tells the person what is new: of several exactly one is. */
  inFront(): boolean {
    return this.#connection.inFront;
  }

  /** Whose socket it is that this tab uses. */
  socketOf(): 'this tab' | 'another tab' {
    return this.#connection.socketOf;
  }

  connect(): void {
    this.#connection.connect();
    this.#clock.after(PATIENCE_MS, this.#arrival.over);
  }

  /**
   * Resolves with the first welcome, as what is asked for then misses nothing; where that does not come soon, without it:
   * `loadStateWith` asks again then.
   */
  arrival(): Promise<void> {
    return this.#arrival.settled;
  }

  /** Where this client stands in the user's log; nothing before the first welcome. */
  position(): Position | undefined {
    return this.#connection.position;
  }

  /** Closes the socket. Position and waiting commands stay for the next `connect`. */
  disconnect(): void {
    this.#connection.disconnect();
  }

  /** For signing out: closes, and nothing of this user stays. */
  forget(): void {
    this.#connection.forget();
    this.#arrival = new Arrival();
  }

  /**
   * Stays subscribed over reconnects, until as many `unsubscribe` have come. Answers why the server refused, if it did:
   * it is asked again, by the next connection or, where it only could not at that moment, soon.
   */
  subscribe(channel: string): Promise<CommandError | undefined> {
    return this.#connection.subscribe(channel);
  }

  unsubscribe(channel: string): void {
    this.#connection.unsubscribe(channel);
  }

  /**
   * Sends a command, now or once connected, and repeats it with the same id until it is answered.
   * Resolves with the data of its ack; rejects with a `CommandError`.
   */
  send<C extends CommandName>(command: CommandOf<C>, options?: SendOptions): Promise<AckOf<C>> {
    return this.#connection.send<C>(command, options);
  }

  /** Events in order, each once; `*` gives all of them. */
  on(event: '*'): Observable<AnyEvent>;
  on<E extends EventName>(event: E): Observable<EventFrame<E>>;
  on(event: EventName | '*'): Observable<AnyEvent> {
    return event === '*' ? this.#events.asObservable() : this.#events.pipe(filter((frame) => frame.event === event));
  }

  /**
   * Called with the first connection, whenever continuity cannot be proved, and at once where live already; its events
   * count as confirmed only once it has resolved. Where the first connection is slow to come, before it too.
   */
  loadStateWith(loader: Loader): () => void {
    let isWanted = true;
    const forget = this.#connection.loadStateWith(() => {
      isWanted = false;
      return loader();
    });
    void this.arrival().then(() => (isWanted ? loader().catch(() => undefined) : undefined));
    return () => {
      isWanted = false;
      forget();
    };
  }

  #event(frame: AnyEvent): void {
    if (frame.event === 'welcome') this.#learnTime(frame.data);
    this.#events.next(frame);
    if (frame.event === 'welcome') this.#arrival.over();
  }

  /** Over polling nobody tells it. */
  #learnTime({ connection_id, server_time }: Welcome): void {
    if (connection_id !== POLLING) this.#ahead.set(server_time - this.#clock.now());
  }
}

class Arrival {
  over: () => void = () => undefined;
  readonly settled = new Promise<void>((resolve) => (this.over = resolve));
}
