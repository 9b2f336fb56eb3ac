import { DOCUMENT } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { vi } from 'vitest';
import { communityBed } from '../../../testing/community-bed';
import { settled } from '../../../testing/fake-clock';
import { alice, bob, carol, conversation, message } from '../../../testing/people';
import { DESKTOP, DesktopNotice } from '../../shared/services/desktop';
import { SOUND } from '../../shared/services/sound';
import { Settings } from '../../shared/settings/settings';
import { SettingsStore } from '../../shared/settings/settings.store';
import { Toaster } from '../../shell/toaster';
import { MessageAlertsStore } from './message-alerts.store';
import { MessageNews } from './message-news';
import { MessageToastsStore } from './message-toasts.store';
import { MessagesSync } from './messages-sync';

describe('News of messages', () => {
  let bed: ReturnType<typeof communityBed>;
  let notices: (DesktopNotice & { close: () => void })[];
  const sound = vi.fn();
  const visibility = vi.fn(() => 'visible' as DocumentVisibilityState);

  beforeEach(() => {
    notices = [];
    sound.mockClear();
    const show = (notice: DesktopNotice) => {
      const close = vi.fn();
      notices.push({ ...notice, close });
      return close;
    };
    bed = communityBed(
      [{ path: '**', children: [] }],
      [
        { provide: SOUND, useValue: sound },
        { provide: DESKTOP, useValue: { permission: () => 'granted', show } },
      ],
    );
    vi.spyOn(TestBed.inject(DOCUMENT), 'visibilityState', 'get').mockImplementation(visibility);
    visibility.mockReturnValue('visible');
  });

  afterEach(() => vi.restoreAllMocks());

  async function begin(settings: Partial<Settings> = {}): Promise<void> {
    await bed.settings.change(settings);
    bed.messages.conversations.mockResolvedValue({ items: [conversation(bob), conversation(carol)], next: null });
    TestBed.inject(SettingsStore).start();
    TestBed.inject(MessagesSync).start();
    TestBed.inject(MessageToastsStore).start();
    TestBed.inject(MessageAlertsStore).start();
    await settled();
  }

  const arrives = (seq: number, changes = {}, unread_count = seq) =>
    bed.socket.emit('new_message', { message: message(seq, changes), unread_count });
  const toasts = () => TestBed.inject(MessageToastsStore).toasts();

  it('is one toast for each conversation, with the last message and how many there are', async () => {
    await begin();
    arrives(1);
    arrives(2);
    arrives(1, { conversation_id: 'with-carol', sender_id: carol.id, content: 'hi' });
    expect(toasts().map(({ id, sender, text, unread }) => [id, sender.username, text, unread])).toEqual([
      ['with-carol', 'carol', 'hi', 1],
      ['with-bob', 'bob', 'message 2', 2],
    ]);
    await bed.clock.pass(8000);
    expect(toasts()).toEqual([]);
  });

  it('is none of what I wrote elsewhere or have read already', async () => {
    await begin({ notification_sound: true });
    arrives(1, { sender_id: alice.id }, 0);
    arrives(2, { read: true }, 0);
    expect([toasts().length, sound.mock.calls.length]).toEqual([0, 0]);
  });

  it('is none of the conversation or the list before my eyes', async () => {
    await begin();
    TestBed.inject(MessagesSync).openId.set('with-bob');
    TestBed.inject(MessageNews).listOpen.set(true);
    arrives(1);
    expect(toasts()).toEqual([]);
    arrives(1, { conversation_id: 'with-carol', sender_id: carol.id });
    expect(toasts().map(({ id }) => id)).toEqual(['with-carol']);
    TestBed.inject(MessagesSync).openId.set(undefined);
    arrives(2);
    expect(toasts()).toEqual([]);
  });

  it('is told by the tab in front only', async () => {
    await begin({ notification_sound: true, desktop_notifications: true });
    visibility.mockReturnValue('hidden');
    bed.socket.isInFront = false;
    arrives(1);
    expect([toasts(), sound.mock.calls, notices]).toEqual([[], [], []]);
    bed.socket.isInFront = true;
    arrives(2);
    expect([toasts().length, sound.mock.calls.length, notices.length]).toEqual([1, 1, 1]);
  });

  it('is over when it was read elsewhere', async () => {
    await begin({ desktop_notifications: true });
    visibility.mockReturnValue('hidden');
    arrives(1);
    TestBed.tick();
    expect([toasts().length, notices.map(({ title, body }) => [title, body])]).toEqual([1, [['bob', 'message 1']]]);
    expect(notices[0]?.close).not.toHaveBeenCalled();
    bed.socket.emit('messages_read', { message_ids: ['message-1'], conversation_unread: { 'with-bob': 0 } });
    TestBed.tick();
    expect(toasts()).toEqual([]);
    expect(notices[0]?.close).toHaveBeenCalledOnce();
  });

  it('leads to the conversation from the desktop', async () => {
    await begin({ desktop_notifications: true });
    visibility.mockReturnValue('hidden');
    arrives(1, { content: 'x'.repeat(200) });
    expect(notices[0]?.body.length).toBe(141);
    notices[0]?.opened();
    await vi.waitFor(() => expect(TestBed.inject(Router).url).toBe('/messages/with-bob'));
  });

  it('sounds where wished, and stands nowhere else', async () => {
    await begin({ notification_sound: true });
    arrives(1);
    expect([sound.mock.calls.length, notices]).toEqual([1, []]);
  });

  it('shows what a message says now: edited, deleted', async () => {
    await begin();
    arrives(1);
    bed.socket.emit('message_edited', {
      message: message(1, { content: 'better', edited_at: '2025-11-24T12:00:00Z' }),
    });
    expect(toasts()[0]?.text).toBe('better');
    bed.socket.emit('message_deleted', { message: message(1, { content: '', deleted: true }), unread_count: 0 });
    expect(toasts()).toEqual([]);
  });

  it('stands among the toasts, and goes on a click', async () => {
    await begin();
    const fixture = TestBed.createComponent(Toaster);
    const shown = fixture.nativeElement as HTMLElement;
    arrives(1);
    arrives(2);
    TestBed.tick();
    expect(shown.querySelector('.toast')?.textContent.replace(/\s+/g, ' ')).toContain('bob: 2 new messages, message 2');
    shown.querySelector<HTMLElement>('.toast button')?.click();
    TestBed.tick();
    expect(shown.querySelectorAll('.toast').length).toBe(0);
    arrives(3);
    TestBed.tick();
    shown.querySelector<HTMLElement>('.toast a')?.click();
    await vi.waitFor(() => expect(TestBed.inject(Router).url).toBe('/messages/with-bob'));
    expect(toasts()).toEqual([]);
  });
});
