/** Ways to the server, the best one first. All carry the same frames and the same positions. */
export type Transport = 'websocket' | 'sockjs' | 'polling';

/** Keeps, for this browser session, which way was found to work. */
export interface TransportMemory {
  recall(): Transport | undefined;
  keep(transport: Transport): void;
}

/** The way above is tried after this time, then after twice as much, and so on. */
const FIRST_CLIMB_MS = 60_000;
const LONGEST_CLIMB_MS = 15 * 60_000;

/**
 * Which way to take: down when one does not work although the server is there, up again after a while, more and more
 * rarely when that fails. Pure: whoever holds it does the connecting.
 */
export class TransportLadder {
  #rung: number;
  #climbAfter = FIRST_CLIMB_MS;

  constructor(
    private readonly rungs: readonly [Transport, ...Transport[]],
    private readonly memory: TransportMemory | undefined,
  ) {
    const known = memory?.recall();
    this.#rung = known === undefined ? 0 : Math.max(0, rungs.indexOf(known));
  }

  get current(): Transport {
    return this.rungs[this.#rung] ?? this.rungs[0];
  }

  /** The best way, if it is not this one. The ones between are not worth a detour. */
  get above(): Transport | undefined {
    return this.#rung === 0 ? undefined : this.rungs[0];
  }

  /** How long to stay before the way above is tried. */
  get climbAfterMs(): number {
    return this.#climbAfter;
  }

  /** This way does not work although the server is there. From the last one it starts over at the best. */
  down(): void {
    this.#rung = (this.#rung + 1) % this.rungs.length;
  }

  /** This way works. */
  live(): void {
    this.memory?.keep(this.current);
  }

  climbed(): void {
    this.#rung = 0;
    this.#climbAfter = FIRST_CLIMB_MS;
    this.live();
  }

  climbFailed(): void {
    this.#climbAfter = Math.min(LONGEST_CLIMB_MS, this.#climbAfter * 2);
  }
}
