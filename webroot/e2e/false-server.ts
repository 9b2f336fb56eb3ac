import { Page, WebSocketRoute } from '@playwright/test';
import { Session } from './community';

interface Command {
  id?: string;
  type: string;
  event?: string;
  data?: { channels?: string[] };
}

/** A realtime server inside the test, for what a real one would not send in so short a time. Everything else is real. */
export class FalseServer {
  #socket: WebSocketRoute | undefined;
  #seq = 0;
  /** The highest position that the client has confirmed. */
  confirmed = 0;

  private constructor(private readonly me: Session) {}

  static async before(page: Page, me: Session): Promise<FalseServer> {
    const server = new FalseServer(me);
    await page.routeWebSocket(/\/ws$/, (socket) => {
      socket.onMessage((text) => server.#answer(socket, JSON.parse(String(text)) as Command & { seq?: number }));
    });
    return server;
  }

  /** Durable: in order, each with its position. */
  tell(type: string, event: string, data: object): void {
    this.#seq += 1;
    this.#send({ type, event, id: `event-${this.#seq}`, channel: `user:${this.me.user.id}`, seq: this.#seq, data });
  }

  /** Of the moment, as typing and presence are. */
  mention(type: string, event: string, channel: string, data: object): void {
    this.#send({ type, event, channel, data });
  }

  #answer(socket: WebSocketRoute, command: Command & { seq?: number }): void {
    if (command.type === 'ack') {
      this.confirmed = Math.max(this.confirmed, command.seq ?? 0);
    } else if (command.event === 'authenticate') {
      this.#socket = socket;
      this.#send({ type: 'system', event: 'welcome', id: command.id, data: this.#welcome() });
    } else if (command.event === 'ping') {
      this.#send({ type: 'system', event: 'pong', id: command.id, data: {} });
    } else {
      const data = command.event === 'message_read' ? { conversation_unread: {} } : (command.data ?? {});
      this.#send({ type: 'ack', id: command.id, data });
    }
  }

  #welcome() {
    const channels = [`user:${this.me.user.id}`];
    return {
      connection_id: 'c',
      user_id: this.me.user.id,
      session: 's',
      epoch: 'e',
      seq: this.#seq,
      resume: { result: 'none' },
      channels,
      heartbeat_ms: 30_000,
      max_frame_bytes: 65_536,
      server_time: Date.now(),
      versions: [1],
    };
  }

  #send(frame: object): void {
    this.#socket?.send(JSON.stringify({ v: 1, ...frame, timestamp: Date.now() }));
  }
}
