import { Probe, ProbeAnswer } from './surroundings';

/** A single failure may be chance; a second one in a row is worth a question. */
const ASK_AT = 2;
const UNKNOWN: ProbeAnswer = { verdict: 'unknown' };

/** Counts failed handshakes in a row and asks the server, until it has answered once, for the reason. */
export class FailedHandshakes {
  #count = 0;
  #answered = false;

  constructor(private readonly probe: Probe) {}

  async another(): Promise<ProbeAnswer> {
    this.#count += 1;
    if (this.#answered || this.#count < ASK_AT) return UNKNOWN;
    this.#answered = true;
    const answer = await this.probe().catch(() => UNKNOWN);
    this.#answered = answer.verdict !== 'unreachable';
    return answer;
  }

  /** The answer came too late to be of use. */
  askAgain(): void {
    this.#answered = false;
  }

  over(): void {
    this.#count = 0;
    this.#answered = false;
  }
}
