import { TestBed } from '@angular/core/testing';
import { settled } from '../../../testing/fake-clock';
import { FakeWebsocket } from '../../../testing/fake-websocket';
import { messagesBed } from '../../../testing/messages-bed';
import { alice, message } from '../../../testing/people';
import { MemoryStorage } from '../../../testing/session';
import { SESSION_STORAGE } from '../../shared/auth/session';
import { CommandError, Message } from '../../shared/realtime';
import { ChangesStore } from './changes.store';
import { Bubble, timelineOf } from './timeline';

describe('ChangesStore', () => {
  const mine = message(1, { sender_id: alice.id, content: 'helo', status: 'read' });
  let socket: FakeWebsocket;
  let stored: Message[];
  let storage: MemoryStorage;
  let store: ChangesStore;

  beforeEach(() => {
    ({ socket, storage } = messagesBed());
    stored = [];
    store = TestBed.inject(ChangesStore);
    store.start((one) => stored.push(one));
  });

  function bubble(): Bubble {
    return timelineOf([mine], [], alice.id, store)[1] as Bubble;
  }

  it('shows an edit at once, as on its way, and hands over what the server has made of it', async () => {
    const edited = { ...mine, content: 'hello', edited_at: '2026-01-01T00:00:00Z' };
    socket.send.mockResolvedValueOnce({ message: edited });
    store.edit(mine, 'hello');
    expect(bubble()).toMatchObject({ content: 'hello', edited: true, state: 'sending', key: mine.client_message_id });
    expect(socket.send.mock.lastCall?.[0]).toEqual({
      type: 'message',
      event: 'edit_message',
      data: { message_id: mine.id, content: 'hello' },
    });
    await settled();
    expect([stored, store.pending().size]).toEqual([[edited], 0]);
  });

  it('shows a deletion at once', async () => {
    socket.send.mockResolvedValueOnce({ message: { ...mine, content: '', deleted: true } });
    store.delete(mine);
    expect(bubble()).toMatchObject({ content: '', deleted: true, state: 'sending' });
    await settled();
    expect(stored[0]?.deleted).toBe(true);
  });

  it('takes back what was refused and says why, until the next try', async () => {
    socket.send.mockRejectedValueOnce(new CommandError({ code: 'forbidden', message: 'it is too late' }));
    store.edit(mine, 'hello');
    await settled();
    expect(bubble()).toMatchObject({ content: 'helo', edited: false, state: 'read', problem: 'It is too late.' });
    store.edit(mine, 'helo');
    expect([bubble().problem, socket.send.mock.calls.length]).toEqual([undefined, 1]);
  });

  it('lets the last of several changes stand', async () => {
    const refuse: ((error: Error) => void)[] = [];
    socket.send.mockImplementation(() => new Promise((_, reject) => refuse.push(reject)));
    store.edit(mine, 'hello');
    store.delete(mine);
    refuse[0]?.(new CommandError({ code: 'forbidden', message: 'deleted' }));
    await settled();
    expect(bubble()).toMatchObject({ deleted: true, state: 'sending' });
  });

  it('asks again for what an ended page did not get through, until it has an answer', async () => {
    socket.send.mockReturnValueOnce(new Promise(() => undefined));
    store.edit(mine, 'hello');
    TestBed.resetTestingModule();
    ({ socket } = messagesBed([{ provide: SESSION_STORAGE, useValue: storage }]));
    store = TestBed.inject(ChangesStore);
    let answer: (ack: object) => void = () => undefined;
    socket.send.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    store.start((one) => stored.push(one));
    await settled();
    expect(bubble()).toMatchObject({ content: 'hello', state: 'sending' });
    expect(socket.send.mock.lastCall?.[0]).toMatchObject({ data: { message_id: mine.id, content: 'hello' } });
    answer({ message: { ...mine, content: 'hello' } });
    await settled();
    expect([stored.length, storage.length]).toEqual([1, 0]);
  });
});
