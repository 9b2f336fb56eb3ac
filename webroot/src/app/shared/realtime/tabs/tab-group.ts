import { Cancel, Clock } from '../clock';
import { REPLACED } from '../close-codes';
import { Connection } from '../connection';
import { Welcome } from '../events';
import { AnyEvent, ClientFrame } from '../frames';
import { LateSocket } from '../late-socket';
import { Socket } from '../socket';
import { ConnectionStatus } from '../status';
import { Transport } from '../transport';
import { FrontTab } from './front-tab';
import { KnownPresence } from './known-presence';
import { Leadership } from './leadership';
import { RecentEvents } from './recent-events';
import { TabHub } from './tab-hub';
import { FromLeader, TabMessage } from './tab-messages';
import { TabSocket } from './tab-socket';
import { Release, TabChannel, TabWorld } from './tab-world';

/** A visible tab asks so often whether the leader is still there, and waits so long for the answer. */
const ASK_MS = 5_000;
const ANSWER_MS = 2_000;
/** One late answer is no sign of sleep: a busy machine, a long task. */
const MISSES = 2;
/** An attempt that is so much overdue is one that the browser holds back, as it does in the background. */
const LATE_MS = 2_000;

/**
 * This tab among the tabs of one user. While another one leads, its sockets are links to that one; when it leads, its
 * sockets are real, and it serves the others.
 */
export class TabGroup {
  readonly #leadership: Leadership;
  readonly #channel: TabChannel;
  readonly #front: FrontTab;
  readonly #recent = new RecentEvents();
  readonly #presence = new KnownPresence();
  readonly #sockets = new Map<string, TabSocket>();
  readonly #over = new AbortController();
  readonly #watched = new Set<string>();
  #welcome: { data: Welcome; at: number } | undefined;
  #hub: TabHub | undefined;
  #leader: string | undefined;
  /** How the leader is connected, where that is not the best way. */
  #transport: Transport | undefined;
  #answer: Cancel | undefined;
  /** Answers in a row that have not come. */
  #misses = 0;
  #asking: Cancel;
  /** Who leads at first is known: from now on a change means another socket. */
  #settled = false;

  constructor(
    private readonly world: TabWorld,
    private readonly name: string,
    private readonly connection: Connection,
    private readonly clock: Clock,
    private readonly newId: () => string,
    /** The same connection, seen anew. */
    private readonly changed: () => void,
  ) {
    this.#channel = world.channel(name, (message) => this.#receive(message as TabMessage));
    this.#front = new FrontTab(world, clock, (message) => this.#channel.post(message));
    this.#leadership = new Leadership(world.locks, name, (isLeader) => this.#leads(isLeader));
    const known = this.#leadership.isLeader().catch(() => false);
    void known.then(() => (this.#settled = true));
    this.#finally(world.watch(() => this.#looked()));
    this.#asking = this.#askLater();
    void this.#hold(this.#tabLock(world.id)).then((release) => {
      if (release) this.#finally(release);
    });
  }

