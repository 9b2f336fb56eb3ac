import { TestBed } from '@angular/core/testing';
import { settled } from '../../../testing/fake-clock';
import { FakeWebsocket } from '../../../testing/fake-websocket';
import { messagesBed } from '../../../testing/messages-bed';
import { alice, message } from '../../../testing/people';
import { CommandError, Message } from '../../shared/realtime';
import { OutgoingStore } from './outgoing.store';
import { Outgoing } from './outgoing';

const forbidden = new CommandError({ code: 'forbidden', message: 'you cannot write to bob' });

describe('OutgoingStore', () => {
  let socket: FakeWebsocket;
  let saved: Outgoing[][];
  let stored: Message[];
  let store: OutgoingStore;

  function begin(kept: Outgoing[] = []): void {
    ({ socket, saved } = messagesBed(kept));
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

  it('sends again what a reload of the page interrupted, not what had failed', () => {
    const kept = { conversation_id: 'with-bob', content: 'hello', timestamp: 1 };
    begin([
      { ...kept, client_message_id: 'interrupted', state: 'sending' },
      { ...kept, client_message_id: 'failed', state: 'failed' },
    ]);
    store.start((one) => stored.push(one));
    expect(clientIds()).toEqual(['interrupted']);
    expect(store.byConversation().get('with-bob')?.length).toBe(2);
  });

  it('is kept for the next page', () => {
    begin();
    store.send('with-bob', 'hello');
    TestBed.tick();
    expect(saved.at(-1)).toMatchObject([{ content: 'hello', state: 'sending' }]);
  });
});
