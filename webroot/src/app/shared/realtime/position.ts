import { ResumeRequest, Welcome } from './events';
import { AnyEvent } from './frames';

/** Where this client stands in the user's log. */
export interface Position {
  user_id: string;
  session?: string;
  epoch: string;
  seq: number;
}

export type Arrival =
  /** Not numbered: apply it, nothing to remember. */
  | 'ephemeral'
  | 'next'
  | 'duplicate'
  /** Something between was lost: applying it would break the order. */
  | 'gap';

const REMEMBERED_IDS = 256;

/**
 * The one place that knows what has been applied: it takes the next event, recognises repeats (by `seq` and by `id`,
 * which survives a change of epoch) and finds holes.
 */
export class PositionTracker {
  #position: Position | undefined;
  readonly #ids = new Set<string>();

  constructor(start?: Position) {
    this.#position = start;
  }

  get current(): Position | undefined {
    return this.#position;
  }

  /** What to ask for in the next opening; nothing for a fresh start. */
  resumeRequest(): ResumeRequest | undefined {
    if (!this.#position) return undefined;
    const { session, epoch, seq } = this.#position;
    return session === undefined ? { epoch, seq } : { session, epoch, seq };
  }

  /** Takes over the welcome's position; answers whether the state has to be loaded anew. */
  welcome(welcome: Welcome): boolean {
    const { user_id, session, epoch, seq, resume } = welcome;
    const known = this.#position;
    const continues = resume.result === 'full' && known?.epoch === epoch && known.user_id === user_id;
    this.#position = { user_id, session, epoch, seq: continues ? known.seq : seq };
    return !continues;
  }

  /** Continuity was lost on a live connection: what follows is numbered from here. */
  resync(epoch: string, seq: number): void {
    if (this.#position) this.#position = { ...this.#position, epoch, seq };
  }

  /** The session belongs to another connection now; what was missed can still be read. */
  leaveSession(): void {
    if (!this.#position) return;
    const { user_id, epoch, seq } = this.#position;
    this.#position = { user_id, epoch, seq };
  }

  arrive(frame: AnyEvent): Arrival {
    if (frame.seq === undefined || !this.#position) return 'ephemeral';
    if (frame.seq <= this.#position.seq) return 'duplicate';
    if (frame.seq > this.#position.seq + 1) return 'gap';
    this.#position = { ...this.#position, seq: frame.seq };
    return this.#isRepeated(frame.id) ? 'duplicate' : 'next';
  }

  forget(): void {
    this.#position = undefined;
    this.#ids.clear();
  }

  #isRepeated(id: string | undefined): boolean {
    if (id === undefined) return false;
    if (this.#ids.has(id)) return true;
    this.#ids.add(id);
    if (this.#ids.size > REMEMBERED_IDS) {
      const oldest = this.#ids.values().next();
      if (!oldest.done) this.#ids.delete(oldest.value);
    }
    return false;
  }
}