  /** Without locks that work it opens its own. */
  socket(open: () => Socket): Socket {
    const leads = this.#leadership.isLeader().catch(() => true);
    return new LateSocket(leads.then((isLeader) => (isLeader ? open : () => this.#link())));
  }

  get inFront(): boolean {
    return this.#front.isHere(this.#leadership.leads);
  }

  get leads(): boolean {
    return this.#leadership.leads;
  }

  /** Over a link this tab is connected as its leader is. */
  seen(status: ConnectionStatus): ConnectionStatus {
    if (status.state !== 'live' || this.leads) return status;
    return { state: 'live', ...(this.#transport ? { transport: this.#transport } : {}) };
  }

  event(frame: AnyEvent): void {
    this.#presence.apply(frame);
    if (frame.event === 'welcome') this.#welcome = { data: frame.data, at: this.clock.now() };
    const { position } = this.connection;
    if (position && (frame.event === 'welcome' || frame.event === 'resync')) this.#recent.standAt(position);
    this.#recent.add(frame);
    this.#hub?.event(frame);
  }

  status(status: ConnectionStatus): void {
    const isReplaced = status.state === 'refused' && status.code === REPLACED;
    if (!isReplaced || !this.#leadership.leads) return this.#hub?.status(status);
    // By one of our own that took over and is late: nobody else has this session. The next try goes without it.
    this.#hub?.status({ state: 'connecting' });
    queueMicrotask(() => this.connection.connect());
  }

  /** True where the leader's hub takes care of it. */
  attends(isAway: boolean): boolean {
    this.#hub?.attends(this.world.id, isAway);
    return this.#hub !== undefined;
  }

  leave(): void {
    this.#front.gone(this.world.id);
    this.#over.abort();
    this.#answer?.();
    this.#asking();
    this.#hub?.stop();
    this.#hub = undefined;
    this.#leadership.end();
    this.#channel.close();
  }

  #receive(message: TabMessage): void {
    if (this.#over.signal.aborted) return;
    switch (message.say) {
      case 'command':
        if (this.#hub) this.#pong(message.tab);
        this.#hub?.command(message.tab, message.link, message.text);
        if (this.#hub) void this.#untilGone(message.tab);
        return;
      case 'unlink':
        return this.#hub?.unlink(message.link);
      case 'ping':
        return this.#hub && this.#pong(message.tab);
      case 'pong':
      case 'event':
      case 'ended':
      case 'come':
        return this.#hear(message);
      default:
        this.#front.receive(message);
    }
  }

  #hear(message: FromLeader): void {
    if (message.say === 'come' && message.anew) return this.#follow(message.leader);
    this.#leader ??= message.leader;
    if (this.#hub || message.leader !== this.#leader) return;
    if (message.say === 'event') message.links.forEach((link) => this.#sockets.get(link)?.receives(message.text));
    if (message.say === 'ended') message.links.forEach((link) => this.#sockets.get(link)?.ends(message.code));
    if (message.say === 'come' && this.#sockets.size === 0) this.connection.reopen();
    if (message.say !== 'pong' || message.tab !== this.world.id) return;
    this.#answered(message.visible || message.settled);
    if (message.transport === this.#transport) return;
    this.#transport = message.transport;
    this.changed();
  }

  #follow(leader: string): void {
    // The lock alone decides: either this is old news, or the lock is about to be lost.
    if (this.#leadership.leads) return;
    this.#leader = leader;
    if (this.#settled) this.connection.reopen();
  }

  #leads(isLeader: boolean): void {
    this.#hub?.stop();
    this.#hub = undefined;
    this.#answer?.();
    this.#misses = 0;
    if (!isLeader) this.#leader = undefined;
    else {
      if (this.#leader !== undefined && this.#leader !== this.world.id) this.#front.gone(this.#leader);
      this.#leader = this.world.id;
      this.#hub = this.#newHub();
      this.#say({ say: 'come', leader: this.world.id, anew: true });
    }
    if (this.#settled) this.connection.reopen();
  }

  #newHub(): TabHub {
    const leader = this.world.id;
    return new TabHub(
      leader,
      this.connection,
      {
        event: (links, text) => this.#say({ say: 'event', leader, links, text }),
        ended: (links, code) => this.#say({ say: 'ended', leader, links, code }),
        live: () => this.#say({ say: 'come', leader, anew: false }),
      },
      { welcome: () => this.#welcomeNow(), recent: this.#recent, presence: this.#presence },
      () => this.clock.now(),
    );
  }

  /** As the server would say it now. */
  #welcomeNow(): Welcome | undefined {
    if (!this.#welcome) return undefined;
    const { data, at } = this.#welcome;
    return { ...data, server_time: data.server_time + this.clock.now() - at };
  }

  #link(): Socket {
    const link = this.newId();
    const tab = this.world.id;
    const socket = new TabSocket(
      {
        command: (text) => this.#say({ say: 'command', tab, link, text: withoutToken(text) }),
        unlink: () => {
          this.#sockets.delete(link);
          this.#say({ say: 'unlink', link });
        },
      },
      this.clock,
    );
    this.#sockets.set(link, socket);
    this.#awaitAnswer();
    return socket;
  }

  #looked(): void {
    this.#front.looked();
    this.#ask();
  }

  #askLater(): Cancel {
    return this.clock.after(ASK_MS, () => {
      this.#ask();
      this.#asking = this.#askLater();
    });
  }

  #ask(): void {
    if (this.#leadership.leads || !this.world.visible()) return;
    this.#say({ say: 'ping', tab: this.world.id });
    this.#awaitAnswer();
  }

  /** Asleep, or in the background without a connection and with timers that the browser holds back: not for who is seen. */
  #awaitAnswer(): void {
    this.#answer?.();
    this.#answer = this.clock.after(ANSWER_MS, () => this.#missed());
  }

  #missed(): void {
    this.#misses += 1;
    if (this.#misses < MISSES && this.world.visible()) return this.#ask();
    this.#leader = undefined;
    this.#answered(false);
  }

  #answered(isOfUse: boolean): void {
    this.#answer?.();
    this.#misses = 0;
    if (!isOfUse && this.world.visible()) void this.#leadership.seize();
  }

  #pong(tab: string): void {
    const { status } = this.connection;
    const transport = status.state === 'live' && status.transport ? { transport: status.transport } : {};
    const [visible, settled] = [this.world.visible(), this.#isSettled()];
    this.#say({ say: 'pong', leader: this.world.id, tab, visible, settled, ...transport });
  }

  /** Another tab would fare no better: connected, waiting as told until the next attempt, or refused. */
  #isSettled(): boolean {
    const { status } = this.connection;
    if (status.state === 'reconnecting') return this.clock.now() < status.retryAt + LATE_MS;
    return status.state === 'live' || status.state === 'refused';
  }

  /** Each tab holds a lock of its own for as long as it lives: whoever gets it knows that the tab is gone. */
  async #untilGone(tab: string): Promise<void> {
    if (this.#watched.has(tab)) return;
    this.#watched.add(tab);
    const release = await this.#hold(this.#tabLock(tab));
    this.#watched.delete(tab);
    if (!release) return;
    release();
    this.#hub?.gone(tab);
    this.#front.gone(tab);
  }

  #finally(run: () => void): void {
    if (this.#over.signal.aborted) run();
    else this.#over.signal.addEventListener('abort', run);
  }

  #hold(lock: string): Promise<Release | undefined> {
    const lost = () => undefined;
    return this.world.locks.whenFree(lock, this.#over.signal, lost).catch(() => undefined);
  }

  #tabLock(tab: string): string {
    return `${this.name}.tab.${tab}`;
  }

  #say(message: TabMessage): void {
    this.#channel.post(message);
  }
}

/** The leader has its own: a secret is not said where every script of the origin may listen. */
function withoutToken(text: string): string {
  const frame = JSON.parse(text) as ClientFrame;
  if (frame.type === 'ack' || frame.event !== 'authenticate') return text;
  return JSON.stringify({ ...frame, data: { ...frame.data, token: '' } });
}
