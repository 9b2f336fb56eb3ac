import { ResumeRequest } from './events';
import { Transport } from './transport';

/** The part of `WebSocket` that a connection uses; a test hands in its own, and every transport looks like one. */
export interface Socket {
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  send(text: string): void;
  close(code?: number, reason?: string): void;
}

/** What the connection opens with. A raw WebSocket says it in its first frame; the others need it before. */
export interface Opening {
  token: string;
  resume?: ResumeRequest;
}

/** Node 22 has WebSockets but no `CloseEvent` of its own to make. */
export function closeEvent(code: number): CloseEvent {
  return Object.assign(new Event('close'), { code, reason: '', wasClean: false });
}

export type SocketFactory = (transport: Transport, opening: Opening) => Socket;
