import { TestBed } from '@angular/core/testing';
import { settled } from '../../../testing/fake-clock';
import { FakeWebsocket } from '../../../testing/fake-websocket';
import { messagesBed } from '../../../testing/messages-bed';
import { alice, bob, conversation, message } from '../../../testing/people';
import { MemoryStorage } from '../../../testing/session';
import { keptUnder, personalKey } from '../../shared/auth/personal-storage';
import { SESSION_STORAGE } from '../../shared/auth/session';
import { AHEAD } from '../../shared/time/now';
import { CommandError, Message } from '../../shared/realtime';
import { WebsocketService } from '../../shared/services/websocket.service';
import { ConversationsStore } from './conversations.store';
import { MessagesApi } from './messages.api';
import { OutgoingStore } from './outgoing.store';
import { Outgoing } from './outgoing';
import { timelineOf } from './timeline';

const forbidden = new CommandError({ code: 'forbidden', message: 'you cannot write to bob' });

describe('OutgoingStore', () => {
  let socket: FakeWebsocket;
  let stored: Message[];
  let store: OutgoingStore;

  function begin(): void {
    ({ socket } = messagesBed());
    stored = [];
    store = TestBed.inject(OutgoingStore);
  }

  const states = () => store.all().map(({ state }) => state);
  const clientIds = () => socket.send.mock.calls.map(([command]) => command.data['client_message_id']);

  it('shows a message at once and lets go of it when it is stored', async () => {
    begin();
    store.start((one) => stored.push(one));
    socket.send.mockResolvedValueOnce({ message: message(4, { sender_id: alice.id }) });
    store.send('with-bob', 'hello');
    expect(states()).toEqual(['sending']);
    expect(socket.send.mock.calls[0]?.[0]).toMatchObject({
      event: 'send_message',
      data: { conversation_id: 'with-bob', content: 'hello' },
    });
    await settled();
    expect([store.all(), stored.length]).toEqual([[], 1]);
  });

  it('lets go of it when the event is faster than the ack', () => {
    begin();
    store.send('with-bob', 'hello');
    const id = String(clientIds()[0]);
    store.confirmed(message(4, { client_message_id: id }));
    expect(states()).toEqual(['sending']);
    store.confirmed(message(4, { client_message_id: id, sender_id: alice.id }));
    expect(states()).toEqual([]);
  });

  it('leaves a failed message below what it answers, though the clock of this device is slow', async () => {
    begin();
    const last = message(4, { timestamp: Date.now() + 60 * 60_000 });
    TestBed.inject(MessagesApi).conversations = async () => ({
      items: [conversation(bob, { last_message: last })],
      next: null,
    });
    await TestBed.inject(ConversationsStore).load();
    socket.send.mockRejectedValue(forbidden);
    store.send('with-bob', 'hello');
    store.send('with-bob', 'again');
    await settled();
    const shown = timelineOf([message(3), last], [...store.all()].reverse(), alice.id);
    expect(shown.flatMap((one) => (one.kind === 'bubble' ? [one.content] : []))).toEqual([
      'message 3',
      'message 4',
      'hello',
      'again',
    ]);
  });

  it('leaves it above what is answered to it, though that clock is fast', async () => {
    begin();
    TestBed.inject(AHEAD).set(-60 * 60_000);
    socket.send.mockRejectedValue(forbidden);
    store.send('with-bob', 'hello');
    await settled();
    const answer = message(4, { timestamp: Date.now() - 59 * 60_000 });
    const shown = timelineOf([message(3), answer], store.all(), alice.id);
    expect(shown.flatMap((one) => (one.kind === 'bubble' ? [one.content] : []))).toEqual([
      'message 3',
      'hello',
      'message 4',
    ]);
  });

  it('keeps a failed message with the reason, and retries it under the same id', async () => {
    begin();
    socket.send.mockRejectedValueOnce(forbidden);
    store.send('with-bob', 'hello');
    await settled();
    const [failed] = store.all();
    expect(failed).toMatchObject({ state: 'failed', problem: { message: 'You cannot write to bob.' } });
    if (failed) store.retry(failed);
    expect(states()).toEqual(['sending']);
    expect(clientIds()[1]).toBe(clientIds()[0]);
  });

  it('forgets a failed message when told to', async () => {
    begin();
    socket.send.mockRejectedValueOnce(forbidden);
    store.send('with-bob', 'hello');
    await settled();
    store.all().forEach((failed) => store.discard(failed));
    expect(store.all()).toEqual([]);
  });

  it('goes on, in order, with what an ended page has left, but not with what had failed', async () => {
    const kept = { conversation_id: 'with-bob', content: 'hello', timestamp: 2 };
    const storage = new MemoryStorage();
    const put = (item: Outgoing) =>
      storage.setItem(
        personalKey(alice.id, `outgoing.${item.client_message_id}`),
        JSON.stringify({ by: 'an ended page', item }),
      );
    put({ ...kept, client_message_id: 'second', state: 'sending' });
    put({ ...kept, client_message_id: 'failed', state: 'failed' });
    put({ ...kept, client_message_id: 'first', state: 'sending', timestamp: 1 });
    ({ socket } = messagesBed([{ provide: SESSION_STORAGE, useValue: storage }]));
    socket.send.mockReturnValue(new Promise(() => undefined));
    store = TestBed.inject(OutgoingStore);
    store.start((one) => stored.push(one));
    await settled();
    expect(clientIds()).toEqual(['first', 'second']);
    expect(store.byConversation().get('with-bob')?.length).toBe(3);
  });

  it('sends though the browser forbids to keep anything', async () => {
    const forbid = () => {
      throw new DOMException('no', 'SecurityError');
    };
    const storage = Object.assign(new MemoryStorage(), { setItem: forbid, removeItem: forbid });
    ({ socket } = messagesBed([{ provide: SESSION_STORAGE, useValue: storage }]));
    store = TestBed.inject(OutgoingStore);
    socket.send.mockRejectedValueOnce(new CommandError({ code: 'unavailable', message: 'no' }));
    store.send('with-bob', 'hello');
    await settled();
    store.all().forEach((failed) => store.retry(failed));
    await settled();
    expect([clientIds().length, store.all()]).toEqual([2, []]);
  });

  it('waits for the next page until it is stored or discarded, and says whether it has failed', async () => {
    const { storage } = messagesBed();
    const socket = TestBed.inject(WebsocketService) as unknown as FakeWebsocket;
    store = TestBed.inject(OutgoingStore);
    const states = () =>
      [...keptUnder(storage, personalKey(alice.id, 'outgoing.')).values()].map(
        (text) => (JSON.parse(text) as { item: Outgoing }).item.state,
      );
    socket.send.mockReturnValueOnce(new Promise(() => undefined)).mockRejectedValueOnce(forbidden);
    store.send('with-bob', 'on its way');
    store.send('with-bob', 'refused');
    expect(states()).toEqual(['sending', 'sending']);
    await settled();
    expect(states()).toEqual(['sending', 'failed']);
    store.all().forEach((one) => store.discard(one));
    expect(states()).toEqual([]);
  });
});
