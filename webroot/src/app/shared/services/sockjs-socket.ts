import SockJS from 'sockjs-client';
import { Opening, Socket } from '../realtime';

/** WebSocket has been tried before; these need no more than plain HTTP. */
const TRANSPORTS = ['xhr-streaming', 'xhr-polling'];

/** SockJS sends no headers: the opening stands in the query of each of its requests, which our server never logs. */
export function openSockJs({ token, resume }: Opening): Socket {
  const query = new URLSearchParams({ token });
  if (resume?.session !== undefined) query.set('session', resume.session);
  if (resume) {
    query.set('epoch', resume.epoch);
    query.set('seq', String(resume.seq));
  }
  return new OpenedBefore(new SockJS(`/sockjs?${query.toString()}`, null, { transports: TRANSPORTS }));
}

/** The first frame says what the address has said already. */
class OpenedBefore implements Socket {
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  #first = true;

  constructor(private readonly socket: SockJS) {
    socket.onopen = (event) => this.onopen?.(event);
    socket.onmessage = (event) => this.onmessage?.(event);
    socket.onclose = (event) => this.onclose?.(event);
  }

  send(text: string): void {
    const isOpening = this.#first;
    this.#first = false;
    if (!isOpening) this.socket.send(text);
  }

  close(code?: number, reason?: string): void {
    this.socket.close(code, reason);
  }
}
