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
});
