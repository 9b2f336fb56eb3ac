import { settled } from '../../../testing/fake-clock';
import { FakeSurroundings } from '../../../testing/fake-surroundings';
import { FakeSocket } from '../../../testing/fake-socket';
import { fromServer } from '../../../testing/golden-frames';
import { Connection } from './connection';
import { AnyEvent } from './frames';

const { epoch } = fromServer.welcomeNone.data;
const numbered = (seq: number) => ({ ...fromServer.newMessage, id: `event-${seq}`, seq });
const welcome = (result: 'none' | 'full', seq: number) => ({
  ...fromServer.welcomeNone,
  data: { ...fromServer.welcomeNone.data, seq, resume: { result } },
});

describe('Connection over several transports', () => {
  let world: FakeSurroundings;
  let events: AnyEvent[];
  let connection: Connection;

  beforeEach(() => {
    world = new FakeSurroundings();
    world.transports = ['websocket', 'sockjs', 'polling'];
    world.probeAnswer = { verdict: 'reachable' };
    begin();
  });

  function begin(): void {
    events = [];
    connection = new Connection(world, { event: (frame) => events.push(frame), status: () => undefined });
  }

  const ways = () => world.openings.map(({ by }) => by);
  const seqs = () => events.flatMap(({ seq }) => (seq === undefined ? [] : [seq]));

  async function failsTwice(): Promise<void> {
    for (let n = 0; n < 2; n += 1) {
      const { length } = world.sockets;
      world.socket.ends();
      await settled();
      while (world.sockets.length === length) await world.clock.pass(100);
    }
  }

  async function liveOn(result: 'none' | 'full', seq: number): Promise<void> {
    world.socket.opens();
    world.socket.receives(welcome(result, seq));
    await settled();
  }

  /** Time goes by while this socket shows that it is alive. */
  async function alive(socket: FakeSocket, ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 10_000) {
      socket.receives(fromServer.pong);
      await world.clock.pass(10_000);
    }
  }

  async function liveOnPolling(): Promise<void> {
    connection.connect();
    await settled();
    await failsTwice();
    await failsTwice();
    await liveOn('none', 4);
  }

  it('takes the next way when one does not work although the server is there', async () => {
    await liveOnPolling();
    expect(ways()).toEqual(['websocket', 'websocket', 'sockjs', 'sockjs', 'polling']);
    expect([world.probes, connection.status, world.keptTransport]).toEqual([
      2,
      { state: 'live', transport: 'polling' },
      'polling',
    ]);
  });

  it('stays on its way while the server is not there, and asks again later', async () => {
    world.probeAnswer = { verdict: 'unreachable' };
    connection.connect();
    await settled();
    await failsTwice();
    await failsTwice();
    expect([new Set(ways()), world.probes]).toEqual([new Set(['websocket']), 3]);
    world.probeAnswer = { verdict: 'reachable' };
    world.socket.ends();
    await settled();
    expect(ways().at(-1)).toBe('sockjs');
  });

  it('takes the next way although the answer comes when the next attempt has begun', async () => {
    let answer: (answer: { verdict: 'reachable' }) => void = () => undefined;
    world.probe = () => new Promise((resolve) => (answer = resolve));
    begin();
    connection.connect();
    await settled();
    await failsTwice();
    expect(ways()).toEqual(['websocket', 'websocket', 'websocket']);
    answer({ verdict: 'reachable' });
    await settled();
    expect([ways().at(-1), world.sockets[2]?.closedWith]).toEqual(['sockjs', 1000]);
  });

  it('counts a way that opens and is cut before the welcome as failed', async () => {
    connection.connect();
    await settled();
    world.socket.opens();
    await failsTwice();
    expect(ways().at(-1)).toBe('sockjs');
  });

  it('counts a handshake without a welcome as failed', async () => {
    connection.connect();
    await settled();
    for (let n = 0; n < 2; n += 1) {
      world.socket.opens();
      await world.clock.pass(15_000);
      await world.clock.pass(1000);
    }
    expect(ways()).toContain('sockjs');
  });

  it('begins with what worked before', async () => {
    world.keptTransport = 'polling';
    begin();
    connection.connect();
    await settled();
    expect(ways()).toEqual(['polling']);
  });

  it('goes back up while the lower way goes on, and applies everything once', async () => {
    await liveOnPolling();
    const polling = world.socket;
    polling.receives(numbered(5));
    await alive(polling, 60_000);
    const climbing = world.socket;
    expect([ways().at(-1), world.openings.at(-1)?.resume]).toEqual(['websocket', { epoch, seq: 5 }]);
    polling.receives(numbered(6));
    climbing.opens();
    expect(climbing.sent[0]?.data?.['resume']).toEqual({ epoch, seq: 5 });
    climbing.receives(welcome('full', 6));
    climbing.receives(numbered(6));
    climbing.receives(numbered(7));
    polling.receives(numbered(7));
    expect([seqs(), polling.closedWith, connection.status, world.keptTransport]).toEqual([
      [5, 6, 7],
      1000,
      { state: 'live' },
      'websocket',
    ]);
  });

  it('repeats on the new way, under its id, what the old one has not answered', async () => {
    await liveOnPolling();
    const polling = world.socket;
    const sending = connection.send({
      type: 'message',
      event: 'send_message',
      data: { conversation_id: 'c', content: 'hello', client_message_id: 'm' },
    });
    await world.clock.pass(15_000);
    polling.receives(fromServer.pong);
    await world.clock.pass(4_000);
    const [first] = polling.commands('send_message');
    connection.disconnect();
    connection.connect();
    await settled();
    await liveOn('full', 4);
    const [again] = world.socket.commands('send_message');
    expect([again?.id, again?.data]).toEqual([first?.id, first?.data]);
    world.socket.receives({ v: 1, type: 'ack', id: again?.id, data: { message: 'stored' } });
    expect(await sending).toEqual({ message: 'stored' });
  });

  it('stays where it is when the way up still does not work, and tries later', async () => {
    await liveOnPolling();
    const polling = world.socket;
    await alive(polling, 60_000);
    world.socket.ends();
    polling.receives(numbered(5));
    expect([seqs(), connection.status.state]).toEqual([[5], 'live']);
    const { length } = world.sockets;
    await alive(polling, 110_000);
    expect(world.sockets.length).toBe(length);
    await alive(polling, 10_000);
    expect([world.sockets.length, ways().at(-1)]).toEqual([length + 1, 'websocket']);
  });

  it('ends the way up, too, when it is told to end', async () => {
    await liveOnPolling();
    await alive(world.socket, 60_000);
    const climbing = world.socket;
    connection.disconnect();
    expect(climbing.closedWith).toBe(1000);
  });
});
