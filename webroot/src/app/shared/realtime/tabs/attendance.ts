/** Whether somebody is at this browser: away only when every tab says so. A new tab is one that somebody is at. */
export class Attendance {
  readonly #away = new Map<string, boolean>();
  #told = false;

  constructor(private readonly tell: (isAway: boolean) => void) {}

  says(tab: string, isAway: boolean): void {
    this.#away.set(tab, isAway);
    this.#tellChange();
  }

  joins(tab: string): void {
    this.says(tab, false);
  }

  leaves(tab: string): void {
    this.#away.delete(tab);
    if (this.#away.size > 0) this.#tellChange();
  }

  /** The server takes whoever comes with a new connection for being there. */
  connected(tab: string): void {
    this.#told = false;
    this.joins(tab);
  }

  #tellChange(): void {
    const isAway = [...this.#away.values()].every((away) => away);
    if (isAway === this.#told) return;
    this.#told = isAway;
    this.tell(isAway);
  }
}
