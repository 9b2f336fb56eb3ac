import { Position } from '../position';
import { AnyEvent } from '../frames';

/** As many as the server keeps. */
const KEPT = 100;

/** The last durable events of this tab, for another one that has not seen all of them when this one becomes leader. */
export class RecentEvents {
  #epoch: string | undefined;
  /** The event before the oldest kept. */
  #before = 0;
  #frames: AnyEvent[] = [];

  /** After a welcome or a resync: what is kept goes on from here, or is worth nothing. */
  standAt({ epoch, seq }: Position): void {
    if (this.#epoch === epoch && this.#last === seq) return;
    this.#epoch = epoch;
    this.#before = seq;
    this.#frames = [];
  }

  add(frame: AnyEvent): void {
    if (frame.seq === undefined) return;
    if (frame.seq !== this.#last + 1) {
      this.#before = frame.seq - 1;
      this.#frames = [];
    }
    this.#frames.push(frame);
    if (this.#frames.length > KEPT) {
      this.#frames.shift();
      this.#before += 1;
    }
  }

  /** What follows on this position; nothing where that is not known whole. */
  after(epoch: string, seq: number): readonly AnyEvent[] | undefined {
    if (epoch !== this.#epoch || seq < this.#before) return undefined;
    return this.#frames.slice(seq - this.#before);
  }

  get #last(): number {
    return this.#before + this.#frames.length;
  }
}
