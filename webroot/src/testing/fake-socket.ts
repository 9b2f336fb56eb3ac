import { Socket } from '../app/shared/realtime';

export interface Sent {
  v: number;
  id?: string;
  type: string;
  event?: string;
  seq?: number;
  epoch?: string;
  data?: Record<string, unknown>;
}

/** The other end of the line, in the hands of a test. */
export class FakeSocket implements Socket {
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  readonly sent: Sent[] = [];
  closedWith: number | undefined;

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Sent);
  }

  close(code?: number): void {
    this.closedWith = code;
  }

  opens(): void {
    this.onopen?.(new Event('open'));
  }

  receives(frame: object): void {
    this.onmessage?.(new MessageEvent('message', { data: JSON.stringify(frame) }));
  }

  receivesText(text: string): void {
    this.onmessage?.(new MessageEvent('message', { data: text }));
  }

  ends(code = 1006): void {
    this.onclose?.(new CloseEvent('close', { code }));
  }

  commands(event: string): Sent[] {
    return this.sent.filter((frame) => frame.event === event);
  }

  /** The durable positions confirmed, in order. */
  acks(): (number | undefined)[] {
    return this.sent.filter((frame) => frame.type === 'ack').map((frame) => frame.seq);
  }
}
