import { HttpErrorResponse, provideHttpClient } from '@angular/common/http';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { vi } from 'vitest';
import { FakeClock, settled } from '../../../testing/fake-clock';
import { FakeWebsocket } from '../../../testing/fake-websocket';
import { messagesBed } from '../../../testing/messages-bed';
import { alice, bob, conversation, message, page as pageOf } from '../../../testing/people';
import { refusal } from '../../../testing/refusal';
import { CommandError } from '../../shared/realtime';
import { AHEAD } from '../../shared/time/now';
import { BlocksStore } from '../../shared/settings/blocks.store';
import { provideIcons } from '../../shared/ui/icons';
import { ConversationView } from './conversation-view';
import { ConversationsStore } from './conversations.store';
import { MessagesSync } from './messages-sync';
import { ReadingStore } from './reading.store';
import { ThreadsStore } from './threads.store';

describe('ConversationView', () => {
  let socket: FakeWebsocket;
  let api: ReturnType<typeof messagesBed>['api'];
  let blocks: ReturnType<typeof messagesBed>['blocks'];
  let clock: FakeClock;
  let fixture: ComponentFixture<ConversationView>;

  beforeEach(() => {
    ({ socket, api, blocks, clock } = messagesBed());
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideRouter([]), provideIcons()] });
    TestBed.inject(MessagesSync).start();
  });

  const page = () => fixture.nativeElement as HTMLElement;
  const bubbles = () => [...page().querySelectorAll('.content')].map((content) => content.textContent);
  const scroller = () => page().querySelector('.scroller') as HTMLElement;

  async function open(id = 'with-bob'): Promise<void> {
    fixture = TestBed.createComponent(ConversationView);
    fixture.componentRef.setInput('conversationId', id);
    await show();
  }

  async function show(): Promise<void> {
    TestBed.tick();
    await settled();
    TestBed.tick();
  }

  async function say(text: string): Promise<void> {
    const field = page().querySelector('textarea') as HTMLTextAreaElement;
    field.value = text;
    field.dispatchEvent(new Event('input'));
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', cancelable: true }));
    await show();
  }

  function click(name: string): void {
    const named = (button: HTMLButtonElement) => button.textContent.includes(name);
    [...page().querySelectorAll('button')].find(named)?.click();
  }

  /** The reader has scrolled up: jsdom has no layout, so the sizes are told. */
  function scrollUp(): void {
    Object.defineProperties(scroller(), {
      scrollHeight: { value: 2000, configurable: true },
      clientHeight: { value: 400, configurable: true },
    });
    scroller().scrollTop = 100;
    scroller().dispatchEvent(new Event('scroll'));
    TestBed.tick();
  }

  it('shows whom I talk to and what was said, from the first day on', async () => {
    await open();
    expect(page().querySelector('h1')?.textContent).toBe('bob');
    expect(bubbles()).toEqual(['message 1', 'message 2', 'message 3']);
    expect(page().querySelectorAll('.day').length).toBe(1);
    expect(page().querySelector('.start')?.textContent).toContain('begins');
    expect(TestBed.inject(MessagesSync).openId()).toBe('with-bob');
  });

  it.each([true, false])('has the caret where it is written, where there is a keyboard (%s)', async (isThere) => {
    vi.stubGlobal('matchMedia', () => ({ matches: isThere }));
    await open();
    document.body.append(page());
    const isWriting = () => document.activeElement === page().querySelector('textarea');
    fixture.componentRef.setInput('conversationId', 'with-carol');
    await show();
    expect(isWriting()).toBe(isThere);
    page().remove();
    vi.unstubAllGlobals();
  });

  it('lets enter what is said now, not what was said before, by a clock that is slow', async () => {
    const behind = 60 * 60_000;
    TestBed.inject(AHEAD).set(behind);
    const at = (ms: number) => ({ timestamp: Date.now() + behind + ms });
    api.history.mockResolvedValue({ items: [message(1, at(-10_000))], next: null });
    await open();
    expect(page().querySelectorAll('.message').length).toBe(1);
    expect(page().querySelectorAll('.entering').length).toBe(0);
    socket.emit('new_message', { message: message(2, at(10_000)), unread_count: 1 });
    await show();
    expect(page().querySelectorAll('.entering').length).toBe(1);
  });

  it('invites to begin', async () => {
    api.history.mockResolvedValue({ items: [], next: null });
    await open();
    expect(page().querySelector('.start')?.textContent).toBe('No messages yet. Say hello to bob.');
  });

  it('does not invite to begin where I have blocked the other', async () => {
    api.history.mockResolvedValue({ items: [], next: null });
    blocks.list.mockResolvedValue({ items: [{ ...bob, blocked_at: '2026-01-01T00:00:00Z' }], next: null });
    TestBed.inject(BlocksStore).start();
    await open();
    expect(page().querySelector('.start')?.textContent).toBe('No messages yet.');
  });

  it('shows code and addresses for what they are', async () => {
    const content = 'run `npm ci`, see https://a.example/b\n```\nx = 1\n```';
    api.history.mockResolvedValue({ items: [message(1, { content })], next: null });
    await open();
    expect(page().querySelector('code')?.textContent).toBe('npm ci');
    expect(page().querySelector('pre')?.textContent).toBe('x = 1');
    expect(page().querySelector<HTMLAnchorElement>('.content a')?.rel).toBe('noopener noreferrer');
  });

  it('shows what I send at once, and how far it has come', async () => {
    await open();
    await say('hello');
    expect(bubbles().at(-1)).toBe('hello');
    const mark = () => [...page().querySelectorAll('.meta [role=img]')].at(-1)?.getAttribute('aria-label');
    const sent = String(socket.send.mock.lastCall?.[0].data['client_message_id']);
    const stored = message(4, { sender_id: alice.id, content: 'hello', client_message_id: sent });
    socket.emit('new_message', { message: stored, unread_count: 0 });
    await show();
    expect([bubbles().length, mark()]).toEqual([4, 'Sent, not delivered yet']);
    socket.emit('message_delivered', { conversation_id: 'with-bob', message_ids: [stored.id], delivered_at: '' });
    await show();
    expect(mark()).toBe('Delivered');
  });

  it('marks a message that could not be sent, with a way on and a way out', async () => {
    await open();
    socket.send.mockRejectedValue(new CommandError({ code: 'forbidden', message: 'bob has blocked you' }));
    await say('hello');
    expect(page().querySelector('.failure span')?.textContent).toBe('Not sent. Bob has blocked you.');
    click('Retry');
    await show();
    expect(socket.send.mock.calls.filter(([{ event }]) => event === 'send_message').length).toBe(2);
    click('Delete');
    await show();
    expect(bubbles().length).toBe(3);
  });

  it('says in place of the composer that there is nothing to write to somebody blocked', async () => {
    blocks.list.mockResolvedValue({ items: [{ ...bob, blocked_at: '' }], next: null });
    await TestBed.inject(BlocksStore).load();
    await open();
    const closed = () => page().querySelector('.closed')?.textContent.replace(/\s+/g, ' ').trim();
    expect([closed(), page().querySelector('dt-composer')]).toEqual(['You blocked bob. Unblock', null]);
    click('Unblock');
    await show();
    expect([blocks.set.mock.lastCall, closed()]).toEqual([['user-bob', false], undefined]);
    expect(page().querySelector('dt-composer')).not.toBeNull();
  });

  it('believes the server that nothing can be written here, while its refusal stands', async () => {
    await open();
    socket.send.mockRejectedValue(new CommandError({ code: 'forbidden', message: 'you cannot write to bob' }));
    await say('hello');
    expect(page().querySelector('.closed')?.textContent).toBe('You cannot write to bob.');
    click('Delete');
    await show();
    expect(page().querySelector('dt-composer')).not.toBeNull();
  });

  describe('a message of mine', () => {
    const mine = message(3, { sender_id: alice.id, content: 'helo' });

    beforeEach(async () => {
      api.history.mockResolvedValue({ items: [mine, message(2), message(1)], next: null });
      await open();
    });

    const options = () => page().querySelectorAll<HTMLElement>('.options');
    const own = () => [...page().querySelectorAll('dt-message-bubble')].at(-1) as HTMLElement;

    async function choose(label: string): Promise<void> {
      options()[0]?.click();
      await show();
      const items = [...document.querySelectorAll<HTMLElement>('[mat-menu-item]')];
      items.find(({ textContent }) => textContent.includes(label))?.click();
      await show();
    }

    it('has options, those of others have none', () => {
      expect(options().length).toBe(1);
    });

    it('is edited in its place, and Esc leaves it as it was', async () => {
      await choose('Edit');
      const field = () => own().querySelector('textarea') as HTMLTextAreaElement;
      expect([field().value, page().querySelector('.content')]).not.toContain(null);
      field().dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
      await show();
      expect(bubbles().at(-1)).toBe('helo');

      await choose('Edit');
      field().value = ' hello ';
      field().dispatchEvent(new Event('input'));
      socket.send.mockResolvedValue({ message: { ...mine, content: 'hello', edited_at: '2026-01-01T00:00:00Z' } });
      field().dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', cancelable: true }));
      await show();
      expect(socket.send.mock.lastCall?.[0].data).toEqual({ message_id: mine.id, content: 'hello' });
      expect([bubbles().at(-1), own().querySelector('.meta')?.textContent]).toEqual([
        'hello',
        expect.stringContaining('edited'),
      ]);
    });

    it.each(['Edit', 'Delete'])('is no longer there to %s when another device has deleted it', async (label) => {
      await choose(label);
      expect(own().querySelector('textarea, .question')).not.toBeNull();
      socket.emit('message_deleted', { message: { ...mine, content: '', deleted: true }, unread_count: 0 });
      await show();
      expect([own().querySelector('textarea, .question'), own().querySelector('.deleted')]).toEqual([
        null,
        expect.any(HTMLElement),
      ]);
    });

    it('is deleted only after a question', async () => {
      await choose('Delete');
      click('Keep');
      await show();
      expect(own().querySelector('.question')).toBeNull();
      await choose('Delete');
      socket.send.mockResolvedValue({ message: { ...mine, content: '', deleted: true } });
      own().querySelector<HTMLElement>('.question button')?.click();
      await show();
      expect(socket.send.mock.lastCall?.[0]).toMatchObject({ event: 'delete_message', data: { message_id: mine.id } });
      expect([own().querySelector('.deleted')?.textContent, options().length]).toEqual([
        'This message was deleted.',
        0,
      ]);
    });

    it('says when the server does not want it changed', async () => {
      await choose('Delete');
      socket.send.mockRejectedValue(new CommandError({ code: 'forbidden', message: 'it is too late' }));
      own().querySelector<HTMLElement>('.question button')?.click();
      await show();
      expect(own().querySelector('[role=alert]')?.textContent.trim()).toBe('Not changed. It is too late.');
      expect(bubbles().at(-1)).toBe('helo');
    });
  });

  it('says aloud what arrives while I look, not the history', async () => {
    await open();
    const spoken = () => page().querySelector('[aria-live=polite]')?.textContent;
    expect(spoken()).toBe('');
    socket.emit('new_message', { message: message(4), unread_count: 1 });
    await show();
    expect(spoken()).toBe('bob: message 4');
  });

  it('says aloud the second time, too, what is said twice', async () => {
    await open();
    const said = () => page().querySelector('[aria-live=polite] p');
    socket.emit('new_message', { message: message(4, { content: 'ok' }), unread_count: 1 });
    await show();
    const first = said();
    socket.emit('new_message', { message: message(5, { content: 'ok' }), unread_count: 2 });
    await show();
    expect([first?.textContent, first?.isConnected, said()?.textContent]).toEqual(['bob: ok', false, 'bob: ok']);
  });

  it('counts on a pill what arrives while I read further up', async () => {
    await open();
    scrollUp();
    socket.emit('new_message', { message: message(4), unread_count: 1 });
    socket.emit('new_message', { message: message(5, { sender_id: alice.id }), unread_count: 0 });
    await show();
    expect(page().querySelector('.pill')?.textContent.trim()).toBe('1 new message');
    expect(scroller().scrollTop).toBe(100);
    expect(TestBed.inject(ReadingStore).watching()).toBeUndefined();
    (page().querySelector('.pill') as HTMLElement).click();
    TestBed.tick();
    expect([page().querySelector('.pill'), scroller().scrollTop]).toEqual([null, 2000]);
    expect(TestBed.inject(ReadingStore).watching()).toBe('with-bob');
  });

  it('shows that the other one is typing, and tells when I am', async () => {
    await open();
    await show();
    expect([...socket.channels]).toEqual(['conversation:with-bob']);
    const typing = () => page().querySelector('.typing')?.textContent.trim();
    expect(typing()).toBe('');
    const bobs = { conversation_id: 'with-bob', user_id: 'user-bob', username: 'bob' };
    socket.emit('typing_start', bobs);
    await show();
    expect(typing()).toBe('bob is typing…');
    socket.emit('typing_stop', bobs);
    await show();
    expect(typing()).toBe('');
    const field = page().querySelector('textarea') as HTMLTextAreaElement;
    field.value = 'h';
    field.dispatchEvent(new Event('input'));
    field.dispatchEvent(new Event('blur'));
    expect(socket.send.mock.calls.map(([command]) => command.event)).toEqual(['typing_start', 'typing_stop']);
    fixture.destroy();
    expect([...socket.channels]).toEqual([]);
  });

  it('goes to the end when I say something', async () => {
    await open();
    scrollUp();
    await say('hello');
    expect(scroller().scrollTop).toBe(2000);
  });

  it('says that a conversation is not there, and offers nothing that would not help', async () => {
    api.history.mockRejectedValue(refusal(403, 'forbidden'));
    await open('with-nobody');
    expect(page().textContent).toContain('There is no such conversation, or it is not yours.');
    expect(page().querySelector('dt-composer')).toBeNull();
  });

  describe('whose messages cannot be had for now', () => {
    beforeEach(async () => {
      api.history.mockImplementationOnce(() => new Promise((_resolve, reject) => (refuse = reject)));
      await open();
      field = page().querySelector('textarea');
      refuse(refusal(503, 'unavailable'));
      await show();
    });

    let refuse: (error: unknown) => void;
    let field: Element | null;

    it('still takes what I write, and shows it', async () => {
      expect([page().textContent.includes('Try again'), page().querySelector('textarea')]).toEqual([true, field]);
      socket.send.mockReturnValue(new Promise(() => undefined));
      await say('hello');
      const { event, data } = socket.send.mock.lastCall?.[0] ?? {};
      expect([event, data?.['content'], bubbles()]).toEqual(['send_message', 'hello', ['hello']]);
      const mine = { sender_id: alice.id, content: 'hello', client_message_id: String(data?.['client_message_id']) };
      socket.emit('new_message', { message: message(5, mine), unread_count: 0 });
      socket.emit('new_message', { message: message(6), unread_count: 1 });
      await show();
      expect([bubbles(), page().querySelector('textarea')]).toEqual([['hello'], field]);
      expect(TestBed.inject(ConversationsStore).unread()).toBe(1);
    });

    it('has them by itself, where they belong', async () => {
      await say('hello');
      const [timeline] = page().querySelectorAll('dt-message-timeline');
      await clock.pass(60_000);
      await show();
      expect(bubbles()).toEqual(['message 1', 'message 2', 'message 3', 'hello']);
      expect(page().textContent).not.toContain('Try again');
      expect([page().querySelector('dt-message-timeline'), page().querySelector('textarea')]).toEqual([
        timeline,
        field,
      ]);
    });
  });

  it('says what happened and tries again', async () => {
    api.history.mockRejectedValueOnce(new HttpErrorResponse({ status: 0 }));
    await open();
    expect(page().textContent).toContain('The server cannot be reached.');
    click('Try again');
    await show();
    expect(bubbles().length).toBe(3);
  });

  it('says that older messages are on their way only while they are, and why they did not come', async () => {
    api.history.mockResolvedValueOnce(pageOf(51, 100));
    await open();
    const above = () => page().querySelector('.older')?.textContent.trim();
    expect([above(), bubbles().length]).toEqual(['', 50]);
    let fail: (error: Error) => void = () => undefined;
    api.history.mockReturnValueOnce(new Promise((_resolve, reject) => (fail = reject)));
    void TestBed.inject(ThreadsStore).loadOlder('with-bob');
    await show();
    expect(above()).toBe('Loading older messages…');
    fail(new HttpErrorResponse({ status: 0 }));
    await show();
    expect(above()).toBe('The server cannot be reached. Try again');
    api.history.mockResolvedValueOnce(pageOf(41, 50));
    click('Try again');
    await show();
    expect([above(), bubbles().length]).toEqual([undefined, 60]);
  });

  it('says whom a link names who stands far down a list that is only being loaded', async () => {
    api.conversations.mockImplementation((cursor = '0') => {
      const from = Number(cursor);
      const items = Array.from({ length: 50 }, (_, n) => conversation({ id: `${from + n}`, username: `${from + n}` }));
      return Promise.resolve({ items, next: from < 600 ? String(from + 50) : null });
    });
    TestBed.inject(ConversationsStore).tryLoad();
    await open('with-620');
    for (let turn = 0; turn < 8; turn += 1) await show();
    expect(page().querySelector('h1')?.textContent).toBe('620');
  });

  it('changes to another conversation', async () => {
    await open();
    api.history.mockResolvedValue(pageOf(1, 1));
    fixture.componentRef.setInput('conversationId', 'with-carol');
    await show();
    expect(api.history.mock.lastCall?.[0]).toBe('with-carol');
    expect(bubbles()).toEqual(['message 1']);
    fixture.destroy();
    expect(TestBed.inject(MessagesSync).openId()).toBeUndefined();
  });
});
