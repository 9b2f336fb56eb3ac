import { Cancel, Clock } from './clock';
import { GIVEN_UP } from './close-codes';
import {
  AckFrame,
  AnyEvent,
  ClientFrame,
  CommandFrame,
  ErrorFrame,
  EventFrame,
  parseFrame,
  PROTOCOL_VERSION,
} from './frames';
import { Heartbeat } from './heartbeat';
import { Socket } from './socket';

export interface LinkEvents {
  welcomed(welcome: EventFrame<'welcome'>): void;
  event(frame: AnyEvent): void;
  acked(frame: AckFrame): void;
  refused(frame: ErrorFrame): void;
  /** Exactly once, unless `close` was called. `opened` is false when the handshake already failed. */
  closed(code: number, opened: boolean): void;
}

const OPENING_MS = 15_000;

/** One socket from the handshake to its end: opens with the first command, waits for the welcome, watches for silence. */
export class Link {
  #opened = false;
  #over = false;
  #heartbeat: Heartbeat | undefined;
  #pings = 0;
  readonly #openingDeadline: Cancel;

  constructor(
    private readonly socket: Socket,
    private readonly clock: Clock,
    private readonly opening: CommandFrame<'authenticate'>,
    private readonly events: LinkEvents,
  ) {
    this.#openingDeadline = clock.after(OPENING_MS, () => this.giveUp());
    socket.onopen = () => this.#onOpen();
    socket.onmessage = ({ data }) => this.#onMessage(data);
    socket.onclose = ({ code }) => this.#end(code);
  }

  send(frame: ClientFrame): void {
    if (!this.#over) this.socket.send(JSON.stringify(frame));
  }

  /** Is the other side still there? Asked when the device wakes up (`sure` false: only after a long silence). */
  check(inDoubt: boolean): void {
    if (inDoubt) this.#heartbeat?.doubt();
    else this.#heartbeat?.check();
  }

  /** Of no more use: ends it at once, without waiting for a half-dead network to confirm. */
  giveUp(): void {
    if (this.#over) return;
    this.#detach();
    this.socket.close(GIVEN_UP, 'given up');
    // Opened, and then no welcome in all that time: no better than never opened.
    this.events.closed(GIVEN_UP, this.#opened && this.#heartbeat !== undefined);
  }

  /** On purpose: no `closed` follows. */
  close(): void {
    if (this.#over) return;
    this.#detach();
    this.socket.close(1000);
  }

  #onOpen(): void {
    this.#opened = true;
    this.send(this.opening);
  }

  #onMessage(data: unknown): void {
    this.#heartbeat?.sign();
    const frame = parseFrame(data);
    if (!frame) return;
    if (frame.type === 'ack') this.events.acked(frame);
    else if (frame.type === 'error') this.events.refused(frame);
    else if (frame.event === 'welcome') this.#onWelcome(frame);
    else this.events.event(frame);
  }

  #onWelcome(welcome: EventFrame<'welcome'>): void {
    // A connection has one; a second one would be watched for silence twice.
    if (this.#heartbeat) return;
    this.#openingDeadline();
    this.#heartbeat = new Heartbeat(
      this.clock,
      () => this.#ping(),
      () => this.giveUp(),
    );
    this.events.welcomed(welcome);
  }

  #ping(): void {
    this.#pings += 1;
    this.send({ v: PROTOCOL_VERSION, id: `ping-${this.#pings}`, type: 'system', event: 'ping', data: {} });
  }

  #end(code: number): void {
    if (this.#over) return;
    this.#detach();
    // Cut before any welcome and without a word of the server: no better than never opened.
    const saidWhy = this.#opened && code >= 4000;
    this.events.closed(code, this.#heartbeat !== undefined || saidWhy);
  }

  #detach(): void {
    this.#over = true;
    this.#openingDeadline();
    this.#heartbeat?.stop();
    this.socket.onopen = null;
    this.socket.onmessage = null;
    this.socket.onclose = null;
  }
}
