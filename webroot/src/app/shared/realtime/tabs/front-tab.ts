import { Clock } from '../clock';
import { TabMessage } from './tab-messages';
import { TabWorld } from './tab-world';

/**
 * Which tab tells the person what is new: the one that was looked at last, of those that are still visible; where none
 * is, the leader.
 */
export class FrontTab {
  /** The visible ones, with the time when each was last looked at. */
  readonly #seen = new Map<string, number>();

  constructor(
    private readonly world: TabWorld,
    private readonly clock: Clock,
    private readonly post: (message: TabMessage) => void,
  ) {
    this.post({ say: 'who is seen?' });
    this.looked();
  }

  isHere(leads: boolean): boolean {
    const [last] = [...this.#seen].sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1));
    return last === undefined ? leads : last[0] === this.world.id;
  }

  /** At this tab, or away from it. */
  looked(): void {
    if (this.world.visible()) this.#say(this.clock.now());
    else this.#away();
  }

  receive(message: TabMessage): void {
    if (message.say === 'seen') this.#seen.set(message.tab, message.at);
    else if (message.say === 'unseen') this.#seen.delete(message.tab);
    else if (message.say === 'who is seen?') this.#repeat();
  }

  /** Closed, crashed, or signed out. */
  gone(tab: string): void {
    this.#seen.delete(tab);
    this.post({ say: 'unseen', tab });
  }

  #say(at: number): void {
    this.#seen.set(this.world.id, at);
    this.post({ say: 'seen', tab: this.world.id, at });
  }

  #away(): void {
    if (this.#seen.has(this.world.id)) this.gone(this.world.id);
  }

  #repeat(): void {
    const at = this.#seen.get(this.world.id);
    if (at !== undefined) this.#say(at);
  }
}
