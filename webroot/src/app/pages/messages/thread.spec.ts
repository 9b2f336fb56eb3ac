import { message, messages } from '../../../testing/people';
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
  Thread,
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

  it('remembers what I have read', () => {
    const thread = applyRead(loaded(1, 2), ['message-2']);
    expect(thread.messages.map(({ read }) => read)).toEqual([false, true]);
  });
});
