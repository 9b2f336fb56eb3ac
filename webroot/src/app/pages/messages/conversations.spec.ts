import { alice, bob, carol, conversation, message, NOON } from '../../../testing/people';
import { applyToList, applyUnread, mergeConversations, partnerOf, previewOf } from './conversations';

const withBob = conversation(bob, { last_message: message(3), unread_count: 2 });
const withCarol = conversation(carol, { updated_at: new Date(NOON + 60_000).toISOString() });

describe('the list of conversations', () => {
  it('has the newest first', () => {
    expect(mergeConversations([withBob], [withCarol]).map(({ id }) => id)).toEqual(['with-carol', 'with-bob']);
  });

  it('does not fall back behind a live message when an older answer arrives', () => {
    const stale = conversation(bob, { last_message: message(2), unread_count: 1 });
    expect(mergeConversations([withBob], [stale])).toEqual([withBob]);
    expect(mergeConversations([stale], [withBob])).toEqual([withBob]);
  });

  it('moves a conversation up with its new message and count', () => {
    const list = applyToList([withCarol, withBob], message(4, { timestamp: NOON + 120_000 }), 3);
    expect(list?.[0]).toMatchObject({ id: 'with-bob', unread_count: 3, last_message: { conversation_seq: 4 } });
  });

  it('shows an edit of the last message, and leaves it alone when an older one changes', () => {
    const edited = applyToList([withBob], message(3, { content: 'better' }), undefined);
    const older = applyToList([withBob], message(2, { content: 'better' }), undefined);
    expect(edited?.[0]).toMatchObject({ unread_count: 2, last_message: { content: 'better' } });
    expect(older?.[0]?.last_message).toEqual(message(3));
  });

  it('does not know a conversation that was never loaded', () => {
    expect(applyToList([withCarol], message(1), 1)).toBeUndefined();
  });

  it('takes over unread counts', () => {
    expect(applyUnread([withBob, withCarol], { 'with-bob': 0 }).map((one) => one.unread_count)).toEqual([0, 0]);
  });

  it('says in one line what was last, and turns no line of ours around', () => {
    const preview = (content: string, sender_id = bob.id) =>
      previewOf({ ...withBob, last_message: message(3, { content, sender_id }) }, alice.id);
    expect(preview('```\nmvn package\n```')).toBe('mvn package');
    expect([preview('see `npm ci`', alice.id), preview('שלום!', alice.id)]).toEqual([
      'You: see npm ci',
      'You: \u2068שלום!\u2069',
    ]);
  });

  it('names the other side, even where there is none', () => {
    expect(partnerOf(withBob, alice.id)).toEqual(bob);
    expect(partnerOf({ ...withBob, participants: [alice] }, alice.id)).toEqual(alice);
    expect(partnerOf({ ...withBob, participants: [] }, alice.id).username).toBe('Deleted user');
  });
});
