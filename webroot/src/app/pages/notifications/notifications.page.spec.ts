import { HttpTestingController } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { communityBed } from '../../../testing/community-bed';
import { FakeClock, settled } from '../../../testing/fake-clock';
import { FakeWebsocket } from '../../../testing/fake-websocket';
import { notification } from '../../../testing/notifications';
import { bob, NOON } from '../../../testing/people';
import { post } from '../../../testing/posts';
import { CommandError } from '../../shared/realtime';
import { FocusKeeper } from '../../shared/keyboard/focus-keeper';
import { Toaster } from '../../shell/toaster';
import { NamedPosts } from './named-posts';
import { NotificationsPage } from './notifications.page';
import { NotificationsStore } from './notifications.store';
import { ToastsStore } from './toasts.store';

const follow = notification(5, { id: 'notification-2', type: 'follow', actor: bob, post_id: null });

describe('notifications', () => {
  let api: ReturnType<typeof communityBed>['api'];
  let socket: FakeWebsocket;
  let server: HttpTestingController;
  let clock: FakeClock;
  let harness: RouterTestingHarness;

  beforeEach(() => {
    ({ api, socket, server, clock } = communityBed(
      [
        { path: 'notifications', component: NotificationsPage },
        { path: '**', children: [] },
      ],
      [FocusKeeper],
    ));
    TestBed.inject(NotificationsStore).start();
    TestBed.inject(ToastsStore).start();
  });

  const page = () => harness.routeNativeElement as HTMLElement;
  const lines = () => [...page().querySelectorAll('li')].map((line) => line.textContent.replace(/\s+/g, ' ').trim());
  const button = (text: string) =>
    [...page().querySelectorAll('button')].find((one) => one.textContent.includes(text)) as HTMLButtonElement;

  const list = () => server.expectOne(({ url }) => url === '/api/v1/notifications');

  async function visit(): Promise<void> {
    harness = await RouterTestingHarness.create('/notifications');
    document.body.append(harness.fixture.nativeElement as HTMLElement);
  }

  async function opened(...items: object[]): Promise<void> {
    await visit();
    list().flush({ items, next: null });
    await settled();
    await harness.fixture.whenStable();
  }

  async function press(key: string): Promise<void> {
    (document.activeElement ?? document.body).dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
    );
    await harness.fixture.whenStable();
  }

  describe('NotificationsPage', () => {
    it('says who did what, newest first, and which are unread', async () => {
      await opened(notification(1, { read: true, actors_count: 6 }));
      socket.emit('new_notification', { notification: follow, unread_count: 1 });
      await harness.fixture.whenStable();
      expect(lines()).toHaveLength(2);
      expect(lines()[0]).toMatch(/^Unread: .*bob followed you/);
      expect(lines()[1]).toMatch(/carol and 5 others liked your post/);
    });

    it('holds a bounded number of them, in the page and in memory, and gets the others again', async () => {
      await opened(notification(0, { id: 'n-0' }));
      const store = TestBed.inject(NotificationsStore);
      for (let n = 1; n <= 400; n += 1) {
        socket.emit('new_notification', { notification: notification(n, { id: `n-${n}` }), unread_count: n });
      }
      await harness.fixture.whenStable();
      expect([lines().length, store.list().length, store.list().at(-1)?.id]).toEqual([60, 300, 'n-101']);
      expect([store.isUnread('n-400'), store.isUnread('n-1')]).toEqual([true, false]);

      void store.pages.loadMore();
      list().flush({ items: [notification(400, { id: 'n-400' })], next: 'second' });
      await settled();
      const further = server.expectOne(({ params }) => params.get('cursor') === 'second');
      further.flush({ items: [notification(101, { id: 'n-101' }), notification(100, { id: 'n-100' })], next: 'third' });
      await settled();
      expect([store.list().length, store.list().at(-1)?.id]).toEqual([301, 'n-100']);
      void store.pages.loadMore();
      server.expectOne(({ params }) => params.get('cursor') === 'third').flush({ items: [], next: null });
      await settled();
      expect(store.pages.hasMore()).toBe(false);
    });

    it('names the posts of the lines on the screen, reading each once', async () => {
      await opened(notification(1), notification(2, { id: 'another' }), follow);
      api.post.mockResolvedValue(
        post(1, { id: notification(1).post_id ?? '', content: `First light ${'x'.repeat(60)}\nmore` }),
      );
      const posts = TestBed.inject(NamedPosts);
      posts.entered(notification(1).post_id ?? '');
      posts.entered('');
      await clock.pass(300);
      posts.left(notification(1).post_id ?? '');
      await clock.pass(300);
      posts.entered(notification(1).post_id ?? '');
      await clock.pass(300);
      await harness.fixture.whenStable();
      expect(api.post).toHaveBeenCalledOnce();
      expect(lines()[1]).toContain(`liked your post “First light ${'x'.repeat(28)}…”`);
      expect(lines()[0]).toContain('bob followed you');
    });

    it('has words for nothing, and for what went wrong', async () => {
      await visit();
      expect(page().querySelector('dt-skeleton')).not.toBeNull();
      list().flush(null, { status: 502, statusText: '' });
      await settled();
      await harness.fixture.whenStable();
      expect(page().textContent).toContain('The server cannot be reached.');
      button('Try again').click();
      list().flush({ items: [], next: null });
      await settled();
      await harness.fixture.whenStable();
      expect(page().textContent).toContain('Nothing yet.');
      button('Go to the feed').click();
      await harness.fixture.whenStable();
      expect(TestBed.inject(Router).url).toBe('/feed');
    });

    it('reads one by opening it, and tells the server', async () => {
      await opened(notification(1), follow);
      page().querySelectorAll<HTMLElement>('li a')[1]?.click();
      await harness.fixture.whenStable();
      expect(TestBed.inject(Router).url).toBe('/posts/post-1');
      expect(socket.send.mock.calls.map(([{ data }]) => data)).toEqual([{ notification_ids: ['notification-1'] }]);
    });

    it('reads all at once', async () => {
      await opened(notification(1), follow);
      button('Mark all as read').click();
      await harness.fixture.whenStable();
      expect(lines().filter((line) => line.includes('Unread'))).toEqual([]);
      expect(socket.send.mock.calls.map(([{ data }]) => data)).toEqual([{ all: true }]);
      expect(button('Mark all as read').getAttribute('aria-disabled')).toBe('true');
    });

    it('takes it back and says so when it was refused', async () => {
      await opened(notification(1));
      socket.send.mockRejectedValueOnce(new CommandError({ code: 'unavailable', message: 'try again later' }));
      button('Mark all as read').click();
      await settled();
      await harness.fixture.whenStable();
      expect(lines()[0]).toContain('Unread');
      expect(page().querySelector('[role=alert]')?.textContent).toBe('Not marked as read. Try again later.');
    });

    it('moves with j and k, and reads with e', async () => {
      await opened(notification(1), follow);
      await press('j');
      await press('j');
      await press('j');
      expect(document.activeElement?.textContent).toContain('liked your post');
      await press('e');
      await press('k');
      expect(document.activeElement?.textContent).toContain('followed you');
      expect(lines().map((line) => line.includes('Unread'))).toEqual([true, false]);
    });

    it('follows what happens elsewhere: read, withdrawn, several at once', async () => {
      await opened(notification(1));
      socket.emit('notification_batch', { notifications: [follow], unread_count: 2 });
      socket.emit('notifications_read', { notification_ids: ['notification-1'], unread_count: 1 }, NOON + 120_000);
      await harness.fixture.whenStable();
      expect(lines().map((line) => line.includes('Unread'))).toEqual([true, false]);
      socket.emit('notification_updated', { notification: notification(3), unread_count: 1, withdrawn: true });
      socket.emit('notifications_read', { all: true, unread_count: 0 }, NOON + 600_000);
      await harness.fixture.whenStable();
      expect(lines().map((line) => line.includes('Unread'))).toEqual([false]);
    });

    it('is read again when continuity was lost', async () => {
      await opened(notification(1));
      const loaded = socket.loader();
      await settled();
      server.match(({ url }) => url.endsWith('unread-count')).forEach((one) => one.flush({ unread_count: 1 }));
      list().flush({ items: [follow], next: null });
      await loaded;
      await harness.fixture.whenStable();
      expect(lines()).toHaveLength(1);
    });

    it('is asked for again when continuity was lost while it was on its way', async () => {
      await visit();
      const early = list();
      const loaded = socket.loader();
      await settled();
      server.match(({ url }) => url.endsWith('unread-count')).forEach((one) => one.flush({ unread_count: 1 }));
      early.flush({ items: [], next: null });
      list().flush({ items: [follow], next: null });
      await loaded;
      await harness.fixture.whenStable();
      expect(lines()).toHaveLength(1);
    });

    it('needs no toasts while it is open', async () => {
      await opened();
      socket.emit('new_notification', { notification: follow, unread_count: 1 });
      expect(TestBed.inject(ToastsStore).toasts()).toEqual([]);
    });
  });

  describe('Toaster', () => {
    const toasts = () => TestBed.inject(ToastsStore).toasts();
    const many = (count: number) =>
      Array.from({ length: count }, (_, n) => notification(n, { id: `notification-${n + 10}` }));
    const arrive = (...all: ReturnType<typeof notification>[]) =>
      all.forEach((one, n) => socket.emit('new_notification', { notification: one, unread_count: n + 1 }));

    it('shows the last three, each for eight seconds', async () => {
      arrive(...many(4));
      expect(toasts().map(({ id }) => id)).toEqual(['notification-13', 'notification-12', 'notification-11']);
      await clock.pass(7999);
      expect(toasts()).toHaveLength(3);
      await clock.pass(1);
      expect(toasts()).toEqual([]);
    });

    it('shows nothing in a tab that is not in front', () => {
      socket.isInFront = false;
      arrive(...many(2));
      expect(toasts()).toEqual([]);
    });

    it('stays while somebody reaches for it', async () => {
      arrive(follow);
      TestBed.inject(ToastsStore).hold();
      await clock.pass(60_000);
      expect(toasts()).toHaveLength(1);
      TestBed.inject(ToastsStore).release();
      await clock.pass(3000);
      expect(toasts()).toEqual([]);
    });

    it('goes when it was read elsewhere or withdrawn', () => {
      arrive(notification(1), follow);
      socket.emit('notifications_read', { notification_ids: [follow.id], unread_count: 1 }, NOON + 600_000);
      expect(toasts().map(({ id }) => id)).toEqual(['notification-1']);
      socket.emit('notification_updated', { notification: notification(2), unread_count: 0, withdrawn: true });
      expect(toasts()).toEqual([]);
    });

    it('hands the focus on to the next when one is dismissed by keyboard', async () => {
      TestBed.inject(FocusKeeper);
      const fixture = TestBed.createComponent(Toaster);
      document.body.append(fixture.nativeElement as HTMLElement);
      arrive(...many(2));
      await fixture.whenStable();
      const [newest] = (fixture.nativeElement as HTMLElement).querySelectorAll<HTMLElement>('button');
      newest?.focus();
      newest?.click();
      await fixture.whenStable();
      expect((document.activeElement as HTMLElement).dataset['listItem']).toBe('notification-10');
    });

    it('says one line, leads there, and is read then', async () => {
      const fixture = TestBed.createComponent(Toaster);
      arrive(follow);
      socket.emit('notification_batch', { notifications: many(2), unread_count: 3 });
      await fixture.whenStable();
      const shown = fixture.nativeElement as HTMLElement;
      expect([...shown.querySelectorAll('.toast')].map(({ textContent }) => textContent.replace(/\s+/g, ' '))).toEqual([
        expect.stringContaining('2 new notifications'),
        expect.stringContaining('bob followed you'),
      ]);
      expect(shown.querySelector('section')?.getAttribute('aria-live')).toBe('polite');
      shown.querySelectorAll<HTMLElement>('.toast a')[1]?.click();
      await fixture.whenStable();
      expect(TestBed.inject(Router).url).toBe('/profile/bob');
      expect(socket.send.mock.calls.map(([{ data }]) => data)).toEqual([{ notification_ids: [follow.id] }]);
      shown.querySelector<HTMLElement>('button')?.click();
      await fixture.whenStable();
      expect(shown.querySelectorAll('.toast').length).toBe(0);
    });
  });
});
