import { TestBed } from '@angular/core/testing';
import { settled } from '../../../testing/fake-clock';
import { FakeWebsocket } from '../../../testing/fake-websocket';
import { fromServer } from '../../../testing/golden-frames';
import { messagesBed } from '../../../testing/messages-bed';
import { alice, message, page } from '../../../testing/people';
import { refusal } from '../../../testing/refusal';
import { Message } from '../../shared/realtime';
import { ConversationsStore } from './conversations.store';
import { MessagesSync } from './messages-sync';
import { ReadingStore } from './reading.store';
import { ThreadsStore } from './threads.store';

describe('MessagesSync', () => {
  let socket: FakeWebsocket;
  let api: ReturnType<typeof messagesBed>['api'];
  let conversations: ConversationsStore;
  let threads: ThreadsStore;
  let sync: MessagesSync;

  beforeEach(async () => {
    ({ socket, api } = messagesBed());
    conversations = TestBed.inject(ConversationsStore);
    threads = TestBed.inject(ThreadsStore);
    sync = TestBed.inject(MessagesSync);
    sync.start();
    sync.openId.set('with-bob');
    await threads.open('with-bob');
  });

  const shown = () => threads.thread('with-bob').messages;

  it('puts a new message into the list and the open conversation', () => {
    socket.emit('new_message', { message: message(4), unread_count: 4 });
    expect(shown().at(-1)?.content).toBe('message 4');
    expect(conversations.find('with-bob')).toMatchObject({ unread_count: 4, last_message: { id: 'message-4' } });
    expect(sync.arrived()?.id).toBe('message-4');
  });

  it('does not count as unread what arrives before my eyes', () => {
    TestBed.inject(ReadingStore).watching.set('with-bob');
    socket.emit('new_message', { message: message(4), unread_count: 1 });
    expect(conversations.unread()).toBe(0);
  });

  it('applies the same event twice without a trace', () => {
    socket.emit('new_message', { message: message(4), unread_count: 1 });
    socket.emit('new_message', { message: message(4), unread_count: 1 });
    expect(shown().length).toBe(4);
  });

  it('follows edits and deletions', () => {
    socket.emit('message_edited', { message: message(2, { content: 'better', edited_at: '2025-11-24T12:00:00Z' }) });
    socket.emit('message_deleted', { message: message(3, { content: '', deleted: true }), unread_count: 1 });
    expect(shown().map(({ content }) => content)).toEqual(['message 1', 'better', '']);
    expect(conversations.unread()).toBe(1);
  });

  it('reads edits and deletions as the server writes them', async () => {
    const { message: edited } = fromServer.messageEdited.data;
    api.history.mockResolvedValueOnce({
      items: [{ ...edited, status: 'sent', content: 'before', edited_at: null }],
      next: null,
    });
    await threads.open(edited.conversation_id);
    const contents = () =>
      threads.thread(edited.conversation_id).messages.map(({ content, deleted }) => [content, deleted]);
    socket.emit('message_edited', fromServer.messageEdited.data as { message: Message });
    expect(contents()).toEqual([[edited.content, false]]);
    socket.emit('message_deleted', fromServer.messageDeleted.data as { message: Message; unread_count: number });
    expect(contents()).toEqual([['', true]]);
  });

  it('follows delivery and reading, here and on my other devices', () => {
    const mine = message(4, { sender_id: alice.id });
    socket.emit('new_message', { message: mine, unread_count: 0 });
    socket.emit('message_delivered', { conversation_id: 'with-bob', message_ids: [mine.id], delivered_at: '' });
    expect(shown().at(-1)?.status).toBe('delivered');
    socket.emit('read_receipt', { conversation_id: 'with-bob', message_ids: [mine.id], reader_id: 'bob', read_at: '' });
    expect(shown().at(-1)?.status).toBe('read');
    socket.emit('messages_read', { message_ids: ['message-1'], conversation_unread: { 'with-bob': 7 } });
    expect([shown()[0]?.read, conversations.unread()]).toEqual([true, 7]);
  });

  it('loads list and open conversation anew when continuity was lost', async () => {
    api.history.mockResolvedValueOnce(page(1, 9));
    await socket.loader();
    await settled();
    expect(shown().length).toBe(9);
    expect(api.conversations).toHaveBeenCalledTimes(2);
  });

  it('is not loaded as long as the open conversation is not, though it has never been', async () => {
    api.history.mockRejectedValueOnce(refusal(503, 'unavailable'));
    await threads.open('with-carol');
    sync.openId.set('with-carol');
    api.history.mockRejectedValueOnce(refusal(503, 'unavailable'));
    await expect(socket.loader()).rejects.toMatchObject({ status: 503 });
    await socket.loader();
    expect(threads.thread('with-carol').state).toBe('ready');
  });

  it('is not loaded as long as one part is missing', async () => {
    api.conversations.mockRejectedValueOnce(new Error('503'));
    await expect(socket.loader()).rejects.toThrow('503');
  });
});
