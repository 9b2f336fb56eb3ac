import { Cancel, Clock } from './clock';
import { CommandError, isForNow } from './command-error';
import { AckOf, CommandName, CommandOf } from './events';
import { CommandFrame, ErrorFrame, PROTOCOL_VERSION } from './frames';

export interface SendOptions {
  /** Worth sending now or never (typing, status): not kept while disconnected. */
  volatile?: boolean;
  /** Of a command that was given one before; otherwise it gets one. */
  id?: string;
}

interface Entry {
  readonly frame: CommandFrame;
  readonly volatile: boolean;
  readonly resolve: (ack: unknown) => void;
  readonly reject: (error: CommandError) => void;
  /** How often the server asked to come back later. */
  postponed: number;
  /** Set while a reply is awaited. */
  deadline: Cancel | undefined;
}

const CAPACITY = 256;
/** Replies awaited at once. Fewer than the ten refusals that count as flooding. */
const WINDOW = 8;
const REPLY_MS = 20_000;
const MAX_POSTPONED = 8;

/**
 * Commands on their way, in the order they were given. Each keeps its id until the server has replied, so that
 * sending it again after a reconnect repeats it instead of doing it twice. After `rate_limited` it waits as told and
 * then goes on one by one until it is empty.
 */
export class Outbox {
  readonly #entries = new Map<string, Entry>();
  #open = false;
  #cautious = false;
  #pause: Cancel | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly newId: () => string,
    private readonly transmit: (frame: CommandFrame) => void,
    /** A reply is overdue: the connection cannot be trusted. */
    private readonly overdue: () => void,
  ) {}

  get size(): number {
    return this.#entries.size;
  }

  add<C extends CommandName>(command: CommandOf<C>, options: SendOptions = {}): Promise<AckOf<C>> {
    const volatile = options.volatile ?? false;
    return new Promise<AckOf<C>>((resolve, reject) => {
      if (volatile && !this.#open) return reject(unavailable('Not connected.'));
      if (this.#entries.size >= CAPACITY) return reject(unavailable('Too many commands are waiting.'));
      const frame = { v: PROTOCOL_VERSION, id: options.id ?? this.newId(), ...command } as CommandFrame;
      const settle = resolve as (ack: unknown) => void;
      this.#entries.set(frame.id, { frame, volatile, resolve: settle, reject, postponed: 0, deadline: undefined });
      this.#pump();
    });
  }

  /** The connection is live: sends what waits, with the ids it had before. */
  resume(): void {
    this.#open = true;
    this.#pump();
  }

  /** The connection is gone: what has no reply yet waits for the next one. */
  suspend(): void {
    this.#open = false;
    this.#cautious = false;
    this.#unpause();
    for (const entry of this.#entries.values()) {
      this.#stopWaiting(entry);
      if (entry.volatile) this.#fail(entry, unavailable('The connection was lost.'));
    }
  }

  acked(id: string, data: unknown): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#remove(entry);
    entry.resolve(data);
    this.#pump();
  }

  refused(error: ErrorFrame): void {
    const entry = error.id === undefined ? undefined : this.#entries.get(error.id);
    if (!entry) return;
    const isPutOff = isForNow(error);
    if (isPutOff && !entry.volatile && entry.postponed < MAX_POSTPONED) this.#postpone(entry, error);
    else {
      this.#fail(entry, new CommandError(error));
      // Whoever gave it may try again, another tab perhaps: the server's word holds for all that goes this way.
      if (isPutOff && error.retry_after_ms !== undefined) this.#holdOn(error.retry_after_ms);
    }
    this.#pump();
  }

  /** Signed out: nothing of it may be sent as somebody else. */
  clear(): void {
    this.#unpause();
    for (const entry of [...this.#entries.values()]) this.#fail(entry, unavailable('Signed out.'));
  }

  #pump(): void {
    if (!this.#open || this.#pause) return;
    if (this.#entries.size === 0) this.#cautious = false;
    const window = this.#cautious ? 1 : WINDOW;
    let awaited = 0;
    for (const entry of this.#entries.values()) {
      if (awaited >= window) return;
      awaited += 1;
      if (!entry.deadline) this.#send(entry);
    }
  }

  #send(entry: Entry): void {
    entry.deadline = this.clock.after(REPLY_MS, this.overdue);
    this.transmit(entry.frame);
  }

  #postpone(entry: Entry, error: ErrorFrame): void {
    entry.postponed += 1;
    this.#stopWaiting(entry);
    this.#holdOn(error.retry_after_ms ?? 1000);
  }

  #holdOn(ms: number): void {
    this.#cautious = true;
    this.#unpause();
    this.#pause = this.clock.after(ms, () => {
      this.#pause = undefined;
      this.#pump();
    });
  }

  #fail(entry: Entry, error: CommandError): void {
    this.#remove(entry);
    entry.reject(error);
  }

  #remove(entry: Entry): void {
    this.#stopWaiting(entry);
    this.#entries.delete(entry.frame.id);
  }

  #stopWaiting(entry: Entry): void {
    entry.deadline?.();
    entry.deadline = undefined;
  }

  #unpause(): void {
    this.#pause?.();
    this.#pause = undefined;
  }
}

function unavailable(message: string): CommandError {
  return new CommandError({ code: 'unavailable', message });
}
