import { FakeClock, settled } from '../../../testing/fake-clock';
import { CommandError } from './command-error';
import { CommandOf } from './events';
import { CommandFrame, ErrorFrame } from './frames';
import { Outbox } from './outbox';
import { ErrorCode } from './payloads';

function message(content: string): CommandOf<'send_message'> {
  const data = { conversation_id: 'conversation', content, client_message_id: content };
  return { type: 'message', event: 'send_message', data };
}

function read(id: string): CommandOf<'message_read'> {
  return { type: 'message', event: 'message_read', data: { message_ids: [id] } };
}

function refusal(id: string, code: ErrorCode, retryAfterMs?: number): ErrorFrame {
  const body = { v: 1, type: 'error' as const, id, code, message: code, timestamp: 0 };
  return retryAfterMs === undefined ? body : { ...body, retry_after_ms: retryAfterMs };
}

describe('Outbox', () => {
  let clock: FakeClock;
  let sent: CommandFrame[];
  let overdue: number;
  let outbox: Outbox;

  beforeEach(() => {
    let ids = 0;
    clock = new FakeClock();
    sent = [];
    overdue = 0;
    outbox = new Outbox(
      clock,
      () => `c-${++ids}`,
      (frame) => sent.push(frame),
      () => (overdue += 1),
    );
  });

  const ids = () => sent.map(({ id }) => id);

  it('sends at once while connected and answers with the ack', async () => {
    outbox.resume();
    const ack = outbox.add(message('hello'));
    expect(sent).toEqual([{ v: 1, id: 'c-1', ...message('hello') }]);
    outbox.acked('c-1', { message: 'stored' });
    expect(await ack).toEqual({ message: 'stored' });
    expect(outbox.size).toBe(0);
  });

  it('keeps commands while disconnected and sends them in order', () => {
    void outbox.add(message('one'));
    void outbox.add(message('two'));
    expect(sent).toEqual([]);
    outbox.resume();
    expect(ids()).toEqual(['c-1', 'c-2']);
  });

  it('sends what has no reply again after a reconnect, with the same id', () => {
    outbox.resume();
    void outbox.add(message('one'));
    void outbox.add(message('two'));
    outbox.acked('c-1', {});
    outbox.suspend();
    outbox.resume();
    expect(ids()).toEqual(['c-1', 'c-2', 'c-2']);
  });

  it('awaits no more than eight replies at once', () => {
    outbox.resume();
    for (let n = 0; n < 12; n += 1) void outbox.add(message(`${n}`));
    expect(sent.length).toBe(8);
    outbox.acked('c-1', {});
    outbox.acked('c-2', {});
    expect(sent.length).toBe(10);
  });

  it('waits as told after rate_limited, then goes on one by one and in order', async () => {
    outbox.resume();
    for (let n = 0; n < 3; n += 1) void outbox.add(message(`${n}`));
    outbox.refused(refusal('c-1', 'rate_limited', 800));
    outbox.refused(refusal('c-2', 'rate_limited', 850));
    outbox.acked('c-3', {});
    await clock.pass(849);
    expect(ids()).toEqual(['c-1', 'c-2', 'c-3']);
    await clock.pass(1);
    expect(ids()).toEqual(['c-1', 'c-2', 'c-3', 'c-1']);
    outbox.acked('c-1', {});
    expect(ids().at(-1)).toBe('c-2');
  });

  it('does not end a longer wait for a shorter one', async () => {
    outbox.resume();
    for (let n = 0; n < 2; n += 1) void outbox.add(message(`${n}`));
    outbox.refused(refusal('c-1', 'rate_limited', 800));
    outbox.refused(refusal('c-2', 'rate_limited', 100));
    await clock.pass(799);
    expect(sent.length).toBe(2);
    await clock.pass(1);
    expect(ids().at(-1)).toBe('c-1');
  });

  it('holds up no message for what was read and cannot be noted, nor the other way round', async () => {
    outbox.resume();
    void outbox.add(read('m'));
    outbox.refused(refusal('c-1', 'unavailable', 5000));
    void outbox.add(message('one'));
    outbox.refused(refusal('c-2', 'unavailable', 9000));
    void outbox.add(message('two'));
    void outbox.add({ type: 'presence', event: 'set_status', data: { status: 'busy' } });
    expect(ids()).toEqual(['c-1', 'c-2', 'c-4']);
    await clock.pass(5000);
    expect(ids().slice(3)).toEqual(['c-1']);
    await clock.pass(4000);
    expect(ids().slice(4)).toEqual(['c-2']);
    outbox.acked('c-2', {});
    expect(ids().slice(5)).toEqual(['c-3']);
  });

  it.each(['rate_limited', 'unavailable'] as const)('tells who would have to wait for too long: %s', async (code) => {
    outbox.resume();
    const refused = expect(outbox.add(message('one'))).rejects.toMatchObject({ code, retryAfterMs: 600_000 });
    outbox.refused(refusal('c-1', code, 600_000));
    await refused;
    void outbox.add(message('two'));
    await clock.pass(29_999);
    expect(ids()).toEqual(['c-1']);
    await clock.pass(1);
    expect(ids()).toEqual(['c-1', 'c-2']);
  });

  it('takes for a time to wait only what is one', async () => {
    outbox.resume();
    void outbox.add(message('one'));
    outbox.refused(refusal('c-1', 'unavailable', NaN));
    await clock.pass(999);
    expect(sent.length).toBe(1);
    await clock.pass(1);
    expect(sent.length).toBe(2);
  });

  it('answers all who gave the same command, once it is answered', async () => {
    outbox.resume();
    const both = [1, 2].map(() => outbox.add(message('one'), { id: 'of another tab' }));
    await clock.pass(5000);
    outbox.acked('of another tab', { message: 'stored' });
    expect(await Promise.all(both)).toEqual([{ message: 'stored' }, { message: 'stored' }]);
    await clock.pass(60_000);
    expect([sent.length, overdue, outbox.size]).toEqual([1, 0, 0]);
  });

  it('keeps what was given once to be kept', async () => {
    outbox.resume();
    const lost = outbox.add(message('one'), { id: 'c', volatile: true });
    void outbox.add(message('one'), { id: 'c' });
    outbox.suspend();
    outbox.resume();
    outbox.acked('c', {});
    expect([await lost, ids()]).toEqual([{}, ['c', 'c']]);
  });

  it('waits as told too where the command that was put off is not kept', async () => {
    outbox.resume();
    const lost = expect(outbox.add(message('passed on'), { volatile: true })).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfterMs: 800,
    });
    outbox.refused(refusal('c-1', 'rate_limited', 800));
    await lost;
    void outbox.add(message('another'), { volatile: true }).catch(() => undefined);
    void outbox.add(message('mine'));
    await clock.pass(799);
    expect(ids()).toEqual(['c-1']);
    await clock.pass(1);
    expect(ids()).toEqual(['c-1', 'c-2']);
    outbox.acked('c-2', {});
    expect(ids()).toEqual(['c-1', 'c-2', 'c-3']);
  });

  it('tells the sender at last when the server keeps putting it off', async () => {
    outbox.resume();
    const ack = outbox.add(message('hello'));
    const refused = expect(ack).rejects.toMatchObject({ code: 'unavailable' });
    for (let n = 0; n < 9; n += 1) {
      outbox.refused(refusal('c-1', 'unavailable'));
      await clock.pass(1000);
    }
    await refused;
    expect(sent.length).toBe(9);
  });

  it('rejects with the reason of the server', async () => {
    outbox.resume();
    const ack = outbox.add(message(''));
    outbox.refused({ ...refusal('c-1', 'invalid_data'), field: 'content', message: 'content must not be empty' });
    await expect(ack).rejects.toEqual(
      new CommandError({ code: 'invalid_data', field: 'content', message: 'content must not be empty' }),
    );
  });

  it('ignores replies to commands it does not know', () => {
    outbox.acked('nobody', {});
    outbox.refused(refusal('nobody', 'internal'));
    expect(outbox.size).toBe(0);
  });

  it('does not keep volatile commands', async () => {
    await expect(outbox.add(message('typing'), { volatile: true })).rejects.toMatchObject({ code: 'unavailable' });
    outbox.resume();
    const sentButLost = expect(outbox.add(message('typing'), { volatile: true })).rejects.toMatchObject({
      code: 'unavailable',
    });
    outbox.suspend();
    await sentButLost;
    outbox.resume();
    expect(sent.length).toBe(1);
  });

  it('is bounded', async () => {
    for (let n = 0; n < 256; n += 1) void outbox.add(message(`${n}`));
    await expect(outbox.add(message('too much'))).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('reports a reply that does not come', async () => {
    outbox.resume();
    void outbox.add(message('hello'));
    await clock.pass(9_999);
    expect(overdue).toBe(0);
    await clock.pass(1);
    expect(overdue).toBe(1);
  });

  it('rejects everything when the user signs out', async () => {
    const ack = expect(outbox.add(message('secret'))).rejects.toBeInstanceOf(CommandError);
    outbox.clear();
    await ack;
    outbox.resume();
    await settled();
    expect(sent).toEqual([]);
  });
});
