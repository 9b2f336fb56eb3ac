import { HttpErrorResponse } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { FakeClock, settled } from '../../../testing/fake-clock';
import { messagesBed } from '../../../testing/messages-bed';
import { bob, carol, conversation, message } from '../../../testing/people';
import { refusal } from '../../../testing/refusal';
import { Page } from '../../shared/http/page';
import { Conversation } from '../../shared/realtime';
import { ConversationsStore } from './conversations.store';

describe('ConversationsStore', () => {
  let api: ReturnType<typeof messagesBed>['api'];
  let clock: FakeClock;
  let store: ConversationsStore;

  beforeEach(() => {
    ({ api, clock } = messagesBed());
    store = TestBed.inject(ConversationsStore);
  });

  it('is loading, then ready', async () => {
    expect(store.state()).toBe('loading');
    await store.load();
    expect(store.state()).toBe('ready');
    expect(store.find('with-bob')?.participants).toContainEqual(bob);
  });

  it('says what happened when it cannot be loaded, and recovers', async () => {
    api.conversations.mockRejectedValueOnce(new HttpErrorResponse({ status: 0 }));
    await expect(store.load()).rejects.toBeInstanceOf(HttpErrorResponse);
    expect(store.state()).toEqual({ failed: { code: 'network', message: 'The server cannot be reached.' } });
    store.tryLoad();
    await settled();
    expect(store.state()).toBe('ready');
  });

  it('keeps showing the list when a later load fails', async () => {
    await store.load();
    api.conversations.mockRejectedValueOnce(new HttpErrorResponse({ status: 503 }));
    store.tryLoad();
    await settled();
    expect([store.state(), store.list().length]).toEqual(['ready', 1]);
  });

  /** So many conversations, on pages of fifty. */
  function serve(total: number): void {
    api.conversations.mockImplementation((cursor = '0') => {
      const from = Number(cursor);
      const items = Array.from({ length: Math.min(50, total - from) }, (_, n) =>
        conversation(
          { id: `user-${from + n}`, username: `${from + n}` },
          { unread_count: from + n === total - 1 ? 1 : 0 },
        ),
      );
      return Promise.resolve({ items, next: from + 50 < total ? String(from + 50) : null });
    });
  }

  it('reads on by itself, so that what is unread further down counts too', async () => {
    serve(120);
    await store.load();
    expect([store.list().length, store.unread(), store.hasMore()]).toEqual([120, 1, false]);
  });

  it('reads no more than anybody looks at, and page after page what is looked for', async () => {
    serve(610);
    await store.load();
    expect([store.list().length, store.hasMore()]).toEqual([500, true]);
    await Promise.all([store.loadMore(), store.loadMore()]);
    expect(store.list().length).toBe(550);
    await store.ensure('with-605');
    expect([store.list().length, api.conversations.mock.calls.length]).toEqual([610, 13]);
  });

  it('reads all that it knows anew', async () => {
    serve(120);
    await store.load();
    store.applyUnread({ 'with-110': 4 });
    await store.load();
    expect([store.list().length, store.unread()]).toEqual([120, 1]);
  });

  it('says why the rest did not come, and goes on from there', async () => {
    api.conversations.mockResolvedValueOnce({ items: [conversation(bob)], next: 'page-2' });
    api.conversations.mockRejectedValueOnce(new HttpErrorResponse({ status: 500 }));
    await expect(store.load()).rejects.toBeInstanceOf(HttpErrorResponse);
    expect([store.state(), store.moreState()]).toMatchObject(['ready', { failed: { code: 'internal' } }]);
    api.conversations.mockRejectedValueOnce(new HttpErrorResponse({ status: 500 }));
    await store.ensure('with-nobody');
    api.conversations.mockResolvedValueOnce({ items: [conversation(carol)], next: null });
    await store.loadMore();
    expect([store.list().length, store.hasMore(), store.moreState()]).toEqual([2, false, 'idle']);
    expect(api.conversations.mock.calls).toEqual([[], ['page-2'], ['page-2'], ['page-2']]);
  });

  it('loads again for a message of a conversation it has never seen, once for many', async () => {
    for (let seq = 1; seq <= 80; seq += 1) store.apply(message(seq), seq);
    await settled();
    expect([store.list().length, api.conversations.mock.calls.length]).toEqual([1, 2]);
  });

  it('insists on a conversation it has never seen, as long as it is not there', async () => {
    await store.load();
    const withCarol = conversation(carol, { unread_count: 1 });
    api.conversations.mockRejectedValueOnce(refusal(503, 'unavailable', 500));
    api.conversations.mockRejectedValueOnce(refusal(503, 'unavailable', 500));
    api.conversations.mockResolvedValue({ items: [withCarol, conversation(bob)], next: null });
    store.apply(message(1, { conversation_id: 'with-carol' }), 1);
    await clock.pass(749);
    expect([store.unread(), api.conversations.mock.calls.length]).toEqual([0, 2]);
    await clock.pass(60_000);
    expect([store.unread(), api.conversations.mock.calls.length]).toEqual([1, 4]);
    store.apply(message(1, { conversation_id: 'with-nobody' }), 1);
    await clock.pass(60_000);
    expect(api.conversations).toHaveBeenCalledTimes(5);
  });

  it('does not insist on a conversation that has come otherwise', async () => {
    api.conversations.mockRejectedValueOnce(refusal(503, 'unavailable'));
    store.apply(message(1), 1);
    await settled();
    await store.load();
    await clock.pass(60_000);
    expect(api.conversations).toHaveBeenCalledTimes(2);
  });

  it('does not take an answer that was asked for before for newer than what events told', async () => {
    let answer: (page: Page<Conversation>) => void = () => undefined;
    api.conversations.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    const loaded = store.load();
    store.applyUnread({ 'with-bob': 0 });
    answer({
      items: [
        conversation(bob, { last_message: message(3), unread_count: 3 }),
        conversation(carol, { unread_count: 2 }),
      ],
      next: null,
    });
    await loaded;
    expect(store.unread()).toBe(2);
    store.apply(message(3, { status: 'read', read: true, edited_at: '2026-01-01T00:00:00Z', content: 'better' }));
    api.conversations.mockResolvedValueOnce({
      items: [conversation(bob, { last_message: message(3), unread_count: 1 }), conversation(carol)],
      next: null,
    });
    await store.load();
    expect([store.find('with-bob')?.last_message?.content, store.unread()]).toEqual(['better', 1]);
  });

  it('opens a conversation with anybody', async () => {
    api.open.mockResolvedValueOnce(conversation(carol));
    expect((await store.openWith(carol)).id).toBe('with-carol');
    expect(store.find('with-carol')).toBeDefined();
  });
});
