import { Cancel, Clock } from './clock';
import { CommandError, isForNow } from './command-error';
import { AckOf, CommandName, CommandOf } from './events';
import { CommandFrame, ErrorFrame, PROTOCOL_VERSION } from './frames';
import { PutOff } from './put-off';
import { advisedMs } from './retry-after';

export interface SendOptions {
  /** Worth sending now or never (typing, status): not kept while disconnected. */
  volatile?: boolean;
  /** Of a command that was given one before; otherwise it gets one. */
  id?: string;
}

interface Sender {
  readonly resolve: (ack: unknown) => void;
  readonly reject: (error: CommandError) => void;
}

interface Entry {
  readonly frame: CommandFrame;
  /** More than one where it was given again under its id. */
  readonly senders: Sender[];
  volatile: boolean;
  /** How often the server asked to come back later. */
  postponed: number;
  /** Set while a reply is awaited. */
  deadline: Cancel | undefined;
}

const CAPACITY = 256;
/** Replies awaited at once. Fewer than the ten refusals that count as flooding. */
const WINDOW = 8;
/** The server answers, or refuses, within three seconds. */
const REPLY_MS = 10_000;
const MAX_POSTPONED = 8;
const POSTPONED_MS = 1000;
/** Who would have to wait for longer is told so, and nobody else waits for longer. */
const LONGEST_PAUSE_MS = 30_000;
const ALL = 'all';

/**
 * Commands on their way, in the order they were given. Each keeps its id until the server has replied, so that
 * sending it again after a reconnect repeats it instead of doing it twice. After `rate_limited` everything waits as told,
 * after `unavailable` whatever is of the same kind; it then goes on one by one until it is empty.
 */
export class Outbox {
  readonly #entries = new Map<string, Entry>();
  readonly #putOff: PutOff;
  #open = false;

  constructor(
    private readonly clock: Clock,
    private readonly newId: () => string,
    private readonly transmit: (frame: CommandFrame) => void,
    /** A reply is overdue: the connection cannot be trusted. */
    private readonly overdue: () => void,
  ) {
    this.#putOff = new PutOff(clock, () => this.#pump());
  }

  get size(): number {
    return this.#entries.size;
  }

  add<C extends CommandName>(command: CommandOf<C>, options: SendOptions = {}): Promise<AckOf<C>> {
    const volatile = options.volatile ?? false;
    return new Promise<AckOf<C>>((resolve, reject) => {
      if (volatile && !this.#open) return reject(unavailable('Not connected.'));
      const frame = { v: PROTOCOL_VERSION, id: options.id ?? this.newId(), ...command } as CommandFrame;
      const sender: Sender = { resolve: resolve as (ack: unknown) => void, reject };
      const given = this.#entries.get(frame.id);
      if (given) return this.#join(given, sender, volatile);
      if (this.#entries.size >= CAPACITY) return reject(unavailable('Too many commands are waiting.'));
      this.#entries.set(frame.id, { frame, senders: [sender], volatile, postponed: 0, deadline: undefined });
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
    this.#putOff.clear();
    for (const entry of this.#entries.values()) {
      this.#stopWaiting(entry);
      if (entry.volatile) this.#fail(entry, unavailable('The connection was lost.'));
    }
  }

  acked(id: string, data: unknown): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#remove(entry);
    entry.senders.forEach(({ resolve }) => resolve(data));
    this.#pump();
  }

  refused(error: ErrorFrame): void {
    const entry = error.id === undefined ? undefined : this.#entries.get(error.id);
    if (!entry) return;
    if (isForNow(error)) this.#putOffBy(error, entry);
    else this.#fail(entry, new CommandError(error));
    this.#pump();
  }

  /** Signed out: nothing of it may be sent as somebody else. */
  clear(): void {
    this.#putOff.clear();
    for (const entry of [...this.#entries.values()]) this.#fail(entry, unavailable('Signed out.'));
  }

  /** Another tab's, that has lost its link and gives it again: one reply is for both. */
  #join(entry: Entry, sender: Sender, volatile: boolean): void {
    entry.senders.push(sender);
    entry.volatile &&= volatile;
  }

  #pump(): void {
    if (!this.#open || this.#putOff.isPaused(ALL)) return;
    const entries = [...this.#entries.values()];
    this.#putOff.relax(new Set(entries.flatMap((entry) => [ALL, kindOf(entry)])));
    let free = this.#putOff.isCareful(ALL) ? 1 : WINDOW;
    free -= entries.filter(({ deadline }) => deadline).length;
    const seen = new Set<string>();
    for (const entry of entries) {
      const isFirst = !seen.has(kindOf(entry));
      seen.add(kindOf(entry));
      if (free <= 0) return;
      if (entry.deadline || !this.#mayGo(entry, isFirst)) continue;
      free -= 1;
      this.#send(entry);
    }
  }

  #mayGo(entry: Entry, isFirst: boolean): boolean {
    const kind = kindOf(entry);
    return !this.#putOff.isPaused(kind) && (isFirst || !this.#putOff.isCareful(kind));
  }

  #send(entry: Entry): void {
    entry.deadline = this.clock.after(REPLY_MS, this.overdue);
    this.transmit(entry.frame);
  }

  #putOffBy(error: ErrorFrame, entry: Entry): void {
    const told = advisedMs(error.retry_after_ms, Infinity);
    const isKept = !entry.volatile && entry.postponed < MAX_POSTPONED && (told ?? 0) <= LONGEST_PAUSE_MS;
    // Whoever gave one that is not kept may try again, another tab perhaps: the server's word holds for that too.
    if (isKept || told !== undefined) {
      const whose = error.code === 'rate_limited' ? ALL : kindOf(entry);
      this.#putOff.pause(whose, Math.min(told ?? POSTPONED_MS, LONGEST_PAUSE_MS));
    }
    if (!isKept) return this.#fail(entry, new CommandError(error));
    entry.postponed += 1;
    this.#stopWaiting(entry);
  }

  #fail(entry: Entry, error: CommandError): void {
    this.#remove(entry);
    entry.senders.forEach(({ reject }) => reject(error));
  }

  #remove(entry: Entry): void {
    this.#stopWaiting(entry);
    this.#entries.delete(entry.frame.id);
  }

  #stopWaiting(entry: Entry): void {
    entry.deadline?.();
    entry.deadline = undefined;
  }
}

/**
 * What is put off together keeps its order: messages, their edits and deletions; following a channel and leaving it.
 * What was read has no order with them, and must hold up none.
 */
function kindOf({ frame }: Entry): string {
  return frame.event === 'message_read' ? frame.event : frame.type;
}

function unavailable(message: string): CommandError {
  return new CommandError({ code: 'unavailable', message });
}
