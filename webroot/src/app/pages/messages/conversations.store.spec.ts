import { HttpErrorResponse } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { settled } from '../../../testing/fake-clock';
import { messagesBed } from '../../../testing/messages-bed';
import { bob, carol, conversation, message } from '../../../testing/people';
import { ConversationsStore } from './conversations.store';

describe('ConversationsStore', () => {
  let api: ReturnType<typeof messagesBed>['api'];
  let store: ConversationsStore;

  beforeEach(() => {
    ({ api } = messagesBed());
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

  it('loads page after page, one at a time', async () => {
    api.conversations.mockResolvedValueOnce({ items: [conversation(bob)], next: 'page-2' });
    api.conversations.mockResolvedValueOnce({ items: [conversation(carol)], next: null });
    await store.load();
    expect(store.hasMore()).toBe(true);
    await Promise.all([store.loadMore(), store.loadMore()]);
    await store.loadMore();
    expect(api.conversations.mock.calls).toEqual([[], ['page-2']]);
    expect([store.list().length, store.hasMore()]).toEqual([2, false]);
  });

  it('looks through the pages for a conversation that a link names', async () => {
    api.conversations.mockResolvedValueOnce({ items: [conversation(bob)], next: 'page-2' });
    api.conversations.mockResolvedValueOnce({ items: [conversation(carol)], next: 'page-3' });
    await store.load();
    await store.ensure('with-carol');
    expect(api.conversations).toHaveBeenCalledTimes(2);
  });

  it('gives up looking when a page cannot be had', async () => {
    api.conversations.mockResolvedValueOnce({ items: [conversation(bob)], next: 'page-2' });
    api.conversations.mockRejectedValueOnce(new HttpErrorResponse({ status: 500 }));
    await store.load();
    await store.ensure('with-nobody');
    expect(api.conversations).toHaveBeenCalledTimes(2);
  });

  it('loads again for a message of a conversation it has never seen', async () => {
    store.apply(message(1));
    await settled();
    expect(store.list().length).toBe(1);
  });

  it('sums up what is unread, and is content when the last message was seen', async () => {
    api.conversations.mockResolvedValueOnce({
      items: [
        conversation(bob, { last_message: message(3), unread_count: 3 }),
        conversation(carol, { unread_count: 2 }),
      ],
      next: null,
    });
    await store.load();
    expect(store.unread()).toBe(5);
    store.seen([message(2)]);
    expect(store.unread()).toBe(5);
    store.seen([message(3)]);
    expect(store.unread()).toBe(2);
  });

  it('opens a conversation with anybody', async () => {
    api.open.mockResolvedValueOnce(conversation(carol));
    expect((await store.openWith(carol)).id).toBe('with-carol');
    expect(store.find('with-carol')).toBeDefined();
  });
});
