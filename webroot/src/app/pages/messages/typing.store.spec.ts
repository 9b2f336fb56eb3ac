import { TestBed } from '@angular/core/testing';
import { FakeClock } from '../../../testing/fake-clock';
import { FakeWebsocket } from '../../../testing/fake-websocket';
import { messagesBed } from '../../../testing/messages-bed';
import { alice, bob, message } from '../../../testing/people';
import { CommandError } from '../../shared/realtime';
import { TypingStore } from './typing.store';

describe('TypingStore', () => {
  let socket: FakeWebsocket;
  let clock: FakeClock;
  let typing: TypingStore;

  beforeEach(() => {
    ({ socket, clock } = messagesBed());
    typing = TestBed.inject(TypingStore);
  });

  const told = () => socket.send.mock.calls.map(([command]) => command.event);
  const bobs = { conversation_id: 'with-bob', user_id: bob.id, username: bob.username };

  it('tells every two seconds at most while I write', async () => {
    typing.wrote('with-bob', 'h');
    typing.wrote('with-bob', 'he');
    await clock.pass(1999);
    typing.wrote('with-bob', 'hel');
    expect(told()).toEqual(['typing_start']);
    await clock.pass(1);
    typing.wrote('with-bob', 'hell');
    expect(told()).toEqual(['typing_start', 'typing_start']);
    expect(socket.send.mock.lastCall?.[0].data).toEqual({ conversation_id: 'with-bob' });
  });

  it('takes it back, once, when I leave or nothing is left', () => {
    typing.stop('with-bob');
    typing.wrote('with-bob', 'h');
    typing.wrote('with-bob', ' ');
    typing.stop('with-bob');
    expect(told()).toEqual(['typing_start', 'typing_stop']);
  });

  it('leaves it to the server when the message is sent', () => {
    typing.wrote('with-bob', 'h');
    typing.sent('with-bob');
    typing.stop('with-bob');
    expect(told()).toEqual(['typing_start']);
  });

  it('does not let one conversation wait for another', () => {
    typing.wrote('with-bob', 'h');
    typing.wrote('with-carol', 'h');
    expect(told()).toEqual(['typing_start', 'typing_start']);
  });

  it('bothers nobody when it cannot be told', async () => {
    socket.send.mockRejectedValue(new CommandError({ code: 'unavailable', message: 'Not connected.' }));
    typing.wrote('with-bob', 'h');
    await clock.pass(0);
    expect(typing.isTyping('with-bob')).toBe(false);
  });

  it('shows who types to me until it stops', () => {
    socket.emit('typing_start', bobs);
    expect([typing.isTyping('with-bob'), typing.isTyping('with-carol')]).toEqual([true, false]);
    socket.emit('typing_stop', bobs);
    expect(typing.isTyping('with-bob')).toBe(false);
  });

  it('goes on beside a message of mine', () => {
    socket.emit('typing_start', bobs);
    socket.emit('new_message', { message: message(4, { sender_id: alice.id }), unread_count: 0 });
    expect(typing.isTyping('with-bob')).toBe(true);
  });

  it('ends with the message, and by itself when the stop was lost', async () => {
    socket.emit('typing_start', bobs);
    socket.emit('new_message', { message: message(4), unread_count: 1 });
    expect(typing.isTyping('with-bob')).toBe(false);
    socket.emit('typing_start', bobs);
    await clock.pass(5000);
    socket.emit('typing_start', bobs);
    await clock.pass(5999);
    expect(typing.isTyping('with-bob')).toBe(true);
    await clock.pass(1);
    expect(typing.isTyping('with-bob')).toBe(false);
  });

  it('follows a conversation while it is open', () => {
    const unfollow = typing.follow('with-bob');
    expect([...socket.channels]).toEqual(['conversation:with-bob']);
    socket.emit('typing_start', bobs);
    typing.wrote('with-bob', 'h');
    unfollow();
    expect([...socket.channels]).toEqual([]);
    expect(typing.isTyping('with-bob')).toBe(false);
    expect(told()).toEqual(['typing_start', 'typing_stop']);
  });
});
