import { alice, message, NOON } from '../../../testing/people';
import { Outgoing } from './outgoing';
import { Bubble, timelineOf } from './timeline';

const mine = { sender_id: alice.id };
const outgoing: Outgoing = {
  client_message_id: 'client-9',
  conversation_id: 'with-bob',
  content: 'on its way',
  timestamp: NOON + 9000,
  state: 'sending',
};

function bubbles(...args: Parameters<typeof timelineOf>): Bubble[] {
  return timelineOf(...args).filter((item) => item.kind === 'bubble');
}

describe('timelineOf', () => {
  it('groups what one person says within five minutes', () => {
    const list = [message(1), message(2), message(3, mine), message(4), message(5, { timestamp: NOON + 400_000 })];
    expect(bubbles(list, [], alice.id).map(({ first, last }) => [first, last])).toEqual([
      [true, false],
      [false, true],
      [true, true],
      [true, true],
      [true, true],
    ]);
  });

  it('separates the days', () => {
    const items = timelineOf([message(1), message(2, { timestamp: NOON + 86_400_000 })], [], alice.id);
    expect(items.map(({ kind }) => kind)).toEqual(['day', 'bubble', 'day', 'bubble']);
  });

  it('has what is on its way at the end', () => {
    expect(bubbles([message(1)], [outgoing], alice.id).map(({ content, state }) => [content, state])).toEqual([
      ['message 1', 'sent'],
      ['on its way', 'sending'],
    ]);
  });

  it('shows a message once while both its event and its sending are known, under one and the same key', () => {
    const sent = message(9, { ...mine, content: 'on its way' });
    const [before] = bubbles([], [outgoing], alice.id);
    const after = bubbles([sent], [outgoing], alice.id);
    expect(after.length).toBe(1);
    expect(after[0]?.key).toBe(before?.key);
  });

  it('does not take the other side’s client id for mine', () => {
    expect(bubbles([message(9)], [outgoing], alice.id).length).toBe(2);
  });

  it('marks edited and deleted messages', () => {
    const list = [message(1, { edited_at: '2025-11-24T12:00:00Z' }), message(2, { deleted: true, content: '' })];
    expect(bubbles(list, [], alice.id).map(({ edited, deleted }) => [edited, deleted])).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  it('leaves what failed where it was written, and begins each day once', () => {
    const day = 86_400_000;
    const failed: Outgoing = { ...outgoing, timestamp: NOON + 1500, state: 'failed' };
    const late: Outgoing = { ...outgoing, client_message_id: 'late', timestamp: NOON + 1600 };
    const list = [message(1), message(2), message(3, { timestamp: NOON + day })];
    const items = timelineOf(list, [late, failed], alice.id);
    expect(items.map((item) => (item.kind === 'day' ? 'day' : item.key))).toEqual([
      'day',
      'message-1',
      'client-9',
      'message-2',
      'day',
      'message-3',
      'late',
    ]);
    expect(new Set(items.map(({ key }) => key)).size).toBe(items.length);
  });

  it('makes anew only what shows something else', () => {
    const list = [message(1), message(2), message(3, { status: 'sent' })];
    const before = bubbles(list, [outgoing], alice.id);
    const more = [...list.slice(0, 2), { ...message(3), status: 'read' as const }, message(4)];
    const after = bubbles(more, [outgoing], alice.id);
    expect(after.map((bubble) => before.includes(bubble))).toEqual([true, true, false, false, true]);
  });
});
