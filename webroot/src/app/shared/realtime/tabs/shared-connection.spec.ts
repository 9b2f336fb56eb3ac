import { drained, FakeClock } from '../../../../testing/fake-clock';
import { FakeServer, ServerSocket } from '../../../../testing/fake-server';
import { FakeBrowser } from '../../../../testing/fake-tabs';
import { AnyEvent, EventFrame } from '../frames';
import { ConnectionStatus } from '../status';
import { Surroundings } from '../surroundings';
import { fixedToken } from '../surroundings-of';
import { SharedConnection } from './shared-connection';

const tokenOf = (user: string) => `e30.${btoa(JSON.stringify({ sub: user }))}.`;
const CRASHED = 'crashed';

interface Tab {
  id: string;
  connection: SharedConnection;
  events: AnyEvent[];
  statuses: ConnectionStatus[];
  sockets: ServerSocket[];
  /** How often it was told to load its state. */
  loads: number;
  /** After how many events. */
  loadedAfter: Set<number>;
}

describe('SharedConnection', () => {
  let clock: FakeClock;
  let server: FakeServer;
  let browser: FakeBrowser;
  let ids: number;

  beforeEach(() => begin());

  function begin(): void {
    [clock, server, browser, ids] = [new FakeClock(drained), new FakeServer('me'), new FakeBrowser(), 0];
  }

  function newTab(id: string, user = 'me', theirs = server, isAlone = false, more: Partial<Surroundings> = {}): Tab {
    const events: AnyEvent[] = [];
    const statuses: ConnectionStatus[] = [];
    const sockets: ServerSocket[] = [];
    const connection = new SharedConnection(
      {
        openSocket: () => {
          const socket = theirs.socket((heard) => void browser.run(id, heard));
          sockets.push(socket);
          return socket;
        },
        clock: browser.clock(id, clock),
        newId: () => `c-${++ids}`,
        tokens: fixedToken(tokenOf(user)),
        probe: () => Promise.resolve({ verdict: 'unknown' }),
        device: { online: () => true, watch: () => () => undefined },
        memory: { take: () => undefined, keep: () => () => undefined },
        ...more,
      },
      { event: (frame) => events.push(frame), status: (status) => statuses.push(status) },
      isAlone ? undefined : browser.tab(id),
    );
    const tab: Tab = { id, connection, events, statuses, sockets, loads: 0, loadedAfter: new Set() };
    connection.loadStateWith(() => {
      tab.loads += 1;
      tab.loadedAfter.add(seqs(tab).length);
      return Promise.resolve();
    });
    connection.connect();
    return tab;
  }

  async function tabs(...names: string[]): Promise<Tab[]> {
    const all: Tab[] = [];
    for (const name of names) {
      all.push(newTab(name));
      await clock.pass(10);
    }
    return all;
  }

  /** Nothing of it runs any more; its sockets end with it. */
  async function crash(tab: Tab): Promise<void> {
    browser.crash(tab.id);
    tab.sockets.forEach((socket) => socket.close());
    tab.id = CRASHED;
    await drained();
  }

  const seqs = ({ events }: Tab) => events.flatMap(({ seq }) => (seq === undefined ? [] : [seq]));
  const states = (all: Tab[]) => all.map(({ connection }) => connection.status.state);
  const sent = (event: string) => server.commands.filter((command) => command.event === event);
  const remove = (tab: Tab, id: string) =>
    tab.connection.send({ type: 'message', event: 'delete_message', data: { message_id: id } });

  it('has one socket for three tabs, and all of them have the events', async () => {
    const all = await tabs('a', 'b', 'c');
    server.happens();
    server.happens();
    await clock.pass(0);
    expect([server.opened, states(all), all.map(seqs), all.map(({ loads }) => loads)]).toEqual([
      1,
      ['live', 'live', 'live'],
      [
        [1, 2],
        [1, 2],
        [1, 2],
      ],
      [1, 1, 1],
    ]);
    expect(all.map(({ connection }) => connection.socketOf)).toEqual(['this tab', 'another tab', 'another tab']);
  });

  it('says in each tab how the one is connected that has the socket', async () => {
    const polls: Partial<Surroundings> = {
      transports: ['websocket', 'polling'],
      transportMemory: { recall: () => 'polling', keep: () => undefined },
    };
    const a = newTab('a', 'me', server, false, polls);
    await clock.pass(10);
    const [b] = await tabs('b');
    const live = { state: 'live', transport: 'polling' };
    expect([a, b].map((tab) => tab?.connection.status)).toEqual([live, live]);
    expect(b?.statuses.at(-1)).toEqual(live);
    await crash(a);
    await clock.pass(10);
    expect([b?.connection.status, b?.statuses.at(-1)]).toEqual([{ state: 'live' }, { state: 'live' }]);
  });

  it('gives whoever comes later the position, and what is known of who is there', async () => {
    const [a] = await tabs('a');
    const channel = 'user:me';
    const presences = [{ user_id: 'bob', status: 'online', last_seen: null }];
    server.tell({ v: 1, type: 'presence', event: 'presence_state', channel, data: { presences }, timestamp: 0 });
    server.happens();
    await clock.pass(0);
    const [b] = await tabs('b');
    server.happens();
    await clock.pass(0);
    expect([a, b].map((tab) => tab && seqs(tab))).toEqual([[1, 2], [2]]);
    expect(b?.events.slice(0, 2).map(({ event, data }) => [event, data])).toEqual([
      ['welcome', expect.objectContaining({ user_id: 'me', seq: 1, resume: { result: 'none' } })],
      ['presence_state', { presences }],
    ]);
  });

  it('tells whoever comes later the time as the server would tell it then', async () => {
    const began = clock.now();
    const [a] = await tabs('a');
    await clock.pass(5000);
    const [b] = await tabs('b');
    const toldTo = (tab: Tab | undefined) => (tab?.events[0] as EventFrame<'welcome'>).data.server_time;
    const passed = toldTo(b) - toldTo(a);
    expect([passed >= 5000, passed <= clock.now() - began]).toEqual([true, true]);
  });

  it('tells who opens a conversation that another tab has open, whether the partner is there', async () => {
    const [, b, c] = (await tabs('a', 'b', 'c')) as [Tab, Tab, Tab];
    const channel = 'conversation:1';
    b.connection.subscribe(channel);
    await clock.pass(0);
    const presences = [{ user_id: 'bob', status: 'online', last_seen: null }];
    server.tell({ v: 1, type: 'presence', event: 'presence_state', channel, data: { presences }, timestamp: 0 });
    await clock.pass(0);
    c.connection.subscribe(channel);
    await clock.pass(0);
    expect(c.events.at(-1)).toMatchObject({ event: 'presence_state', channel, data: { presences } });
    expect(sent('subscribe').length).toBe(1);
  });

  it('passes commands on under their own ids, and the replies back to whoever asked', async () => {
    const [, b, c] = await tabs('a', 'b', 'c');
    const replies = await Promise.all([
      ...(b ? [remove(b, 'of-b')] : []),
      ...(c ? [remove(c, 'of-c')] : []),
      clock.pass(0),
    ]);
    const [ofB, ofC] = sent('delete_message');
    expect([ofB?.data, ofC?.data]).toEqual([{ message_id: 'of-b' }, { message_id: 'of-c' }]);
    expect(replies.slice(0, 2)).toEqual([{ did: ofB?.id }, { did: ofC?.id }]);
  });

  it('keeps the token to itself', async () => {
    const all = await tabs('a', 'b');
    expect(states(all)).toEqual(['live', 'live']);
    expect(browser.said.filter((text) => text.includes('authenticate')).length).toBe(1);
    expect(browser.said.filter((text) => text.includes(tokenOf('me')))).toEqual([]);
  });

  it('merges the subscriptions, and gives each tab what it wants only', async () => {
    const [a, b, c] = (await tabs('a', 'b', 'c')) as [Tab, Tab, Tab];
    b.connection.subscribe('feed');
    c.connection.subscribe('feed');
    c.connection.subscribe('post:1');
    await clock.pass(0);
    expect([server.subscribed, sent('subscribe').length]).toEqual([['feed', 'post:1'], 2]);
    server.tell({ v: 1, type: 'feed', event: 'feed_update', channel: 'feed', data: {}, timestamp: 0 });
    server.tell({ v: 1, type: 'feed', event: 'post_removed', channel: 'post:1', data: {}, timestamp: 0 });
    await clock.pass(0);
    const heard = [b, c].map(({ events }) => events.slice(1).map(({ channel }) => channel));
    expect([heard, a.events.length]).toEqual([[['feed'], ['feed', 'post:1']], 3]);
    b.connection.unsubscribe('feed');
    await clock.pass(0);
    expect(server.subscribed).toEqual(['feed', 'post:1']);
    await crash(c);
    await clock.pass(0);
    expect(server.subscribed).toEqual([]);
  });

  it('tells a tab what the server has refused, and asks again when there may be room', async () => {
    const [a, b] = (await tabs('a', 'b')) as [Tab, Tab];
    server.room = 1;
    a.connection.subscribe('post:1');
    const told = () => browser.said.filter((text) => text.includes('too_many_subscriptions')).length;
    b.connection.subscribe('post:2');
    await clock.pass(0);
    expect([server.subscribed, told()]).toEqual([['post:1'], 1]);
    a.connection.unsubscribe('post:1');
    b.connection.unsubscribe('post:2');
    b.connection.subscribe('post:2');
    await clock.pass(0);
    expect([server.subscribed, told()]).toEqual([['post:2'], 1]);
    b.connection.unsubscribe('post:2');
    await clock.pass(0);
    expect(server.subscribed).toEqual([]);
  });

  it('lives on when the leader crashes: at once, without loss or repetition', async () => {
    const [a, b, c] = (await tabs('a', 'b', 'c')) as [Tab, Tab, Tab];
    server.happens();
    await clock.pass(0);
    const before = clock.now();
    await crash(a);
    server.happens();
    await clock.pass(100);
    server.happens();
    await clock.pass(0);
    expect([states([b, c]), clock.now() - before]).toEqual([['live', 'live'], 100]);
    expect([seqs(b), seqs(c), server.opened]).toEqual([[1, 2, 3], [1, 2, 3], 2]);
    expect([b.loads, c.loads]).toEqual([1, 1]);
  });

  it('resumes the session of the leader before it, so that nobody seems to come and go', async () => {
    const [a] = (await tabs('a', 'b')) as [Tab, Tab];
    const [session] = [...server.sockets].map((socket) => socket.session);
    await crash(a);
    await clock.pass(100);
    expect([...server.sockets].map((socket) => socket.session)).toEqual([session]);
  });

  it('repeats under its id what the leader took with it', async () => {
    const [a, b] = (await tabs('a', 'b')) as [Tab, Tab];
    browser.sleep('a');
    const reply = remove(b, 'm');
    await clock.pass(0);
    expect(sent('delete_message')).toEqual([]);
    await crash(a);
    await clock.pass(100);
    expect(await reply).toEqual({ did: sent('delete_message')[0]?.id });
  });

  it('says once to the server what two tabs confirm, without waiting for a leader in the background', async () => {
    await tabs('a', 'b');
    server.happens();
    await clock.pass(1000);
    expect([...server.sockets].flatMap(({ acks }) => acks)).toEqual([0, 1]);
  });

  it('does not let a leader that sleeps keep a tab waiting that is looked at', async () => {
    const [a, b] = (await tabs('a', 'b')) as [Tab, Tab];
    browser.look('a', false);
    browser.sleep('a');
    server.happens();
    await clock.pass(10_000);
    expect([b.connection.socketOf, b.connection.status.state, seqs(b)]).toEqual(['this tab', 'live', [1]]);
    browser.wake('a');
    await clock.pass(1000);
    server.happens();
    await clock.pass(0);
    expect([seqs(a), seqs(b), a.connection.socketOf, server.sockets.size]).toEqual([[1, 2], [1, 2], 'another tab', 1]);
  });

  it('takes over from a leader in the background that does not try again when it should', async () => {
    const [a, b] = (await tabs('a', 'b')) as [Tab, Tab];
    browser.look('a', false);
    browser.holdBack('a');
    server.drop();
    await clock.pass(10_000);
    expect([b.connection.socketOf, states([a, b])]).toEqual(['this tab', ['live', 'live']]);
  });

  it('leaves a leader in the background alone that waits as the server told', async () => {
    const [a, b] = (await tabs('a', 'b')) as [Tab, Tab];
    browser.look('a', false);
    server.tell({ v: 1, type: 'error', code: 'unavailable', message: 'later', retry_after_ms: 25_000, timestamp: 0 });
    await drained();
    server.drop();
    await clock.pass(24_000);
    browser.look('b', true);
    await clock.pass(900);
    expect([states([a, b]), server.opened]).toEqual([['reconnecting', 'reconnecting'], 1]);
    await clock.pass(1000);
    expect([states([a, b]), server.opened, b.connection.socketOf]).toEqual([['live', 'live'], 2, 'another tab']);
  });

  it('does not ask the server again for a leader in the background that it refused', async () => {
    const [a, b] = (await tabs('a', 'b')) as [Tab, Tab];
    browser.look('a', false);
    [...server.sockets].forEach((socket) => socket.ends(4504));
    browser.look('b', true);
    await clock.pass(60_000);
    expect([states([a, b]), server.opened]).toEqual([['refused', 'refused'], 1]);
  });

  it('does not rob a leader of its place for one late answer', async () => {
    const [, b] = (await tabs('a', 'b')) as [Tab, Tab];
    await clock.pass(4900);
    browser.sleep('a');
    await clock.pass(3000);
    browser.wake('a');
    await clock.pass(20_000);
    expect([b.connection.socketOf, server.opened]).toEqual(['another tab', 1]);
  });

  it('leaves a sleeping leader alone while nobody looks', async () => {
    const [, b] = (await tabs('a', 'b')) as [Tab, Tab];
    browser.look('b', false);
    browser.sleep('a');
    await clock.pass(60_000);
    expect([b.connection.socketOf, server.opened]).toEqual(['another tab', 1]);
  });

  it('comes back in every tab when the connection does', async () => {
    const all = await tabs('a', 'b', 'c');
    server.drop();
    await drained();
    expect(states(all)).toEqual(['reconnecting', 'reconnecting', 'reconnecting']);
    server.happens();
    await clock.pass(1000);
    expect([states(all), all.map(seqs), server.opened]).toEqual([['live', 'live', 'live'], [[1], [1], [1]], 2]);
  });

  it('tells every tab why the server does not want it back, and tries again when any of them is asked to', async () => {
    const all = (await tabs('a', 'b', 'c')) as [Tab, Tab, Tab];
    [...server.sockets].forEach((socket) => socket.ends(4504));
    await clock.pass(60_000);
    expect([states(all), server.opened]).toEqual([['refused', 'refused', 'refused'], 1]);
    expect(all[2].connection.status).toMatchObject({ code: 4504, reason: 'too_many_connections' });
    all[1].connection.connect();
    await clock.pass(1000);
    expect([states(all), server.opened]).toEqual([['live', 'live', 'live'], 2]);
  });

  it('never mixes two people', async () => {
    const theirs = new FakeServer('bob');
    const mine = newTab('a');
    const bobs = newTab('b', 'bob', theirs);
    await clock.pass(10);
    server.happens();
    await clock.pass(0);
    expect([seqs(mine), seqs(bobs), server.opened, theirs.opened]).toEqual([[1], [], 1, 1]);
  });

  it('shares nothing with the tabs of whoever was signed in before', async () => {
    const [a, b] = (await tabs('a', 'b')) as [Tab, Tab];
    // The token of somebody else has come in this tab, and nobody has told the connection yet.
    Object.assign(server, { user: 'bob' });
    [...server.sockets].forEach((socket) => socket.ends(1006));
    await clock.pass(300);
    server.happens();
    await clock.pass(0);
    expect([a.connection.socketOf, seqs(b)]).toEqual(['this tab', [1]]);
    expect(server.opened).toBe(3);
  });

  it('hands over when it is told to end, and ends alone', async () => {
    const [a, b] = (await tabs('a', 'b')) as [Tab, Tab];
    a.connection.forget();
    await clock.pass(100);
    expect([states([a, b]), b.connection.socketOf, server.sockets.size]).toEqual([['offline', 'live'], 'this tab', 1]);
    a.connection.connect();
    await clock.pass(100);
    expect([states([a, b]), server.sockets.size]).toEqual([['live', 'live'], 1]);
  });

  it('is away when every tab is, and back with the first', async () => {
    const all = (await tabs('a', 'b')) as [Tab, Tab];
    const notice = async (tab: Tab, status: 'away' | 'online') => {
      const data = { status, automatic: true };
      await Promise.all([tab.connection.send({ type: 'presence', event: 'set_status', data }), clock.pass(0)]);
    };
    const told = () => sent('set_status').map(({ data }) => (data as { status: string }).status);
    await notice(all[0], 'away');
    expect(told()).toEqual([]);
    await notice(all[1], 'away');
    expect(told()).toEqual(['away']);
    await notice(all[1], 'online');
    expect(told()).toEqual(['away', 'online']);
  });

  it('passes on the status that a person has chosen', async () => {
    const [, b] = (await tabs('a', 'b')) as [Tab, Tab];
    const chosen = b.connection.send({ type: 'presence', event: 'set_status', data: { status: 'busy' } });
    await Promise.all([chosen, clock.pass(0)]);
    expect(sent('set_status').map(({ data }) => data)).toEqual([{ status: 'busy' }]);
  });

  it('has one tab in front: the one looked at last; where none is seen, the leader', async () => {
    const all = (await tabs('a', 'b', 'c')) as [Tab, Tab, Tab];
    const front = () => all.filter(({ connection }) => connection.inFront).map(({ id }) => id);
    expect(front()).toEqual(['c']);
    await clock.pass(10);
    browser.look('b', true);
    await drained();
    expect(front()).toEqual(['b']);
    for (const { id } of all) browser.look(id, false);
    await drained();
    expect(front()).toEqual(['a']);
    browser.look('c', true);
    await drained();
    expect(front()).toEqual(['c']);
    await crash(all[2]);
    await clock.pass(100);
    expect(front().filter((id) => id !== CRASHED)).toEqual(['a']);
  });

  it('is a connection like any other where tabs cannot be told apart', async () => {
    const [a, b] = [newTab('a', 'me', server, true), newTab('b', 'me', server, true)];
    await clock.pass(10);
    server.happens();
    await clock.pass(0);
    expect([server.opened, seqs(a), seqs(b), a.connection.inFront, b.connection.inFront]).toEqual([
      2,
      [1],
      [1],
      true,
      true,
    ]);
  });

  it.each(Array.from({ length: 40 }, (_, seed) => seed + 1))(
    'loses nothing and repeats nothing, whatever happens to the tabs (seed %i)',
    async (seed) => {
      const random = randomFrom(seed);
      const pick = <T>(all: readonly T[]) => all[Math.floor(random() * all.length)] as T;
      const alive: Tab[] = [];
      const replies: Promise<unknown>[] = [];
      const joined = new Map<Tab, number>();
      let opened = 0;
      const open = () => {
        const tab = newTab(`tab-${++opened}`);
        joined.set(tab, -1);
        alive.push(tab);
      };
      open();
      for (let step = 0; step < 60; step += 1) {
        const tab = pick(alive);
        const action = Math.floor(random() * 10);
        if (action <= 2) server.happens();
        else if (action === 3 && alive.length < 5) open();
        else if (action === 4 && alive.length > 1) {
          alive.splice(alive.indexOf(tab), 1);
          await crash(tab);
        } else if (action === 5) browser.sleep(tab.id);
        else if (action === 6) browser.wake(tab.id);
        else if (action === 7) browser.look(tab.id, random() < 0.5);
        else if (action === 8) server.drop();
        else
          replies.push(
            remove(tab, `m-${step}`)
              .then(() => `m-${step}`)
              .catch(() => CRASHED),
          );
        await clock.pass(Math.floor(random() * 3000));
      }
      alive.forEach(({ id }) => browser.wake(id));
      alive.forEach(({ id }) => browser.look(id, true));
      await clock.pass(60_000);
      server.happens();
      await clock.pass(2000);
      expect([states(alive), server.sockets.size]).toEqual([alive.map(() => 'live'), 1]);
      for (const tab of alive) {
        const got = seqs(tab);
        // In order, once, and without a gap but where the state was loaded.
        const gaps = got.flatMap((seq, at) => (at > 0 && seq !== (got[at - 1] ?? 0) + 1 ? [at] : []));
        expect(gaps.filter((at) => !tab.loadedAfter.has(at) || (got[at] ?? 0) <= (got[at - 1] ?? 0))).toEqual([]);
        expect(got.at(-1)).toBe(server.log.length);
      }
    },
  );
});

/** Mulberry32: the same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
