import { FakeClock, settled } from '../../../testing/fake-clock';
import { ClientFrame } from './frames';
import { PollAnswer, PollingError, PollRequest } from './polling-api';
import { PollingSocket } from './polling-socket';
import { Opening } from './socket';

interface Asked {
  request: PollRequest;
  signal: AbortSignal;
  answer: (answer: Partial<PollAnswer>) => Promise<void>;
  refuse: (error: Error) => Promise<void>;
}

describe('PollingSocket', () => {
  let clock: FakeClock;
  let polls: Asked[];
  let commands: { frames: readonly ClientFrame[]; token: string; reply: (replies: unknown[]) => Promise<void> }[];
  let received: Record<string, unknown>[];
  let closedWith: number[];
  let socket: PollingSocket;

  function begin(opening: Opening = { token: 'token-1' }): void {
    [clock, polls, commands, received, closedWith] = [new FakeClock(), [], [], [], []];
    const api = {
      poll: (request: PollRequest, signal: AbortSignal) =>
        new Promise<PollAnswer>((resolve, reject) => {
          signal.addEventListener('abort', () => reject(new PollingError(0)));
          const whole = { events: [], last_poll_id: 'p', epoch: 'e', seq: 4, reset: false, retry_after_ms: 0 };
          polls.push({
            request,
            signal,
            answer: (answer) => (resolve({ ...whole, ...answer }), settled()),
            refuse: (error) => (reject(error), settled()),
          });
        }),
      command: (frames: readonly ClientFrame[], token: string) =>
        new Promise<unknown[]>((resolve) => {
          commands.push({ frames, token, reply: (replies) => (resolve(replies), settled()) });
        }),
    };
    socket = new PollingSocket(api, clock, opening, 'user-alice');
    socket.onmessage = ({ data }) => received.push(JSON.parse(String(data)) as Record<string, unknown>);
    socket.onclose = ({ code }) => closedWith.push(code);
  }

  const say = (event: string, id: string, data: object = {}) =>
    socket.send(JSON.stringify({ v: 1, id, type: 'message', event, data }));
  const lastPoll = () => polls.at(-1) as Asked;

  it('makes a welcome of the first poll and goes on from its position', async () => {
    begin();
    expect(polls[0]?.request).toEqual({ token: 'token-1', channels: [], timeoutSeconds: 0 });
    await polls[0]?.answer({ last_poll_id: 'p1' });
    expect(received[0]).toMatchObject({
      event: 'welcome',
      data: { user_id: 'user-alice', epoch: 'e', seq: 4, resume: { result: 'none' } },
    });
    expect(polls[1]?.request).toMatchObject({ lastPollId: 'p1', timeoutSeconds: 25 });
  });

  it.each([
    [false, 'full'],
    [true, 'reset'],
  ])('resumes a position of any transport: reset %s', async (reset, result) => {
    begin({ token: 't', resume: { session: 's', epoch: 'e', seq: 2 } });
    expect(polls[0]?.request.position).toEqual({ epoch: 'e', seq: 2 });
    await polls[0]?.answer({ reset, events: reset ? [] : [{ seq: 3 }, { seq: 4 }] });
    expect(received[0]).toMatchObject({ data: { resume: { result } } });
    expect(received.slice(1)).toEqual(reset ? [] : [{ seq: 3 }, { seq: 4 }]);
  });

  it('gives events in order, and pauses as the server advises', async () => {
    begin();
    await polls[0]?.answer({});
    await lastPoll().answer({ events: [{ seq: 5 }], last_poll_id: 'p2' });
    expect([received.slice(1), lastPoll().request.lastPollId]).toEqual([[{ seq: 5 }], 'p2']);
    await lastPoll().answer({ retry_after_ms: 5000 });
    expect(polls.length).toBe(3);
    await clock.pass(5000);
    expect(polls.length).toBe(4);
  });

  it.each([
    [NaN, 5000],
    [undefined, 5000],
    ['soon', 5000],
    [-1, 5000],
    [0, 1000],
    [1, 1000],
    [3_600_000, 30_000],
  ])('pauses after an answer without events that says %o', async (said, pause) => {
    begin();
    await polls[0]?.answer({});
    await lastPoll().answer({ retry_after_ms: said as number });
    await clock.pass(pause - 1);
    expect(polls.length).toBe(2);
    await clock.pass(1);
    expect(polls.length).toBe(3);
  });

  it('asks at once for what comes after events, where nothing else is said', async () => {
    begin();
    await polls[0]?.answer({});
    await lastPoll().answer({ events: [{ seq: 5 }], retry_after_ms: NaN });
    expect(polls.length).toBe(3);
  });

  it('keeps the subscriptions itself and polls anew with them', async () => {
    begin();
    await polls[0]?.answer({});
    say('subscribe', 's1', { channels: ['feed', 'post:1'] });
    await settled();
    expect(received.at(-1)).toMatchObject({ type: 'ack', id: 's1', data: { channels: ['feed', 'post:1'] } });
    expect([polls[1]?.signal.aborted, lastPoll().request.channels]).toEqual([true, ['feed', 'post:1']]);
    say('unsubscribe', 's2', { channels: ['feed'] });
    await settled();
    expect([lastPoll().request.channels, closedWith]).toEqual([['post:1'], []]);
  });

  it('goes on without any when its only one is not for us, and ends when the poll itself is refused', async () => {
    begin();
    await polls[0]?.answer({});
    say('subscribe', 's1', { channels: ['feed'] });
    await settled();
    await lastPoll().refuse(new PollingError(403));
    expect([lastPoll().request.channels, closedWith]).toEqual([[], []]);
    await lastPoll().refuse(new PollingError(403));
    expect(closedWith.length).toBe(1);
  });

  it('goes on with the others when one of its channels is not for us', async () => {
    begin();
    await polls[0]?.answer({ last_poll_id: 'p1' });
    const posts = Array.from({ length: 62 }, (_, index) => `post:${index}`);
    say('subscribe', 's1', { channels: ['feed', ...posts.slice(0, 40), 'conversation:of-others', ...posts.slice(40)] });
    await settled();
    await lastPoll().refuse(new PollingError(403));
    const before = polls.length;
    while (lastPoll().request.timeoutSeconds === 0) {
      expect(lastPoll().request.lastPollId).toBe('p1');
      if (lastPoll().request.channels.includes('conversation:of-others')) {
        await lastPoll().refuse(new PollingError(403));
      } else await lastPoll().answer({ events: [{ seq: 5 }], last_poll_id: 'p2' });
    }
    expect(lastPoll().request).toMatchObject({ channels: ['feed', ...posts], lastPollId: 'p1' });
    expect([received.length, closedWith]).toEqual([2, []]);
    // Not one for each.
    expect(polls.length - before).toBeLessThanOrEqual(12);
  });

  it('goes on without the last when only all of them together are refused', async () => {
    begin();
    await polls[0]?.answer({});
    say('subscribe', 's1', { channels: ['feed', 'post:1'] });
    await settled();
    await lastPoll().refuse(new PollingError(400));
    await lastPoll().answer({});
    await lastPoll().answer({});
    expect([lastPoll().request.channels, closedWith]).toEqual([['feed'], []]);
  });

  it('sends commands one request at a time, in order, and hands over the replies', async () => {
    begin();
    await polls[0]?.answer({});
    socket.send(JSON.stringify({ v: 1, type: 'ack', seq: 4, epoch: 'e' }));
    for (const id of ['a', 'b', 'c']) say('send_message', id);
    expect(commands.map(({ frames }) => frames.map((frame) => 'id' in frame && frame.id))).toEqual([['a']]);
    await commands[0]?.reply([{ type: 'ack', id: 'a' }]);
    expect(received.at(-1)).toEqual({ type: 'ack', id: 'a' });
    expect(commands[1]?.frames.map((frame) => 'id' in frame && frame.id)).toEqual(['b', 'c']);
  });

  it('answers a ping itself and takes a fresh token over', async () => {
    begin();
    await polls[0]?.answer({});
    say('authenticate', '1', { token: 'token-1' });
    say('ping', 'p1');
    say('refresh_token', 'r1', { token: 'token-2' });
    await settled();
    expect(received.slice(1)).toMatchObject([
      { event: 'pong', id: 'p1' },
      { type: 'ack', id: 'r1' },
    ]);
    say('send_message', 'a');
    expect(commands[0]?.token).toBe('token-2');
  });

  it.each([
    [new PollingError(401), 4001],
    [new PollingError(0), 1006],
    [new PollingError(503, 9000), 4013],
  ])('ends as a socket would: %s', async (error, code) => {
    begin();
    await polls[0]?.answer({});
    await lastPoll().refuse(error);
    expect([closedWith, polls.length]).toEqual([[code], 2]);
    if (error.retryAfterMs) expect(received.at(-1)).toMatchObject({ type: 'error', retry_after_ms: 9000 });
  });

  it('ends where its position is not continued: the next one is told to load', async () => {
    begin();
    await polls[0]?.answer({});
    await lastPoll().answer({ reset: true, events: [{ seq: 99 }] });
    expect([closedWith, received.length]).toEqual([[1006], 1]);
  });

  it('is silent once it is closed', async () => {
    begin();
    await polls[0]?.answer({});
    socket.close();
    await settled();
    expect([lastPoll().signal.aborted, closedWith, polls.length]).toEqual([true, [], 2]);
  });
});
