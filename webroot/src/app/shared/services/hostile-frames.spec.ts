import { DOCUMENT } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { communityBed } from '../../../testing/community-bed';
import { settled } from '../../../testing/fake-clock';
import { fromServer } from '../../../testing/golden-frames';
import { ConversationsStore } from '../../pages/messages/conversations.store';
import { MessagesSync } from '../../pages/messages/messages-sync';
import { NotificationsStore } from '../../pages/notifications/notifications.store';
import { PostsStore } from '../../pages/feed/posts.store';
import { PresenceStore } from '../presence/presence.store';
import { AnyEvent } from '../realtime';

/** A key that JSON makes an own property, and a careless copy makes everybody's. */
const KEYS = ['__proto__', 'constructor', 'prototype'];

/** The frame with each of its objects poisoned. */
function poisoned(frame: object, key: string): AnyEvent {
  const text = JSON.stringify(frame).replaceAll('{', `{"${key}":{"polluted":true},`).replaceAll(',}', '}');
  return JSON.parse(text) as AnyEvent;
}

describe('A frame with names that mean something to JavaScript', () => {
  const events = Object.values(fromServer).filter((frame) => 'event' in frame);

  it.each(KEYS)('changes nobody but its own state: %s', async (key) => {
    const { socket } = communityBed();
    for (const store of [MessagesSync, NotificationsStore, PostsStore])
      TestBed.inject<{ start(): void }>(store).start();
    const presence = TestBed.inject(PresenceStore);
    await settled();
    for (const frame of events) socket.events.next(poisoned(frame, key));
    TestBed.tick();
    await settled();
    const plain: Record<string, unknown> = {};
    expect([plain['polluted'], [].constructor === Array, Object.keys(Object.prototype)]).toEqual([undefined, true, []]);
    expect(TestBed.inject(DOCUMENT).defaultView).not.toHaveProperty('polluted');
    expect(TestBed.inject(ConversationsStore).unread()).toBeTypeOf('number');
    expect(TestBed.inject(NotificationsStore).list().length).toBeGreaterThan(0);
    expect(presence.status(fromServer.presenceState.data.presences[1]?.user_id ?? '')).toBe('busy');
  });

  it('counts nothing under a name of the language', async () => {
    const { socket } = communityBed();
    TestBed.inject(MessagesSync).start();
    await settled();
    const data = JSON.parse('{"message_ids":["__proto__"],"conversation_unread":{"__proto__":5,"constructor":7}}');
    socket.emit('messages_read', data);
    expect(TestBed.inject(ConversationsStore).unread()).toBe(0);
  });
});
