import { effect } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { FakeClock, settled } from '../../../testing/fake-clock';
import { FakeWebsocket } from '../../../testing/fake-websocket';
import { messagesBed } from '../../../testing/messages-bed';
import { bob, conversation, message, messages, page } from '../../../testing/people';
import { CommandError } from '../../shared/realtime';
import { ConversationsStore } from './conversations.store';
import { ReadingStore } from './reading.store';
import { ThreadsStore } from './threads.store';

describe('ReadingStore', () => {
  let socket: FakeWebsocket;
  let clock: FakeClock;
  let reading: ReadingStore;
  let conversations: ConversationsStore;

  let bed: ReturnType<typeof messagesBed>;

  beforeEach(async () => {
    bed = messagesBed();
    ({ socket, clock } = bed);
    bed.api.conversations.mockResolvedValue({
      items: [conversation(bob, { last_message: message(3), unread_count: 3 })],
      next: null,
    });
    reading = TestBed.inject(ReadingStore);
    conversations = TestBed.inject(ConversationsStore);
    await conversations.load();
    await TestBed.inject(ThreadsStore).open('with-bob');
  });

  const told = () => socket.send.mock.calls.map(([command]) => command.data['message_ids']);

  it('tells the server together what was seen within a moment', async () => {
    socket.send.mockResolvedValue({ conversation_unread: { 'with-bob': 1 } });
    reading.seen(message(1));
    reading.seen(message(2));
    reading.seen(message(2));
    await clock.pass(250);
    expect(told()).toEqual([['message-1', 'message-2']]);
    expect(conversations.unread()).toBe(1);
    expect(
      TestBed.inject(ThreadsStore)
        .thread('with-bob')
        .messages.map(({ read }) => read),
    ).toEqual([true, true, false]);
  });

  it('reads all of a conversation whose newest message was seen, loaded or not, and says what the server says', async () => {
    bed.api.history.mockResolvedValueOnce(page(21, 70)).mockResolvedValueOnce(page(1, 20));
    await TestBed.inject(ThreadsStore).reload('with-bob');
    bed.api.history.mockResolvedValueOnce(page(1, 20));
    socket.send
      .mockResolvedValueOnce({ conversation_unread: { 'with-bob': 20 } })
      .mockResolvedValueOnce({ conversation_unread: { 'with-bob': 0 } });
    const counts: number[] = [];
    TestBed.runInInjectionContext(() => effect(() => counts.push(conversations.unread())));
    messages(60, 70).forEach((one) => reading.seen(one));
    await clock.pass(250);
    TestBed.tick();
    expect(told().map((ids) => (ids as string[]).length)).toEqual([50, 20]);
    expect([conversations.unread(), counts]).toEqual([0, [0]]);
    expect(bed.api.history.mock.lastCall).toEqual(['with-bob', { before_seq: 21, limit: 100 }]);
  });

  it('lets what is unread stay so where the end was not seen', async () => {
    socket.send.mockResolvedValue({ conversation_unread: { 'with-bob': 2 } });
    reading.seen(message(2));
    await clock.pass(250);
    expect([told(), conversations.unread()]).toEqual([[['message-2']], 2]);
  });

  it('names at most a hundred in one command', async () => {
    socket.send.mockResolvedValue({ conversation_unread: {} });
    messages(1, 250).forEach((one) => reading.seen(one));
    await clock.pass(250);
    expect(told().map((ids) => (ids as string[]).length)).toEqual([100, 100, 50]);
  });

  it('says it again when it could not be said, a few times, with all that belongs to it', async () => {
    const lost = new CommandError({ code: 'unavailable', message: 'no', retry_after_ms: 500 });
    socket.send.mockRejectedValueOnce(lost).mockRejectedValueOnce(lost);
    socket.send.mockResolvedValue({ conversation_unread: { 'with-bob': 0 } });
    reading.seen(message(3));
    await clock.pass(250 + 749);
    expect(told().length).toBe(1);
    await clock.pass(60_000);
    expect(told()).toEqual(Array.from({ length: 3 }, () => ['message-3', 'message-1', 'message-2']));
    socket.send.mockRejectedValue(lost);
    reading.seen(message(4));
    await clock.pass(600_000);
    expect(told().length).toBe(3 + 6);
  });

  it('lets an event that comes before the answer stand: it is the newer one, or the newest is still to come', async () => {
    let answer: (unread: object) => void = () => undefined;
    socket.send.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    reading.seen(message(3));
    await clock.pass(250);
    conversations.apply(message(4), 1);
    answer({ conversation_unread: { 'with-bob': 0 } });
    await settled();
    expect(conversations.unread()).toBe(1);
  });

  it('does not bother anybody when the server cannot do it', async () => {
    socket.send.mockRejectedValue(new CommandError({ code: 'unknown_event', message: 'message_read' }));
    reading.seen(message(3));
    await clock.pass(60_000);
    expect([conversations.unread(), told().length]).toEqual([0, 1]);
  });
});
