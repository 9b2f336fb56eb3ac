import { alice, message, messages } from '../../../testing/people';
import { Message } from '../../shared/realtime';
import {
  applyMessage,
  applyRead,
  applyStatus,
  EMPTY_THREAD,
  fillHole,
  holeOf,
  lastSeq,
  prependPage,
  renewed,
  Thread,
  withOwnAhead,
} from './thread';

const seqs = (list: readonly Message[]) => list.map(({ conversation_seq }) => conversation_seq);

function loaded(from: number, to: number): Thread {
  return prependPage(EMPTY_THREAD, messages(from, to).reverse(), from > 1);
}

describe('a thread', () => {
  it('shows a page of history in the order of the conversation', () => {
    const thread = loaded(5, 8);
    expect([seqs(thread.messages), thread.hasOlder, lastSeq(thread)]).toEqual([[5, 6, 7, 8], true, 8]);
  });

  it('puts older pages before what is there, each message once', () => {
    const thread = prependPage(loaded(5, 8), messages(1, 5).reverse(), false);
    expect(seqs(thread.messages)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('appends the next message', () => {
    expect(seqs(applyMessage(loaded(1, 3), message(4)).messages)).toEqual([1, 2, 3, 4]);
  });

  it('takes a repeat for what it is', () => {
    expect(seqs(applyMessage(loaded(1, 3), message(3)).messages)).toEqual([1, 2, 3]);
  });

  it('ignores what is older than what is loaded', () => {
    expect(applyMessage(loaded(5, 8), message(2))).toEqual(loaded(5, 8));
  });

  it('holds a message back until those before it are known', () => {
    const thread = applyMessage(applyMessage(loaded(1, 3), message(7)), message(6));
    expect([seqs(thread.messages), seqs(thread.ahead)]).toEqual([
      [1, 2, 3],
      [6, 7],
    ]);
    expect(holeOf(thread)).toEqual({ after_seq: 3, before_seq: 6 });
    const whole = fillHole(thread, messages(4, 5).reverse());
    expect([seqs(whole.messages), whole.ahead, holeOf(whole)]).toEqual([[1, 2, 3, 4, 5, 6, 7], [], undefined]);
  });

  it('asks on while only a part of the hole has come', () => {
    const thread = fillHole(applyMessage(loaded(1, 3), message(9)), messages(6, 8).reverse());
    expect(holeOf(thread)).toEqual({ after_seq: 3, before_seq: 6 });
  });

  it('believes the server when it says that there is nothing in between', () => {
    const thread = fillHole(applyMessage(loaded(1, 3), message(6)), []);
    expect([seqs(thread.messages), holeOf(thread)]).toEqual([[1, 2, 3, 6], undefined]);
    expect(fillHole(loaded(1, 3), [])).toEqual(loaded(1, 3));
  });

  it('keeps what arrives while the first page is on its way', () => {
    const early = applyMessage(EMPTY_THREAD, message(4));
    expect([early.messages, holeOf(early)]).toEqual([[], undefined]);
    expect(seqs(prependPage(early, messages(1, 3).reverse(), false).messages)).toEqual([1, 2, 3, 4]);
  });

  it('shows the first message of a new conversation', () => {
    const empty = prependPage(EMPTY_THREAD, [], false);
    expect(seqs(applyMessage(empty, message(1)).messages)).toEqual([1]);
  });

  it('takes over an edit and does not undo it by an older copy', () => {
    const edited = message(2, { content: 'better', edited_at: '2025-11-24T12:00:00Z' });
    const thread = applyMessage(applyMessage(loaded(1, 3), edited), message(2));
    expect(thread.messages[1]?.content).toBe('better');
  });

  it('does not bring a deleted message back', () => {
    const deleted = message(2, { content: '', deleted: true });
    const thread = applyMessage(applyMessage(loaded(1, 3), deleted), message(2));
    expect(thread.messages[1]).toMatchObject({ deleted: true, content: '' });
  });

  it('moves delivery only forward', () => {
    const read = applyStatus(loaded(1, 2), ['message-1'], 'read');
    const thread = applyMessage(applyStatus(read, ['message-1', 'message-2'], 'delivered'), message(1));
    expect(thread.messages.map(({ status }) => status)).toEqual(['read', 'delivered']);
  });

  it('takes what is read anew in place of what was loaded, and keeps what has come since it was asked for', () => {
    const thread = applyMessage(applyMessage(loaded(51, 100), message(101)), message(103));
    const fresh = renewed(thread, 100, messages(61, 99).reverse(), true);
    expect([seqs(fresh.messages).slice(0, 1), seqs(fresh.messages).at(-1), seqs(fresh.ahead)]).toEqual([
      [61],
      99,
      [101, 103],
    ]);
  });

  it('has no hole where what is read anew begins later', () => {
    const early = applyMessage(applyMessage(EMPTY_THREAD, message(5)), message(101));
    const fresh = renewed(early, 0, messages(51, 100).reverse(), true);
    expect([seqs(fresh.messages)[0], lastSeq(fresh), fresh.messages.length]).toEqual([51, 101, 51]);
  });

  it('keeps what events have told while it was read anew', () => {
    const edited = message(2, { content: 'better', edited_at: '2025-11-24T12:00:00Z' });
    const told = applyStatus(applyMessage(loaded(1, 3), edited), ['message-3', 'message-4'], 'delivered');
    const fresh = renewed(told, 3, messages(1, 4).reverse(), false);
    expect(fresh.messages.map(({ content, status }) => [content, status])).toEqual([
      ['message 1', 'sent'],
      ['better', 'sent'],
      ['message 3', 'delivered'],
      ['message 4', 'delivered'],
    ]);
  });

  it('shows what I have said ahead of a hole, and nothing of others there', () => {
    const mine = message(7, { sender_id: alice.id });
    const thread = applyMessage(applyMessage(loaded(1, 3), message(6)), mine);
    expect(seqs(withOwnAhead(thread, alice.id))).toEqual([1, 2, 3, 7]);
    expect(withOwnAhead(loaded(1, 3), alice.id).length).toBe(3);
  });

  it('remembers what I have read', () => {
    const thread = applyRead(loaded(1, 2), ['message-2']);
    expect(thread.messages.map(({ read }) => read)).toEqual([false, true]);
  });
});
