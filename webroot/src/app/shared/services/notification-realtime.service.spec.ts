import { HttpTestingController } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { communityBed } from '../../../testing/community-bed';
import { settled } from '../../../testing/fake-clock';
import { FakeWebsocket } from '../../../testing/fake-websocket';
import { fromClient, fromServer } from '../../../testing/golden-frames';
import { AnyEvent } from '../realtime';
import { NotificationRealtimeService } from './notification-realtime.service';

const COUNT = '/api/v1/notifications/unread-count';

describe('NotificationRealtimeService', () => {
  let socket: FakeWebsocket;
  let server: HttpTestingController;
  let service: NotificationRealtimeService;
  let stop: () => void;

  beforeEach(() => {
    ({ socket, server } = communityBed());
    service = TestBed.inject(NotificationRealtimeService);
    stop = service.start();
  });

  const receive = (frame: object) => socket.events.next(frame as AnyEvent);

  it('counts as the server does: at the start, with each event, and when continuity was lost', async () => {
    server.expectOne(COUNT).flush({ unread_count: 9 });
    await settled();
    const counts = [service.unreadCount()];
    const { newNotification, notificationBatch, notificationUpdated, notificationWithdrawn } = fromServer;
    const { notificationsRead, notificationsReadAll } = fromServer;
    for (const frame of [
      newNotification,
      notificationUpdated,
      notificationBatch,
      notificationsRead,
      notificationsReadAll,
      notificationWithdrawn,
    ]) {
      receive(frame);
      counts.push(service.unreadCount());
    }
    const loaded = socket.loader();
    server.expectOne(COUNT).flush({ unread_count: 7 });
    await loaded;
    expect([...counts, service.unreadCount()]).toEqual([9, 1, 1, 2, 1, 0, 0, 7]);
  });

  it('does not let an old answer overrule an event', async () => {
    receive(fromServer.notificationBatch);
    server.expectOne(COUNT).flush({ unread_count: 0 });
    await settled();
    expect(service.unreadCount()).toBe(2);
  });

  it('marks as the protocol says, in commands of a hundred', async () => {
    socket.send.mockResolvedValue(fromServer.markReadAck.data);
    await service.markAsRead(fromClient.markRead.data.notification_ids);
    const { type, event, data } = fromClient.markRead;
    expect(socket.send).toHaveBeenLastCalledWith({ type, event, data });
    expect(service.unreadCount()).toBe(1);
    await service.markAsRead(Array.from({ length: 150 }, (_, n) => `n${n}`));
    expect(socket.send).toHaveBeenCalledTimes(3);
    await service.markAllAsRead();
    expect(socket.send).toHaveBeenLastCalledWith({ type, event, data: { all: true } });
  });

  it('asks for the count when an event and the ack of a marking say different ones', async () => {
    server.expectOne(COUNT).flush({ unread_count: 9 });
    let ack: (data: unknown) => void = () => undefined;
    const acked = () => new Promise((resolve) => (ack = resolve));
    socket.send.mockImplementationOnce(acked);
    const marked = service.markAllAsRead();
    receive(fromServer.notificationBatch);
    ack({ unread_count: 0 });
    await marked;
    expect(service.unreadCount()).toBe(2);
    server.expectOne(COUNT).flush({ unread_count: 3 });
    await settled();
    expect(service.unreadCount()).toBe(3);
  });

  it('takes the event that its own marking causes for what the ack says', async () => {
    server.expectOne(COUNT).flush({ unread_count: 9 });
    socket.send.mockImplementationOnce(() => {
      receive(fromServer.notificationsReadAll);
      return Promise.resolve({ unread_count: 0 });
    });
    await service.markAllAsRead();
    server.expectNone(COUNT);
    expect(service.unreadCount()).toBe(0);
  });

  it('lists by pages', () => {
    void service.list();
    void service.list('page-2');
    expect(
      server.match(({ url }) => url.endsWith('notifications')).map(({ request }) => request.urlWithParams),
    ).toEqual(['/api/v1/notifications', '/api/v1/notifications?cursor=page-2']);
  });

  it('forgets the count of whoever has signed out', () => {
    receive(fromServer.newNotification);
    stop();
    receive(fromServer.newNotification);
    expect(service.unreadCount()).toBe(0);
  });
});
