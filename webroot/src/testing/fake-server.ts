import { AnyEvent, ClientFrame, Socket } from '../app/shared/realtime';
import { fromServer } from './golden-frames';

/** One user's log and the sockets on it: enough of the server to see what is lost or comes twice. */
export class FakeServer {
  readonly epoch = 'epoch-1';
  readonly log: AnyEvent[] = [];
  /** Every command that came, repeats included. */
  readonly commands: { id: string; event: string; data: object }[] = [];
  readonly sockets = new Set<ServerSocket>();
  opened = 0;
  /** How many subscriptions a socket has room for. */
  room = 128;

  constructor(readonly user: string) {}

  /** @param run of the tab whose socket it is: one that sleeps hears nothing */
  socket(run: (heard: () => void) => void = (heard) => heard()): ServerSocket {
    this.opened += 1;
    return new ServerSocket(this, run);
  }

  /** A durable event. */
  happens(): number {
    const seq = this.log.length + 1;
    const frame = { ...fromServer.newMessage, id: `event-${seq}`, seq } as unknown as AnyEvent;
    this.log.push(frame);
    this.tell(frame);
    return seq;
  }

  tell(frame: object): void {
    this.sockets.forEach((socket) => socket.tell(frame));
  }

  drop(): void {
    this.sockets.forEach((socket) => socket.ends(1006));
  }

  get subscribed(): string[] {
    return [...this.sockets].flatMap(({ channels }) => [...channels]).sort();
  }
}

export class ServerSocket implements Socket {
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  readonly channels = new Set<string>();
  readonly acks: number[] = [];
  session = '';
  #isClosed = false;

  constructor(
    private readonly server: FakeServer,
    private readonly run: (heard: () => void) => void,
  ) {
    queueMicrotask(() => this.run(() => this.onopen?.(new Event('open'))));
  }

  send(text: string): void {
    const frame = JSON.parse(text) as ClientFrame;
    queueMicrotask(() => this.#take(frame));
  }

  close(): void {
    this.#isClosed = true;
    this.server.sockets.delete(this);
  }

  tell(frame: object): void {
    const data = JSON.stringify(frame);
    queueMicrotask(() => this.run(() => this.onmessage?.(new MessageEvent('message', { data }))));
  }

  ends(code: number): void {
    this.close();
    this.run(() => this.onclose?.(new CloseEvent('close', { code })));
  }

  #take(frame: ClientFrame): void {
    if (this.#isClosed) return;
    if (frame.type === 'ack') return void this.acks.push(frame.seq);
    if (frame.event === 'authenticate') return this.#welcome(frame.data.resume);
    this.server.commands.push(frame);
    const channels = 'channels' in frame.data ? frame.data.channels : [];
    if (frame.event === 'subscribe' && new Set([...this.channels, ...channels]).size > this.server.room) {
      const refusal = { code: 'too_many_subscriptions', message: 'no room' };
      return this.tell({ v: 1, type: 'error', id: frame.id, ...refusal, timestamp: 0 });
    }
    for (const channel of channels) {
      if (frame.event === 'subscribe') this.channels.add(channel);
      else this.channels.delete(channel);
    }
    if (frame.event === 'ping') this.tell({ ...fromServer.pong, id: frame.id });
    else this.tell({ v: 1, type: 'ack', id: frame.id, data: { did: frame.id }, timestamp: 0 });
  }

  #welcome(resume: { session?: string; seq: number } | undefined): void {
    const { epoch, log, user, sockets } = this.server;
    const replaced = [...sockets].filter(({ session }) => session !== '' && session === resume?.session);
    replaced.forEach((socket) => socket.ends(4505));
    this.session = resume?.session ?? `session-${this.server.opened}`;
    sockets.add(this);
    const { data } = fromServer.welcomeNone;
    const position = { epoch, seq: log.length, user_id: user, session: this.session };
    const result = { result: resume ? 'full' : 'none' };
    this.tell({ ...fromServer.welcomeNone, data: { ...data, ...position, resume: result, channels: [] } });
    if (resume) log.slice(resume.seq).forEach((missed) => this.tell(missed));
  }
}
