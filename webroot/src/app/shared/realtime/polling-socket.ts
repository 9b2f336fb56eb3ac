import { Clock } from './clock';
import { Welcome } from './events';
import { ClientFrame, CommandFrame, PROTOCOL_VERSION } from './frames';
import { PollAnswer, PollingApi, PollingError, PollRequest } from './polling-api';
import { advisedMs } from './retry-after';
import { closeEvent, Opening, Socket } from './socket';

/** The `connection_id` of its welcome. */
export const POLLING = 'polling';

const WAIT_SECONDS = 25;
/** As many as the server takes in one request. */
const BATCH = 20;
/** Between polls that bring nothing, where the answer names no time, and at the least. */
const IDLE_MS = 5000;
const SHORTEST_IDLE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;
const TOKEN_EXPIRED = 4001;
const OVERLOADED = 4013;
const LOST = 1006;

/**
 * Long polling that looks like a socket: the welcome is made of the first poll, events come from one poll after the
 * other, commands go one request at a time. Subscriptions live here, since a poll names its channels itself. Positions
 * are those of every other transport.
 */
export class PollingSocket implements Socket {
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  readonly #over = new AbortController();
  readonly #channels = new Set<string>();
  readonly #waiting: ClientFrame[] = [];
  #token: string;
  #lastPollId: string | undefined;
  /** The poll that waits now: it is broken off when the channels change. */
  #poll: AbortController | undefined;
  #sending = false;

  constructor(
    private readonly api: PollingApi,
    private readonly clock: Clock,
    private readonly opening: Opening,
    private readonly userId: string,
  ) {
    this.#token = opening.token;
    void this.#run();
  }

