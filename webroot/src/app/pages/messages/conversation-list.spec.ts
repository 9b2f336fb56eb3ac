import { HttpErrorResponse, provideHttpClient } from '@angular/common/http';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { By } from '@angular/platform-browser';
import { provideRouter, Router } from '@angular/router';
import { vi } from 'vitest';
import { settled } from '../../../testing/fake-clock';
import { messagesBed } from '../../../testing/messages-bed';
import { alice, bob, carol, conversation, message } from '../../../testing/people';
import { Conversation } from '../../shared/realtime';
import { Drafts } from '../../shared/text/drafts';
import { provideIcons } from '../../shared/ui/icons';
import { ListEnd } from '../../shared/ui/list-end';
import { ConversationList } from './conversation-list';
import { ConversationsStore } from './conversations.store';
import { LiveConversations } from './live-conversations';
import { MessagesSync } from './messages-sync';

describe('ConversationList', () => {
  let api: ReturnType<typeof messagesBed>['api'];
  let socket: ReturnType<typeof messagesBed>['socket'];
  let clock: ReturnType<typeof messagesBed>['clock'];
  let fixture: ComponentFixture<ConversationList>;
  let opened: unknown[];

  beforeEach(() => {
    vi.useFakeTimers();
    ({ api, socket, clock } = messagesBed());
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideRouter([]), provideIcons()] });
    opened = [];
    vi.spyOn(TestBed.inject(Router), 'navigate').mockImplementation((commands) => {
      opened.push(commands);
      return Promise.resolve(true);
    });
    fixture = TestBed.createComponent(ConversationList);
    TestBed.tick();
  });

  afterEach(() => vi.useRealTimers());

  const page = () => fixture.nativeElement as HTMLElement;
  const text = () => page().querySelector('.scroller')?.textContent.replace(/\s+/g, ' ').trim();
  const field = () => page().querySelector('input') as HTMLInputElement;

  async function load(): Promise<void> {
    TestBed.inject(ConversationsStore).tryLoad();
    await settled();
    TestBed.tick();
  }

  async function search(query: string): Promise<void> {
    field().value = query;
    field().dispatchEvent(new Event('input'));
    TestBed.tick();
    await vi.advanceTimersByTimeAsync(200);
    TestBed.tick();
  }

  function press(key: string): void {
    field().dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }));
    TestBed.tick();
  }

  it('has the shape of a list while it is loading', () => {
    expect(page().querySelector('dt-skeleton')?.getAttribute('aria-label')).toBe('Loading conversations');
  });

  it('puts no more of a long list into the page than a part, and the rest on the way down', async () => {
    const many = Array.from({ length: 100 }, (_, n) => conversation({ id: `user-${n}`, username: `u${n}` }));
    api.conversations.mockResolvedValue({ items: many, next: null });
    await load();
    const lines = () => page().querySelectorAll('dt-conversation-item').length;
    const end = () => fixture.debugElement.query(By.directive(ListEnd)).componentInstance as ListEnd;
    expect([lines(), end().pages().hasMore()]).toEqual([60, true]);
    await end().pages().loadMore();
    TestBed.tick();
    expect([lines(), end().pages().hasMore(), api.conversations.mock.calls.length]).toEqual([100, false, 1]);
  });

  it('shows who types, in what is on the screen', async () => {
    await load();
    TestBed.inject(LiveConversations).entered('with-bob');
    await clock.pass(300);
    expect([...socket.channels]).toEqual(['conversation:with-bob']);
    const typing = { conversation_id: 'with-bob', user_id: bob.id, username: 'bob' };
    socket.emit('typing_start', typing);
    TestBed.tick();
    expect(text()).toContain('typing…');
    socket.emit('typing_stop', typing);
    TestBed.tick();
    expect(text()).not.toContain('typing…');
    TestBed.inject(LiveConversations).left('with-bob');
    await clock.pass(300);
    expect([...socket.channels]).toEqual([]);
  });

  it('shows what I have not finished writing, unless it is open', async () => {
    await load();
    TestBed.inject(Drafts).keep('with-bob', 'half a');
    TestBed.tick();
    expect(text()).toContain('Draft: half a');
    TestBed.inject(MessagesSync).openId.set('with-bob');
    TestBed.tick();
    expect(text()).not.toContain('Draft');
    TestBed.inject(Drafts).keep('with-bob', '');
  });

  it('shows who, what last and how much is unread', async () => {
    api.conversations.mockResolvedValue({
      items: [
        conversation(bob, { last_message: message(3), unread_count: 120 }),
        conversation(carol, { last_message: message(1, { conversation_id: 'with-carol', sender_id: alice.id }) }),
      ],
      next: null,
    });
    await load();
    const items = [...page().querySelectorAll('dt-conversation-item')].map((item) => item.textContent);
    expect(items[0]).toContain('bob');
    expect(items[0]).toContain('message 3');
    expect(items[0]).toContain('99+120 unread');
    expect(items[1]).toContain('You: message 1');
  });

  it('shows what has no content in words', async () => {
    const deleted = message(1, { conversation_id: 'with-carol', deleted: true, content: '' });
    api.conversations.mockResolvedValue({
      items: [conversation(bob), conversation(carol, { last_message: deleted })],
      next: null,
    });
    await load();
    expect(text()).toContain('No messages yet');
    expect(text()).toContain('Message deleted');
  });

  it('says that there is nothing yet and where to begin', async () => {
    api.conversations.mockResolvedValue({ items: [], next: null });
    await load();
    expect(text()).toBe('No conversations yet.Find someone');
  });

  it('says what happened and tries again', async () => {
    api.conversations.mockRejectedValueOnce(new HttpErrorResponse({ status: 0 }));
    await load();
    expect(text()).toBe('The server cannot be reached.Try again');
    page().querySelector<HTMLButtonElement>('dt-state-message button')?.click();
    await settled();
    TestBed.tick();
    expect(text()).toContain('bob');
  });

  it('says why there is no more of it, tries again, and says where it ends', async () => {
    api.conversations
      .mockResolvedValueOnce({ items: [conversation(bob)], next: 'page-2' })
      .mockRejectedValueOnce(new HttpErrorResponse({ status: 0 }))
      .mockResolvedValueOnce({ items: [conversation(carol)], next: null });
    await load();
    TestBed.tick();
    expect(text()).toContain('The server cannot be reached.Try again');
    page().querySelector<HTMLButtonElement>('dt-state-message button')?.click();
    await settled();
    TestBed.tick();
    expect(text()).toMatch(/bob.*carol.*That is all\.$/);
  });

  it('finds conversations at once and other people a moment later, never myself', async () => {
    api.people.mockResolvedValue({ items: [alice, bob, carol], next: null });
    await load();
    await search('b');
    expect(api.people).toHaveBeenCalledWith('b');
    expect([...page().querySelectorAll('dt-conversation-item')].length).toBe(1);
    expect([...page().querySelectorAll('.person')].map((person) => person.textContent.trim())).toEqual(['Ccarol']);
  });

  it('says that nobody has this name', async () => {
    api.people.mockResolvedValue({ items: [], next: null });
    await load();
    await search('zoe');
    expect(text()).toBe('Nobody is called “zoe”.');
  });

  it('says that the search failed', async () => {
    api.people.mockRejectedValue(new HttpErrorResponse({ status: 0 }));
    await load();
    await search('zoe');
    expect(text()).toBe('The server cannot be reached.');
  });

  it('opens the first one found with Enter: a conversation, else a person', async () => {
    api.people.mockResolvedValue({ items: [carol], next: null });
    api.open.mockResolvedValue(conversation(carol));
    await load();
    await search('bob');
    press('Enter');
    await search('carol');
    press('Enter');
    await settled();
    expect(opened).toEqual([
      ['/messages', 'with-bob'],
      ['/messages', 'with-carol'],
    ]);
    expect(api.open).toHaveBeenCalledWith(carol.id);
  });

  it('takes nobody into a conversation who has opened another one before it was there', async () => {
    api.people.mockResolvedValue({ items: [carol], next: null });
    let answer: (value: Conversation) => void = () => undefined;
    api.open.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    await load();
    await search('carol');
    press('Enter');
    press('Escape');
    TestBed.inject(MessagesSync).openId.set('with-bob');
    answer(conversation(carol));
    await settled();
    expect(opened).toEqual([]);
  });

  it('says why a conversation cannot be opened', async () => {
    api.people.mockResolvedValue({ items: [carol], next: null });
    api.open.mockRejectedValue(
      new HttpErrorResponse({ status: 403, error: { code: 'forbidden', message: 'carol has blocked you' } }),
    );
    await load();
    await search('carol');
    press('Enter');
    await settled();
    TestBed.tick();
    expect(page().querySelector('[role=alert]')?.textContent).toBe('Carol has blocked you.');
  });

  it('is the whole list again after Escape', async () => {
    await load();
    await search('zoe');
    press('Escape');
    expect([field().value, page().querySelectorAll('dt-conversation-item').length]).toEqual(['', 1]);
  });
});
