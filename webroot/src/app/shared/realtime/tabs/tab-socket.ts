import { Cancel, Clock } from '../clock';
import { closeEvent, Socket } from '../socket';
import { HANDED_OVER } from './tab-messages';

/** So long a leader that is itself without a connection is waited for, before the link is opened anew. */
const WELCOME_MS = 10_000;

export interface TabSocketWay {
  command(text: string): void;
  unlink(): void;
}

/** A tab's way to the server through the leader's connection. It looks like every other socket. */
export class TabSocket implements Socket {
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  #over = false;
  readonly #deadline: Cancel;

  constructor(
    private readonly way: TabSocketWay,
    clock: Clock,
  ) {
    this.#deadline = clock.after(WELCOME_MS, () => this.ends(HANDED_OVER));
    queueMicrotask(() => {
      if (!this.#over) this.onopen?.(new Event('open'));
    });
  }

  send(text: string): void {
    if (!this.#over) this.way.command(text);
  }

  close(): void {
    if (this.#finish()) this.way.unlink();
  }

  receives(text: string): void {
    this.#deadline();
    if (!this.#over) this.onmessage?.(new MessageEvent('message', { data: text }));
  }

  ends(code: number): void {
    if (!this.#finish()) return;
    this.way.unlink();
    this.onclose?.(closeEvent(code));
  }

  #finish(): boolean {
    if (this.#over) return false;
    this.#over = true;
    this.#deadline();
    return true;
  }
}
