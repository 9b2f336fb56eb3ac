import { Acknowledger } from './acknowledger';
import { Channels } from './channels';
import { Cancel } from './clock';
import { RefusalReason, REPLACED, reasonOf, verdictOf } from './close-codes';
import { Comeback } from './comeback';
import { CommandError } from './command-error';
import { Credentials } from './credentials';
import { AckOf, CommandName, CommandOf } from './events';
import { FailedHandshakes } from './failed-handshakes';
import { AnyEvent, ErrorFrame, EventFrame, PROTOCOL_VERSION } from './frames';
import { Link, LinkEvents } from './link';
import { Outbox, SendOptions } from './outbox';
import { Position, PositionTracker } from './position';
import { Opening } from './socket';
import { Loader, StateLoading } from './state-loading';
import { ConnectionStatus } from './status';
import { ConnectionListener, Surroundings } from './surroundings';
import { Transport, TransportLadder } from './transport';

/** Gaps at one and the same position before continuity is given up. */
const MAX_GAPS = 2;

/**
 * The user's connection, over any number of sockets: opens, resumes, applies events in order and once, confirms them,
 * keeps commands until they are answered. Knows nothing of any framework.
 */
export class Connection {
  readonly #comeback: Comeback;
  readonly #credentials: Credentials;
  readonly #failedHandshakes: FailedHandshakes;
  readonly #position: PositionTracker;
  readonly #outbox: Outbox;
  readonly #channels: Channels;
  readonly #acks: Acknowledger;
  readonly #loading: StateLoading;
  readonly #ladder: TransportLadder;
  /** Tries the way above while this one goes on. */
  #climbing: Link | undefined;
  #climbTimer: Cancel | undefined;
  #status: ConnectionStatus = { state: 'offline' };
  #wanted = false;
  #link: Link | undefined;
  #unwatch: Cancel | undefined;
  #unkeep: Cancel | undefined;
  #gaps = 0;
  /** Grows with each start and stop: whatever was begun before is out of date. */
  #round = 0;

