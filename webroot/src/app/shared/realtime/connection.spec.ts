import { vi } from 'vitest';
import { settled } from '../../../testing/fake-clock';
import { FakeSurroundings } from '../../../testing/fake-surroundings';
import { fromClient, fromServer } from '../../../testing/golden-frames';
import { Connection } from './connection';
import { AnyEvent } from './frames';
import { ConnectionStatus } from './status';

const { epoch } = fromServer.welcomeNone.data;

/** The golden new_message, as the event with this number. */
function numbered(seq: number): object {
  return { ...fromServer.newMessage, id: `event-${seq}`, seq };
}

describe('Connection', () => {
  let world: FakeSurroundings;
  let events: AnyEvent[];
  let statuses: ConnectionStatus[];
  let connection: Connection;

  beforeEach(() => begin());

  function begin(prepare: (world: FakeSurroundings) => void = () => undefined): void {
    world = new FakeSurroundings();
    prepare(world);
    events = [];
    statuses = [];
    connection = new Connection(world, {
      event: (frame) => events.push(frame),
      status: (status) => statuses.push(status),
    });
  }

  async function live(welcome: object = fromServer.welcomeNone): Promise<void> {
    connection.connect();
    await settled();
    world.socket.opens();
    world.socket.receives(welcome);
    await settled();
  }

  async function liveAgain(welcome: object = fromServer.welcomeFull): Promise<void> {
    await world.clock.pass(30_000);
    world.socket.opens();
    world.socket.receives(welcome);
    await settled();
  }

  const seqs = () => events.flatMap(({ seq }) => (seq === undefined ? [] : [seq]));
  const state = () => connection.status.state;

  describe('opening', () => {
    it('says who it is in the first frame and is live with the welcome, which is an event too', async () => {
      connection.connect();
      await settled();
      expect(state()).toBe('connecting');
      world.socket.opens();
      expect(world.socket.sent).toEqual([{ ...fromClient.authenticate, id: 'c-1', data: { token: 'token-1' } }]);
      world.socket.receives(fromServer.welcomeNone);
      expect(statuses.map((status) => status.state)).toEqual(['connecting', 'live']);
      expect(events).toEqual([fromServer.welcomeNone]);
    });

    it('connects once, however often it is asked', async () => {
      await live();
      connection.connect();
      await settled();
      expect(world.sockets.length).toBe(1);
    });

    it('resumes where the page before a reload was', async () => {
      const { session, seq } = fromClient.authenticateResume.data.resume;
      begin((fresh) => (fresh.remembered = { user_id: fromServer.welcomeFull.data.user_id, session, epoch, seq }));
      await live(fromServer.welcomeFull);
      expect(world.socket.commands('authenticate')[0]?.data).toEqual({
        token: 'token-1',
        resume: fromClient.authenticateResume.data.resume,
      });
      world.socket.receives(numbered(18));
      expect(seqs()).toEqual([18]);
    });

    it('gives up an attempt that gets no welcome in 15 s', async () => {
      connection.connect();
      await settled();
      world.socket.opens();
      await world.clock.pass(15_000);
      expect(world.sockets[0]?.closedWith).toBe(4000);
      expect(state()).toBe('reconnecting');
    });

    it('leaves its position for the next page, as long as it is wanted', async () => {
      await live();
      world.socket.receives(numbered(42));
      expect(world.kept()).toMatchObject({ epoch, seq: 42 });
      connection.disconnect();
      expect(world.kept()).toBeUndefined();
      connection.connect();
      expect(world.kept()).toMatchObject({ epoch, seq: 42 });
    });
  });

  describe('events', () => {
    it('are applied in order, each once', async () => {
      await live();
      for (const seq of [42, 42, 43, 41, 44]) world.socket.receives(numbered(seq));
      expect(seqs()).toEqual([42, 43, 44]);
    });

    it('are never applied past a gap: the missing ones are read again', async () => {
      await live();
      world.socket.receives(numbered(42));
      world.socket.receives(numbered(44));
      expect(seqs()).toEqual([42]);
      expect(world.socket.closedWith).toBe(4000);
      await liveAgain();
      expect(world.socket.commands('authenticate')[0]?.data).toMatchObject({ resume: { epoch, seq: 42 } });
      world.socket.receives(numbered(43));
      world.socket.receives(numbered(44));
      expect(seqs()).toEqual([42, 43, 44]);
    });

    it('start afresh when reading again leaves the same gap', async () => {
      await live();
      for (let n = 0; n < 3; n += 1) {
        world.socket.receives(numbered(50));
        await liveAgain();
      }
      expect(world.socket.commands('authenticate')[0]?.data).not.toHaveProperty('resume');
    });

    it('are confirmed a second later, with the epoch', async () => {
      await live(fromServer.welcomeFull);
      await world.clock.pass(0);
      world.socket.receives(numbered(42));
      await world.clock.pass(1000);
      expect(world.socket.sent.at(-1)).toEqual({ ...fromClient.ackSeq, seq: 42, epoch });
    });

    it('are confirmed at once when asked to, once', async () => {
      await live(fromServer.welcomeFull);
      world.socket.receives(numbered(42));
      connection.confirm();
      connection.confirm();
      expect(world.socket.acks()).toEqual([41, 42]);
    });

    it('survive a second welcome, and a welcome that says nothing', async () => {
      connection.connect();
      await settled();
      world.socket.opens();
      world.socket.receivesText('{"type":"system","event":"welcome"}');
      expect(connection.status.state).toBe('connecting');
      world.socket.receives(fromServer.welcomeNone);
      world.socket.receives({ ...fromServer.welcomeNone, data: { ...fromServer.welcomeNone.data, seq: 7 } });
      world.socket.receives(numbered(42));
      expect([connection.status.state, seqs()]).toEqual(['live', [42]]);
    });

    it('survive rubbish on the line', async () => {
      await live();
      world.socket.receivesText('rubbish');
      world.socket.receives(numbered(42));
      expect(seqs()).toEqual([42]);
    });
  });

  describe('state', () => {
    let finish: () => void;
    let loads: number;

    function loader(): Promise<void> {
      loads += 1;
      return new Promise((resolve) => (finish = resolve));
    }

    beforeEach(() => {
      loads = 0;
      connection.loadStateWith(loader);
    });

    it('is loaded after a fresh start, and only then confirmed', async () => {
      await live();
      world.socket.receives(numbered(42));
      await world.clock.pass(5000);
      expect([loads, world.socket.acks()]).toEqual([1, []]);
      finish();
      await settled();
      expect(world.socket.acks()).toEqual([42]);
    });

    it('is loaded after a reload of the page too: only the position has survived it', async () => {
      const { user_id, session } = fromServer.welcomeFull.data;
      begin((fresh) => (fresh.remembered = { user_id, session, epoch, seq: 17 }));
      connection.loadStateWith(loader);
      await live(fromServer.welcomeFull);
      world.socket.receives(numbered(18));
      await world.clock.pass(5000);
      expect([loads, seqs(), world.socket.acks()]).toEqual([1, [18], []]);
      finish();
      await settled();
      expect(world.socket.acks()).toEqual([18]);
    });

    it('is loaded at once by who comes to a live connection', async () => {
      await live();
      finish();
      await settled();
      connection.loadStateWith(loader);
      expect(loads).toBe(2);
    });

    it('is not loaded after a full resume', async () => {
      await live();
      finish();
      await settled();
      world.socket.ends();
      await liveAgain();
      expect(loads).toBe(1);
    });

    it('is loaded after a reset', async () => {
      await live();
      finish();
      await settled();
      world.socket.ends();
      await liveAgain(fromServer.welcomeReset);
      expect(loads).toBe(2);
    });

    it('is loaded again although the next resume is full, if the connection was lost before it was there', async () => {
      await live();
      world.socket.ends();
      await liveAgain();
      expect(loads).toBe(2);
      finish();
      await settled();
      expect(world.socket.acks()).toEqual([41]);
    });

    it('is loaded after a resync, which also tells the new position', async () => {
      await live();
      finish();
      await settled();
      world.socket.receives(fromServer.resync);
      world.socket.receives(numbered(4));
      finish();
      await settled();
      expect(loads).toBe(2);
      expect(world.socket.sent.at(-1)).toMatchObject({ type: 'ack', seq: 4, epoch: fromServer.resync.data.epoch });
    });
  });

  describe('loss', () => {
    it('waits a random time that grows from attempt to attempt', async () => {
      await live();
      const waits: number[] = [];
      for (let n = 0; n < 4; n += 1) {
        world.socket.ends();
        await settled();
        if (connection.status.state !== 'reconnecting') throw new Error(connection.status.state);
        waits.push(connection.status.retryAt - world.clock.now());
        await world.clock.pass(waits.at(-1) ?? 0);
      }
      expect(waits).toEqual([250, 500, 1000, 2000]);
      expect(world.sockets.length).toBe(5);
    });

    it('comes back when a draining server told it to', async () => {
      await live();
      world.socket.receives(fromServer.draining);
      world.socket.ends(4012);
      await world.clock.pass(1729);
      expect(world.sockets.length).toBe(1);
      await world.clock.pass(1);
      expect(world.sockets.length).toBe(2);
    });

    it('waits as an overloaded server told it to', async () => {
      await live();
      world.socket.receives({ v: 1, type: 'error', code: 'unavailable', message: 'overloaded', retry_after_ms: 7000 });
      world.socket.ends(4013);
      await world.clock.pass(6999);
      expect(world.sockets.length).toBe(1);
      await world.clock.pass(1);
      expect(world.sockets.length).toBe(2);
    });

    it('waits as told when an overloaded server takes its token but does not let it in, and again', async () => {
      connection.connect();
      await settled();
      for (const wait of [2417, 911]) {
        const before = world.sockets.length;
        world.socket.opens();
        const id = world.socket.commands('authenticate')[0]?.id;
        world.socket.receives({ v: 1, type: 'error', id, code: 'unavailable', message: 'many', retry_after_ms: wait });
        world.socket.ends(4013);
        await world.clock.pass(wait - 1);
        expect(world.sockets.length).toBe(before);
        await world.clock.pass(1);
        expect(world.sockets.length).toBe(before + 1);
      }
      expect(world.probes).toBe(0);
    });

    it('pings after 15 s of silence and reconnects 8 s later', async () => {
      await live();
      await world.clock.pass(15_000);
      expect(world.socket.commands('ping')).toEqual([fromClient.ping]);
      await world.clock.pass(8_000);
      expect(world.sockets[0]?.closedWith).toBe(4000);
      expect(state()).toBe('reconnecting');
    });

    it('is content with a pong', async () => {
      await live();
      await world.clock.pass(15_000);
      world.socket.receives(fromServer.pong);
      await world.clock.pass(8_000);
      expect(state()).toBe('live');
    });

    it.each([
      [4500, 'protocol'],
      [4503, 'signed_out'],
      [4504, 'too_many_connections'],
      [4529, 'flooding'],
    ])('does not come back by itself after %i', async (code, reason) => {
      await live();
      world.socket.ends(code);
      await world.clock.pass(600_000);
      expect(connection.status).toEqual({ state: 'refused', code, reason });
      expect(world.sockets.length).toBe(1);
    });

    it('comes back after a refusal when the user wants it', async () => {
      await live();
      world.socket.ends(4504);
      connection.connect();
      await settled();
      expect(world.sockets.length).toBe(2);
    });

    it('leaves a replaced session to its new owner', async () => {
      await live();
      world.socket.ends(4505);
      connection.connect();
      await settled();
      world.socket.opens();
      expect(world.socket.commands('authenticate')[0]?.data).toEqual({ token: 'token-1', resume: { epoch, seq: 41 } });
    });
  });

  describe('commands', () => {
    it('wait for the welcome and keep their ids over a reconnect', async () => {
      const { type, event, data } = fromClient.sendMessage;
      const ack = connection.send({ type: type as 'message', event: event as 'send_message', data });
      await live();
      const [first] = world.socket.commands('send_message');
      world.socket.ends();
      await liveAgain();
      expect(world.socket.commands('send_message')).toEqual([first]);
      world.socket.receives({ ...fromServer.sendMessageAck, id: first?.id });
      expect(await ack).toEqual(fromServer.sendMessageAck.data);
    });

    it('are refused with the reason', async () => {
      await live();
      const ack = connection.send({ type: 'message', event: 'delete_message', data: { message_id: 'm' } });
      const id = world.socket.commands('delete_message')[0]?.id;
      world.socket.receives({ ...fromServer.errorInvalidData, id });
      await expect(ack).rejects.toMatchObject({ code: 'invalid_data', field: 'content' });
    });

    it('that get no reply make the connection suspect', async () => {
      await live();
      void connection.send({ type: 'message', event: 'delete_message', data: { message_id: 'm' } });
      await world.clock.pass(9_999);
      expect(state()).toBe('live');
      await world.clock.pass(1);
      expect(state()).toBe('reconnecting');
    });
  });

  describe('subscriptions', () => {
    it('are made again after a reconnect that did not restore them', async () => {
      connection.subscribe('feed');
      await live();
      expect(world.socket.commands('subscribe').map(({ data }) => data)).toEqual([{ channels: ['feed'] }]);
      world.socket.ends();
      await liveAgain();
      expect(world.socket.commands('subscribe').map(({ data }) => data)).toEqual([{ channels: ['feed'] }]);
    });

    it('are made one by one where the server refused them together', async () => {
      connection.subscribe('conversation:of-others');
      connection.subscribe('feed');
      await live();
      const id = world.socket.commands('subscribe')[0]?.id;
      world.socket.receives({ v: 1, type: 'error', id, code: 'forbidden', message: 'not yours' });
      await settled();
      expect(world.socket.commands('subscribe').map(({ data }) => data?.['channels'])).toEqual([
        ['conversation:of-others', 'feed'],
        ['conversation:of-others'],
        ['feed'],
      ]);
    });

    it('are made again on the same connection where the server could not for a moment', async () => {
      connection.subscribe('feed');
      await live();
      const id = world.socket.commands('subscribe')[0]?.id;
      world.socket.receives({ v: 1, type: 'error', id, code: 'unavailable', message: 'later', retry_after_ms: 1000 });
      await world.clock.pass(2000);
      expect(world.socket.commands('subscribe').map(({ data }) => data)).toEqual([
        { channels: ['feed'] },
        { channels: ['feed'] },
      ]);
    });

    it('are left alone where the session restored them, and ended where nobody wants them', async () => {
      connection.subscribe('feed');
      const { data } = fromServer.welcomeFull;
      await live({ ...fromServer.welcomeFull, data: { ...data, channels: [...data.channels, 'feed', 'post:1'] } });
      expect(world.socket.commands('subscribe')).toEqual([]);
      expect(world.socket.commands('unsubscribe').map((frame) => frame.data)).toEqual([{ channels: ['post:1'] }]);
      connection.unsubscribe('feed');
      expect(world.socket.commands('unsubscribe').length).toBe(2);
    });
  });

  describe('token', () => {
    it('is refreshed before the attempt when it has run out', async () => {
      begin((fresh) => (fresh.tokens.isExpired = true));
      await live();
      expect(world.socket.commands('authenticate')[0]?.data).toEqual({ token: 'token-2' });
    });

    it('is refreshed after 4001', async () => {
      await live();
      world.socket.ends(4001);
      await liveAgain();
      expect(world.socket.commands('authenticate')[0]?.data).toMatchObject({ token: 'token-2' });
    });

    it('is refreshed when the opening says that it has run out', async () => {
      connection.connect();
      await settled();
      world.socket.opens();
      world.socket.receives({ v: 1, type: 'error', id: 'c-1', code: 'token_expired', message: 'expired' });
      world.socket.ends(4501);
      await world.clock.pass(1000);
      expect([world.tokens.refreshes, world.sockets.length]).toEqual([1, 2]);
    });

    it('is refreshed in band before it runs out', async () => {
      await live();
      world.socket.receives(fromServer.tokenExpiring);
      await settled();
      expect(world.socket.commands('refresh_token').map(({ data }) => data)).toEqual([{ token: 'token-2' }]);
      expect(events.map(({ event }) => event)).toEqual(['welcome', 'token_expiring']);
    });

    it('that is refused ends the session', async () => {
      begin((fresh) => {
        fresh.tokens.isExpired = true;
        fresh.tokens.outcome = 'rejected';
      });
      connection.connect();
      await settled();
      expect(connection.status).toEqual({ state: 'refused', code: 4501, reason: 'signed_out' });
      expect(world.sockets).toEqual([]);
    });

    it('that cannot be refreshed now is tried later', async () => {
      begin((fresh) => {
        fresh.tokens.isExpired = true;
        fresh.tokens.outcome = 'unreachable';
      });
      connection.connect();
      await settled();
      expect(state()).toBe('reconnecting');
      world.tokens.outcome = 'renewed';
      await world.clock.pass(250);
      expect(world.sockets.length).toBe(1);
    });

    it('is not waited for without end', async () => {
      begin((fresh) => (fresh.tokens.isExpired = true));
      vi.spyOn(world.tokens, 'refresh').mockReturnValueOnce(new Promise(() => undefined));
      connection.connect();
      await world.clock.pass(9_999);
      expect(state()).toBe('connecting');
      await world.clock.pass(251);
      expect([state(), world.sockets.length]).toEqual(['reconnecting', 1]);
    });
  });

  describe('failed handshakes', () => {
    async function fail(times: number): Promise<void> {
      connection.connect();
      await settled();
      for (let n = 0; n < times; n += 1) {
        const { length } = world.sockets;
        world.socket.ends();
        await settled();
        while (world.sockets.length === length && state() === 'reconnecting') await world.clock.pass(100);
      }
    }

    it('ask for the reason at the second one, once', async () => {
      await fail(5);
      expect(world.probes).toBe(1);
    });

    it('refresh a token that the server does not take', async () => {
      world.probeAnswer = { verdict: 'unauthorized' };
      await fail(2);
      expect(world.tokens.refreshes).toBe(1);
    });

    it('stop where this address is not allowed', async () => {
      world.probeAnswer = { verdict: 'forbidden' };
      await fail(2);
      expect(connection.status).toMatchObject({ state: 'refused', reason: 'forbidden' });
    });

    it('wait as long as the server says', async () => {
      world.probeAnswer = { verdict: 'wait', retryAfterMs: 9000 };
      connection.connect();
      await settled();
      world.socket.ends();
      await world.clock.pass(250);
      world.socket.ends();
      await world.clock.pass(8999);
      expect(world.sockets.length).toBe(2);
      await world.clock.pass(1);
      expect(world.sockets.length).toBe(3);
    });
  });

  describe('device', () => {
    it('shows offline without a network and comes back at once with it', async () => {
      await live();
      world.isOnline = false;
      world.socket.ends();
      await settled();
      expect(state()).toBe('offline');
      world.isOnline = true;
      world.deviceChanges('online');
      await settled();
      expect(world.sockets.length).toBe(2);
    });

    it('does not come back before the time that the server has named, however often it is looked at', async () => {
      await live();
      world.isOnline = false;
      world.socket.receives({ v: 1, type: 'error', code: 'unavailable', message: 'overloaded', retry_after_ms: 7000 });
      world.socket.ends(4013);
      await world.clock.pass(1000);
      expect(state()).toBe('offline');
      world.isOnline = true;
      world.deviceChanges('online');
      world.deviceChanges('visible');
      expect(connection.status).toMatchObject({ state: 'reconnecting', retryAt: world.clock.now() + 6000 });
      await world.clock.pass(5999);
      expect(world.sockets.length).toBe(1);
      await world.clock.pass(1);
      expect(world.sockets.length).toBe(2);
    });

    it('checks the connection when the network changes', async () => {
      await live();
      world.deviceChanges('offline');
      expect(world.socket.commands('ping').length).toBe(1);
      await world.clock.pass(8000);
      expect(state()).toBe('reconnecting');
      world.deviceChanges('offline');
      expect(state()).toBe('offline');
    });

    it('does not bother the server when the page is only looked at again', async () => {
      await live();
      world.deviceChanges('visible');
      expect(world.socket.commands('ping')).toEqual([]);
    });
  });

  describe('end', () => {
    it('keeps position and commands over disconnect and connect', async () => {
      await live();
      connection.disconnect();
      void connection.send({ type: 'message', event: 'delete_message', data: { message_id: 'm' } });
      expect([state(), world.socket.closedWith]).toEqual(['offline', 1000]);
      await live(fromServer.welcomeFull);
      expect(world.socket.commands('authenticate')[0]?.data).toMatchObject({ resume: { seq: 41 } });
      expect(world.socket.commands('delete_message').length).toBe(1);
    });

    it('goes on at once over another socket when the way has changed', async () => {
      await live();
      const [before] = world.sockets;
      connection.reopen();
      await settled();
      expect([before?.closedWith, state(), world.sockets.length]).toEqual([1000, 'reconnecting', 2]);
      world.socket.opens();
      expect(world.socket.commands('authenticate')[0]?.data).toMatchObject({ resume: { epoch, seq: 41 } });
    });

    it('leaves nothing of a user who signs out', async () => {
      await live();
      connection.subscribe('feed');
      world.socket.ends();
      const refused = expect(
        connection.send({ type: 'message', event: 'delete_message', data: { message_id: 'm' } }),
      ).rejects.toMatchObject({ code: 'unavailable' });
      connection.forget();
      await refused;
      expect(world.kept()).toBeUndefined();
      await live();
      expect(world.socket.sent.map(({ event }) => event)).not.toContain('subscribe');
      expect(world.socket.commands('authenticate')[0]?.data).toEqual({ token: 'token-1' });
    });
  });
});
