import { CommandError } from '../command-error';
import { Connection } from '../connection';
import { CommandName, CommandOf, ResumeRequest, Welcome } from '../events';
import { AnyEvent, ClientFrame, CommandFrame, PROTOCOL_VERSION } from '../frames';
import { ErrorBody } from '../payloads';
import { ConnectionStatus } from '../status';
import { Attendance } from './attendance';
import { KnownPresence } from './known-presence';
import { RecentEvents } from './recent-events';
import { HANDED_OVER } from './tab-messages';

/** The leader's own connection. */
export type Upstream = Pick<
  Connection,
  'send' | 'subscribe' | 'unsubscribe' | 'confirm' | 'connect' | 'status' | 'position'
>;

export interface HubSays {
  event(links: readonly string[], text: string): void;
  ended(links: readonly string[], code: number): void;
  /** The connection is back: whoever waits need not wait any longer. */
  live(): void;
}

interface Link {
  readonly tab: string;
  readonly opening: { id: string; resume: ResumeRequest | undefined };
  /** Each with the request that it came with. */
  readonly channels: Map<string, symbol>;
  welcomed: boolean;
}

/**
 * The leader's side: to the other tabs it is what the server is to a socket. It answers their openings from its own
 * position and what it remembers, passes commands on under the ids they have, and events to whoever wants them.
 */
export class TabHub {
  readonly #links = new Map<string, Link>();
  readonly #attendance = new Attendance((isAway) => this.#tellAttendance(isAway));

  constructor(
    private readonly own: string,
    private readonly upstream: Upstream,
    private readonly says: HubSays,
    private readonly memory: { welcome: () => Welcome | undefined; recent: RecentEvents; presence: KnownPresence },
    private readonly now: () => number,
  ) {}

  command(tab: string, id: string, text: string): void {
    const frame = JSON.parse(text) as ClientFrame;
    const link = this.#links.get(id);
    if (frame.type === 'ack') this.upstream.confirm();
    else if (frame.event === 'authenticate') this.#open(tab, id, frame);
    else if (link?.welcomed) this.#run(link, id, frame);
    else this.says.ended([id], HANDED_OVER);
  }

