import { DOCUMENT } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { vi } from 'vitest';
import { communityBed } from '../../../testing/community-bed';
import { settled } from '../../../testing/fake-clock';
import { notification } from '../../../testing/notifications';
import { DESKTOP, DesktopNotice } from '../../shared/services/desktop';
import { Settings } from '../../shared/settings/settings';
import { SettingsStore } from '../../shared/settings/settings.store';
import { SOUND } from '../../shared/services/sound';
import { AlertsStore } from './alerts.store';
import { NotificationsStore } from './notifications.store';

describe('AlertsStore', () => {
  let bed: ReturnType<typeof communityBed>;
  let notices: (DesktopNotice & { close: () => void })[];
  const sound = vi.fn();
  const visibility = vi.fn(() => 'hidden' as DocumentVisibilityState);

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
    visibility.mockReturnValue('hidden');
  });

  afterEach(() => vi.restoreAllMocks());

  async function begin(settings: Partial<Settings>): Promise<void> {
    await bed.settings.change(settings);
    TestBed.inject(SettingsStore).start();
    TestBed.inject(NotificationsStore).start();
    TestBed.inject(AlertsStore).start();
    await settled();
  }

  const arrives = (changes = {}) =>
    bed.socket.emit('new_notification', { notification: notification(1, changes), unread_count: 1 });

  it('is silent and shows nothing unless it is wished', async () => {
    await begin({});
    arrives();
    expect([sound.mock.calls.length, notices.length]).toEqual([0, 0]);
  });

  it('plays its sound once for what comes together', async () => {
    await begin({ notification_sound: true });
    const two = [notification(1, { id: 'a' }), notification(2, { id: 'b' })];
    bed.socket.emit('notification_batch', { notifications: two, unread_count: 2 });
    expect([sound.mock.calls.length, notices.length]).toEqual([1, 0]);
  });

  it('tells of what is new in a batch, not of what only grew', async () => {
    await begin({ notification_sound: true, desktop_notifications: true });
    const two = [notification(1, { id: 'grown' }), notification(2, { id: 'new' })];
    bed.socket.emit('notification_batch', { notifications: two, unread_count: 2, new_ids: [] });
    expect([sound.mock.calls.length, notices.length]).toEqual([0, 0]);
    bed.socket.emit('notification_batch', { notifications: two, unread_count: 2, new_ids: ['new'] });
    expect([sound.mock.calls.length, notices.map(({ body }) => body)]).toEqual([1, ['carol liked your post']]);
  });

  it('leaves it to another tab that is in front', async () => {
    await begin({ notification_sound: true, desktop_notifications: true });
    bed.socket.isInFront = false;
    arrives();
    expect([sound.mock.calls.length, notices.length]).toEqual([0, 0]);
  });

  it('stands on the desktop only while nobody sees the page', async () => {
    await begin({ desktop_notifications: true });
    visibility.mockReturnValue('visible');
    arrives();
    expect(notices.length).toBe(0);
    visibility.mockReturnValue('hidden');
    arrives({ id: 'other' });
    expect(notices.map(({ body }) => body)).toEqual(['carol liked your post']);
  });

  it('leads there, and is read then', async () => {
    await begin({ desktop_notifications: true });
    arrives();
    notices[0]?.opened();
    await settled();
    expect(bed.socket.send.mock.lastCall?.[0].data).toEqual({ notification_ids: ['notification-1'] });
    await vi.waitFor(() => expect(TestBed.inject(Router).url).toBe('/posts/post-1'));
  });

  it('goes when it was read elsewhere', async () => {
    await begin({ desktop_notifications: true });
    arrives();
    TestBed.tick();
    expect(notices[0]?.close).not.toHaveBeenCalled();
    bed.socket.emit('notifications_read', { all: true, unread_count: 0 }, Date.parse('2099-01-01'));
    TestBed.tick();
    expect(notices[0]?.close).toHaveBeenCalledOnce();
  });
});