  send(text: string): void {
    if (this.#over.signal.aborted) return;
    const frame = JSON.parse(text) as ClientFrame;
    if (frame.type === 'ack') return;
    if (!this.#answeredHere(frame)) {
      this.#waiting.push(frame);
      void this.#sendWaiting();
    }
  }

  close(): void {
    this.#over.abort();
    this.#poll?.abort();
  }

  async #run(): Promise<void> {
    try {
      this.#welcome(await this.#first());
      while (!this.#over.signal.aborted) await this.#next();
    } catch (error) {
      this.#end(error);
    }
  }

  async #first(): Promise<PollAnswer> {
    const { resume } = this.opening;
    const position = resume && { position: { epoch: resume.epoch, seq: resume.seq } };
    const signal = this.#over.signal;
    const request = { token: this.#token, channels: [], timeoutSeconds: 0, ...position };
    return this.api.poll(request, signal);
  }

  #welcome(answer: PollAnswer): void {
    this.#lastPollId = answer.last_poll_id;
    const { epoch, seq, reset } = answer;
    const result = reset ? 'reset' : this.opening.resume ? 'full' : 'none';
    const welcome: Omit<Welcome, 'session'> = {
      connection_id: POLLING,
      user_id: this.userId,
      epoch,
      seq,
      resume: { result },
      channels: [],
      heartbeat_ms: WAIT_SECONDS * 1000,
      max_frame_bytes: 65_536,
      server_time: this.clock.now(),
      versions: [PROTOCOL_VERSION],
    };
    this.onopen?.(new Event('open'));
    this.#receive({
      v: PROTOCOL_VERSION,
      type: 'system',
      event: 'welcome',
      data: welcome,
      timestamp: this.clock.now(),
    });
    answer.events.forEach((frame) => this.#receive(frame));
  }

  async #next(): Promise<void> {
    const poll = (this.#poll = new AbortController());
    try {
      const answer = await this.api.poll(this.#request([...this.#channels], WAIT_SECONDS), poll.signal);
      this.#take(answer);
      await this.#pause(pauseAfter(answer), poll.signal);
    } catch (error) {
      if (poll.signal.aborted) return;
      if (!isRefusal(error) || this.#channels.size === 0) throw error;
      await this.#dropRefused();
    }
  }

  #request(channels: readonly string[], timeoutSeconds: number): PollRequest {
    const request = { token: this.#token, channels, timeoutSeconds };
    return this.#lastPollId === undefined ? request : { ...request, lastPollId: this.#lastPollId };
  }

  /** What is no longer continued ends here: the next opening says the same position and is told `reset`. */
  #take(answer: PollAnswer): void {
    if (this.#over.signal.aborted) return;
    if (answer.reset) throw new PollingError(0);
    this.#lastPollId = answer.last_poll_id;
    answer.events.forEach((frame) => this.#receive(frame));
  }

  /** One channel that is not for us refuses the whole poll. Where it is none alone, there is one too many: the last. */
  async #dropRefused(): Promise<void> {
    const all = [...this.#channels];
    const refused = await this.#refusedOf(all);
    (refused.length > 0 ? refused : all.slice(-1)).forEach((channel) => this.#channels.delete(channel));
  }

  /** Of channels that were refused together those that are for themselves: by halves, as there may be a hundred. */
  async #refusedOf(channels: readonly string[]): Promise<string[]> {
    if (channels.length === 1) return [...channels];
    const middle = Math.ceil(channels.length / 2);
    const refused: string[] = [];
    for (const half of [channels.slice(0, middle), channels.slice(middle)]) {
      if (await this.#areRefused(half)) refused.push(...(await this.#refusedOf(half)));
    }
    return refused;
  }

  /** What this poll brings, the next one brings again: it is asked from the same place. */
  async #areRefused(channels: readonly string[]): Promise<boolean> {
    try {
      await this.api.poll(this.#request(channels, 0), this.#over.signal);
      return false;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return true;
    }
  }

  /** Cut short by whatever ends the poll. */
  #pause(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (ms <= 0 || signal.aborted) return resolve();
      const cancel = this.clock.after(ms, resolve);
      const stop = () => {
        cancel();
        resolve();
      };
      signal.addEventListener('abort', stop, { once: true });
    });
  }

  async #sendWaiting(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      while (this.#waiting.length > 0 && !this.#over.signal.aborted) {
        const frames = this.#waiting.splice(0, BATCH);
        const replies = await this.api.command(frames, this.#token, this.#over.signal);
        replies.forEach((reply) => this.#receive(reply));
      }
    } catch (error) {
      this.#end(error);
    } finally {
      this.#sending = false;
    }
  }

  /** What means something on a socket only. */
  #answeredHere(frame: CommandFrame): boolean {
    switch (frame.event) {
      case 'authenticate':
        return true;
      case 'ping':
        this.#reply({ type: 'system', event: 'pong', id: frame.id, data: {} });
        return true;
      case 'refresh_token':
        this.#token = frame.data.token;
        this.#reply({ type: 'ack', id: frame.id, data: {} });
        return true;
      case 'subscribe':
      case 'unsubscribe':
        this.#change(frame.event, frame.data.channels);
        this.#reply({ type: 'ack', id: frame.id, data: { channels: [...this.#channels] } });
        return true;
      default:
        return false;
    }
  }

  #change(event: 'subscribe' | 'unsubscribe', channels: readonly string[]): void {
    for (const channel of channels) {
      if (event === 'subscribe') this.#channels.add(channel);
      else this.#channels.delete(channel);
    }
    this.#poll?.abort();
  }

  #reply(frame: object): void {
    queueMicrotask(() => this.#receive({ v: PROTOCOL_VERSION, timestamp: this.clock.now(), ...frame }));
  }

  #receive(frame: unknown): void {
    if (this.#over.signal.aborted) return;
    this.onmessage?.(new MessageEvent('message', { data: JSON.stringify(frame) }));
  }

  #end(error: unknown): void {
    if (this.#over.signal.aborted) return;
    const { status, retryAfterMs } = error instanceof PollingError ? error : new PollingError(0);
    if (retryAfterMs !== undefined) {
      this.#receive({
        v: PROTOCOL_VERSION,
        type: 'error',
        code: 'unavailable',
        message: '',
        retry_after_ms: retryAfterMs,
      });
    }
    this.close();
    const code = status === 401 ? TOKEN_EXPIRED : retryAfterMs === undefined ? LOST : OVERLOADED;
    this.onclose?.(closeEvent(code));
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof PollingError && [400, 403, 404].includes(error.status);
}

/** As the server advises. One that says nothing, or nonsense, is not asked as fast as it answers. */
function pauseAfter({ events, retry_after_ms }: PollAnswer): number {
  const advised = advisedMs(retry_after_ms, LONGEST_PAUSE_MS);
  if (events.length > 0) return advised ?? 0;
  return Math.max(SHORTEST_IDLE_MS, advised ?? IDLE_MS);
}