  unlink(id: string): void {
    const link = this.#links.get(id);
    if (!link) return;
    this.#links.delete(id);
    [...link.channels.keys()].forEach((channel) => this.#leave(link, channel));
    if (![...this.#links.values()].some(({ tab }) => tab === link.tab)) this.#attendance.leaves(link.tab);
  }

  /** Closed or crashed. */
  gone(tab: string): void {
    [...this.#links].filter(([, link]) => link.tab === tab).forEach(([id]) => this.unlink(id));
  }

  /** What this tab notices by itself about whether somebody is there. */
  attends(tab: string, isAway: boolean): void {
    this.#attendance.says(tab, isAway);
  }

  event(frame: AnyEvent): void {
    if (frame.event === 'welcome' || frame.event === 'token_expiring') return;
    const { channel } = frame;
    const isForAll = channel === undefined || channel.startsWith('user:');
    const wanting = [...this.#links].filter(
      ([, { welcomed, channels }]) => welcomed && (isForAll || channels.has(channel)),
    );
    if (wanting.length === 0) return;
    this.says.event(
      wanting.map(([id]) => id),
      JSON.stringify(frame),
    );
  }

  status(status: ConnectionStatus): void {
    if (status.state === 'live') {
      this.#attendance.connected(this.own);
      [...this.#links].filter(([, { welcomed }]) => !welcomed).forEach(([id, link]) => this.#welcome(id, link));
      this.says.live();
    } else if (status.state === 'refused') this.#end(() => true, status.code);
    else this.#end(({ welcomed }) => welcomed, HANDED_OVER);
  }

  /** Another tab leads: it will be asked for what this one was asked for. */
  stop(): void {
    [...this.#links.keys()].forEach((id) => this.unlink(id));
  }

  #open(tab: string, id: string, { id: command, data }: CommandFrame<'authenticate'>): void {
    const link = {
      tab,
      opening: { id: command, resume: data.resume },
      channels: new Map<string, symbol>(),
      welcomed: false,
    };
    this.#links.set(id, link);
    if (this.upstream.status.state === 'live') this.#welcome(id, link);
    // Only a person or a new tab comes after a refusal: worth another try.
    else if (this.upstream.status.state === 'refused') this.upstream.connect();
  }

  #welcome(id: string, link: Link): void {
    const [welcome, position] = [this.memory.welcome(), this.upstream.position];
    if (!welcome || !position) return;
    const { resume } = link.opening;
    const missed = resume && this.memory.recent.after(resume.epoch, resume.seq);
    const result = resume === undefined ? 'none' : missed ? 'full' : 'reset';
    const data: Welcome = {
      ...welcome,
      epoch: position.epoch,
      seq: position.seq,
      resume: result === 'reset' ? { result, reason: 'too_old' } : { result },
      channels: [`user:${welcome.user_id}`],
    };
    link.welcomed = true;
    this.#say(id, { type: 'system', event: 'welcome', id: link.opening.id, data });
    missed?.forEach((frame) => this.says.event([id], JSON.stringify(frame)));
    this.#tellPresence(id, `user:${welcome.user_id}`);
    this.#attendance.joins(link.tab);
  }

  #run(link: Link, id: string, frame: CommandFrame): void {
    switch (frame.event) {
      case 'ping':
        return this.#say(id, { type: 'system', event: 'pong', id: frame.id, data: {} });
      case 'subscribe':
        return void this.#subscribe(link, id, frame);
      case 'unsubscribe':
        frame.data.channels.forEach((channel) => this.#leave(link, channel));
        return this.#say(id, { type: 'ack', id: frame.id, data: { channels: [...link.channels.keys()] } });
      case 'set_status':
        if (!frame.data.automatic) return this.#pass(id, frame);
        this.#attendance.says(link.tab, frame.data.status === 'away');
        return this.#say(id, { type: 'ack', id: frame.id, data: { status: frame.data.status } });
      default:
        return this.#pass(id, frame);
    }
  }

  /** Volatile, because the tab keeps it: what is lost here comes again over the next link, under the same id. */
  #pass(link: string, { id, type, event, data }: CommandFrame): void {
    const command = { type, event, data } as CommandOf<CommandName>;
    this.upstream.send(command, { volatile: true, id }).then(
      (ack) => this.#say(link, { type: 'ack', id, data: ack }),
      (error: unknown) => this.#say(link, { type: 'error', id, ...bodyOf(error) }),
    );
  }

  /** All or none, as the server does it; what it refuses is refused here. */
  async #subscribe(link: Link, id: string, frame: CommandFrame<'subscribe'>): Promise<void> {
    const added = frame.data.channels.filter((channel) => !link.channels.has(channel));
    const request = Symbol();
    added.forEach((channel) => link.channels.set(channel, request));
    const answers = await Promise.all(added.map((channel) => this.upstream.subscribe(channel)));
    const refusal = answers.find((answer) => answer !== undefined);
    if (refusal) {
      // Not what was given up meanwhile and asked for again.
      added
        .filter((channel) => link.channels.get(channel) === request)
        .forEach((channel) => this.#leave(link, channel));
      return this.#say(id, { type: 'error', id: frame.id, ...bodyOf(refusal) });
    }
    this.#say(id, { type: 'ack', id: frame.id, data: { channels: [...link.channels.keys()] } });
    frame.data.channels.forEach((channel) => this.#tellPresence(id, channel));
  }

  #leave(link: Link, channel: string): void {
    if (link.channels.delete(channel)) this.upstream.unsubscribe(channel);
  }

  /** What the server told when the first tab came. */
  #tellPresence(link: string, channel: string): void {
    const presences = this.memory.presence.of(channel);
    if (presences) this.#say(link, { type: 'presence', event: 'presence_state', channel, data: { presences } });
  }

  #end(which: (link: Link) => boolean, code: number): void {
    const ids = [...this.#links].filter(([, link]) => which(link)).map(([id]) => id);
    ids.forEach((id) => this.unlink(id));
    if (ids.length > 0) this.says.ended(ids, code);
  }

  #tellAttendance(isAway: boolean): void {
    const data = { status: isAway ? 'away' : 'online', automatic: true } as const;
    const command = { type: 'presence', event: 'set_status', data } as const;
    this.upstream.send<'set_status'>(command, { volatile: true }).catch(() => undefined);
  }

  #say(link: string, frame: object): void {
    if (!this.#links.has(link)) return;
    this.says.event([link], JSON.stringify({ v: PROTOCOL_VERSION, timestamp: this.now(), ...frame }));
  }
}

function bodyOf(error: unknown): ErrorBody {
  if (!(error instanceof CommandError)) return { code: 'internal', message: String(error) };
  const { code, message, field, retryAfterMs } = error;
  return {
    code,
    message,
    ...(field === undefined ? {} : { field }),
    ...(retryAfterMs === undefined ? {} : { retry_after_ms: retryAfterMs }),
  };
}