  constructor(
    private readonly env: Surroundings,
    private readonly listener: ConnectionListener,
  ) {
    this.#comeback = new Comeback(env.clock, () => void this.#open());
    this.#credentials = new Credentials(env.clock, env.tokens);
    this.#failedHandshakes = new FailedHandshakes(env.probe);
    this.#position = new PositionTracker(env.memory.take());
    this.#outbox = new Outbox(
      env.clock,
      env.newId,
      (frame) => this.#link?.send(frame),
      () => this.#link?.giveUp(),
    );
    this.#channels = new Channels(
      env.clock,
      () => this.#status.state === 'live',
      (change) => this.#sendQuietly(change),
    );
    this.#acks = new Acknowledger(env.clock, () => this.#confirm());
    this.#loading = new StateLoading(env.clock, () => this.#acks.release());
    this.#ladder = new TransportLadder(env.transports ?? ['websocket'], env.transportMemory);
  }

  get status(): ConnectionStatus {
    return this.#status;
  }

  get position(): Position | undefined {
    return this.#position.current;
  }

  connect(): void {
    if (this.#wanted && this.#status.state !== 'refused') return;
    this.#wanted = true;
    this.#comeback.startOver();
    this.#unwatch ??= this.env.device.watch((what) => this.#deviceChanged(what));
    this.#unkeep ??= this.env.memory.keep(() => this.#position.current);
    this.#setStatus({ state: 'connecting' });
    void this.#open();
  }

  /** Closes; position and waiting commands stay for the next `connect`. */
  disconnect(): void {
    this.#wanted = false;
    this.#stop();
    this.#unwatch?.();
    this.#unwatch = undefined;
    this.#unkeep?.();
    this.#unkeep = undefined;
    this.#setStatus({ state: 'offline' });
  }

  /** The way that its sockets take has changed: goes on at once over a new one. */
  reopen(): void {
    if (!this.#wanted) return;
    this.#comeback.startOver();
    this.#setStatus({ state: 'reconnecting', attempt: 0, retryAt: this.env.clock.now() });
    void this.#open();
  }

  /** Confirms what was applied now, if anything was. */
  confirm(): void {
    this.#acks.hurry();
  }

  /** As `disconnect`, and nothing of this user stays. */
  forget(): void {
    this.disconnect();
    this.#outbox.clear();
    this.#channels.clear();
    this.#loading.cancel();
    this.#position.forget();
  }

  send<C extends CommandName>(command: CommandOf<C>, options?: SendOptions): Promise<AckOf<C>> {
    return this.#outbox.add<C>(command, options);
  }

  /** Answers why the server refused, if it did: it is asked again, soon where it only could not at that moment. */
  subscribe(channel: string): Promise<CommandError | undefined> {
    return this.#channels.subscribe(channel);
  }

  unsubscribe(channel: string): void {
    this.#channels.unsubscribe(channel);
  }

  /**
   * Called with the first welcome, whenever continuity cannot be proved, and at once where the connection is live
   * already; again after a while when it has failed. Until the returned function is called.
   */
  loadStateWith(loader: Loader): () => void {
    return this.#loading.register(loader, this.#status.state === 'live');
  }

  async #open(): Promise<void> {
    this.#stop();
    const round = this.#round;
    const credentials = await this.#credentials.ready();
    if (round !== this.#round) return;
    if (credentials === 'unreachable') return this.#retryLater();
    const token = this.#credentials.token();
    if (credentials === 'rejected' || token === undefined) return this.#refuse(4501, 'signed_out');
    const resume = this.#position.resumeRequest();
    this.#link = this.#linkBy(this.#ladder.current, resume ? { token, resume } : { token }, {
      welcomed: (welcome) => this.#welcomed(welcome),
      closed: (code, opened) => void this.#closed(code, opened),
    });
  }

  #linkBy(by: Transport, data: Opening, events: Pick<LinkEvents, 'welcomed' | 'closed'>): Link {
    const opening = { v: PROTOCOL_VERSION, id: this.env.newId(), type: 'system', event: 'authenticate', data } as const;
    return new Link(this.env.openSocket(by, data), this.env.clock, opening, {
      ...events,
      event: (frame) => this.#arrived(frame),
      acked: (frame) => this.#outbox.acked(frame.id, frame.data),
      refused: (frame) => this.#refused(frame),
    });
  }

  #welcomed(frame: EventFrame<'welcome'>): void {
    const welcome = frame.data;
    this.#comeback.live();
    this.#failedHandshakes.over();
    this.#ladder.live();
    this.#climbLater();
    const mustLoad = this.#position.welcome(welcome) || this.#loading.stale;
    this.listener.event(frame);
    this.#setStatus(this.#liveStatus());
    this.#outbox.resume();
    this.#channels.welcomed(welcome.channels);
    if (mustLoad) this.#loadState();
  }

  #liveStatus(): ConnectionStatus {
    const isBest = this.#ladder.above === undefined;
    return isBest ? { state: 'live' } : { state: 'live', transport: this.#ladder.current };
  }

  #climbLater(): void {
    this.#climbTimer?.();
    if (this.#ladder.above === undefined) return;
    this.#climbTimer = this.env.clock.after(this.#ladder.climbAfterMs, () => this.#climb());
  }

  /**
   * Opens the way above while this one goes on, and changes over with its welcome. From one position of one log: what
   * both bring is applied once. Without the session, so that opening one does not close the other.
   */
  #climb(): void {
    const [above, position, token] = [this.#ladder.above, this.#position.current, this.#credentials.token()];
    if (above === undefined || !position || token === undefined) return;
    const { epoch, seq } = position;
    const climbing: Link = this.#linkBy(
      above,
      { token, resume: { epoch, seq } },
      {
        welcomed: (welcome) => this.#climbed(climbing, welcome),
        closed: (code, opened) => (this.#link === climbing ? void this.#closed(code, opened) : this.#climbFailed()),
      },
    );
    this.#climbing = climbing;
  }

  #climbed(climbing: Link, welcome: EventFrame<'welcome'>): void {
    this.#link?.close();
    this.#link = climbing;
    this.#climbing = undefined;
    this.#outbox.suspend();
    this.#channels.connectionLost();
    this.#ladder.climbed();
    this.#welcomed(welcome);
  }

  #climbFailed(): void {
    this.#climbing = undefined;
    this.#ladder.climbFailed();
    this.#climbLater();
  }

  #arrived(frame: AnyEvent): void {
    const arrival = this.#position.arrive(frame);
    if (arrival === 'gap') return this.#gap();
    if (arrival === 'next') this.#gaps = 0;
    if (arrival !== 'duplicate') this.#dispatch(frame);
    if (arrival === 'next') this.#acks.applied();
  }

  #dispatch(frame: AnyEvent): void {
    if (frame.event === 'resync') {
      this.#position.resync(frame.data.epoch, frame.data.seq);
      this.#loadState();
    } else if (frame.event === 'draining') {
      this.#comeback.advise(frame.data.retry_after_ms);
    } else if (frame.event === 'token_expiring') {
      void this.#renewTokenInBand();
    }
    this.listener.event(frame);
  }

  /** Never out of order: reads the missing events again; where even that leaves a hole, starts afresh. */
  #gap(): void {
    this.#gaps += 1;
    if (this.#gaps > MAX_GAPS) {
      this.#gaps = 0;
      this.#position.forget();
    }
    this.#link?.giveUp();
  }

  #loadState(): void {
    this.#acks.hold();
    this.#loading.require();
  }

  #confirm(): void {
    const position = this.#position.current;
    if (!position || this.#status.state !== 'live') return;
    this.#link?.send({ v: PROTOCOL_VERSION, type: 'ack', seq: position.seq, epoch: position.epoch });
  }

  async #renewTokenInBand(): Promise<void> {
    const outcome = await this.#credentials.renew();
    const token = this.#credentials.token();
    if (outcome !== 'ready' || token === undefined) return;
    this.#sendQuietly({ type: 'system', event: 'refresh_token', data: { token } }).catch(() => undefined);
  }

  /** Worth nothing on the next connection, which says the same in its opening. */
  #sendQuietly(command: CommandOf<'refresh_token' | 'subscribe' | 'unsubscribe'>): Promise<unknown> {
    return this.send(command, { volatile: true });
  }

  #refused(frame: ErrorFrame): void {
    if (frame.code === 'token_expired') this.#credentials.doubt();
    if (this.#status.state !== 'live' || frame.id === undefined) this.#comeback.advise(frame.retry_after_ms);
    this.#outbox.refused(frame);
  }

  async #closed(code: number, opened: boolean): Promise<void> {
    this.#comeback.lost();
    this.#stop();
    const verdict = verdictOf(code);
    if (verdict === 'refresh') this.#credentials.doubt();
    if (code === REPLACED) this.#position.leaveSession();
    const onlyExpired = code === 4501 && this.#credentials.doubted;
    if (verdict === 'stop' && !onlyExpired) return this.#refuse(code, reasonOf(code));
    this.#retryLater();
    if (!opened) await this.#failedHandshake();
  }

  async #failedHandshake(): Promise<void> {
    const round = this.#round;
    const answer = await this.#failedHandshakes.another();
    const isLate = round !== this.#round;
    // The next attempt may have begun meanwhile, on the way that does not work.
    if (answer.verdict === 'reachable' && this.#status.state === 'reconnecting') return this.#nextWay();
    if (isLate) return this.#failedHandshakes.askAgain();
    if (answer.verdict === 'unauthorized') this.#credentials.doubt();
    else if (answer.verdict === 'forbidden') this.#refuse(4503, 'forbidden');
    else if (answer.verdict === 'wait') {
      this.#comeback.advise(answer.retryAfterMs);
      this.#retryLater();
    }
  }

  /** At once: the server is there, and nothing was asked of it on this way yet. */
  #nextWay(): void {
    this.#ladder.down();
    this.#failedHandshakes.over();
    if (this.env.transports) void this.#open();
  }

  #retryLater(): void {
    this.#comeback.schedule();
    this.#showRetry();
  }

  #showRetry(): void {
    const { attempts: attempt, retryAt } = this.#comeback;
    this.#setStatus(this.env.device.online() ? { state: 'reconnecting', attempt, retryAt } : { state: 'offline' });
  }

  #refuse(code: number, reason: RefusalReason): void {
    this.#stop();
    this.#setStatus({ state: 'refused', code, reason });
  }

  #deviceChanged(what: 'online' | 'offline' | 'visible'): void {
    if (this.#status.state === 'live') this.#link?.check(what !== 'visible');
    else if (what === 'offline') this.#setStatus({ state: 'offline' });
    else if (this.#comeback.pending) this.#hurry();
  }

  /** The own backoff is cut short, never the time that the server has named. */
  #hurry(): void {
    if (this.#comeback.isTooEarly) this.#showRetry();
    else void this.#open();
  }

  /** Ends whatever is going on now. */
  #stop(): void {
    this.#round += 1;
    this.#comeback.cancel();
    this.#climbTimer?.();
    this.#climbing?.close();
    this.#climbing = undefined;
    this.#link?.close();
    this.#link = undefined;
    this.#outbox.suspend();
    this.#channels.connectionLost();
    this.#acks.connectionLost();
  }

  #setStatus(status: ConnectionStatus): void {
    this.#status = status;
    this.listener.status(status);
  }
}
