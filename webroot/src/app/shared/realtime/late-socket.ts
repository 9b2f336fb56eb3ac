import { closeEvent, Socket } from './socket';

/** A socket whose code is still being fetched. What is closed before it is there is never opened. */
export class LateSocket implements Socket {
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  #socket: Socket | undefined;
  #closed = false;

  constructor(coming: Promise<() => Socket>) {
    coming.then(
      (open) => this.#arrived(open),
      () => this.onclose?.(closeEvent(1006)),
    );
  }

  send(text: string): void {
    this.#socket?.send(text);
  }

  close(code?: number, reason?: string): void {
    this.#closed = true;
    this.#socket?.close(code, reason);
  }

  #arrived(open: () => Socket): void {
    if (this.#closed) return;
    const socket = (this.#socket = open());
    socket.onopen = (event) => this.onopen?.(event);
    socket.onmessage = (event) => this.onmessage?.(event);
    socket.onclose = (event) => this.onclose?.(event);
  }
}
