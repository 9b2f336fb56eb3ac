import { createEnvironmentInjector, EnvironmentInjector, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import fc from 'fast-check';
import { Subject } from 'rxjs';
import { settled } from '../../../testing/fake-clock';
import { minuteAt, notification } from '../../../testing/notifications';
import { NOON } from '../../../testing/people';
import { Page } from '../../shared/http/page';
import { Events, Notification } from '../../shared/realtime';
import { NotificationRealtimeService } from '../../shared/services/notification-realtime.service';
import { NotificationsStore } from './notifications.store';

const PEOPLE = ['ann', 'ben', 'cleo'] as const;
type Who = (typeof PEOPLE)[number];

interface Row {
  id: string;
  /** When, by the clock of whoever told of it. */
  likes: Map<Who, number>;
  last: Notification;
  told: 'never' | 'standing' | 'withdrawn';
  changed: boolean;
}

/**
 * Likes of one post as the service gathers them: in one notification until that is read, its time that of the newest
 * like, what grew told a while later, and all that is told in the order in which it was stored.
 */
class Server {
  readonly rows: Row[] = [];
  readonly events: (() => void)[] = [];
  #clock = 0;

  constructor(private readonly realtime: FakeRealtime) {}

  like(who: Who, minute: number): void {
    if (this.rows.some(({ likes }) => likes.has(who))) return;
    let row = this.rows.find(({ last }) => !last.read);
    if (!row) {
      const id = `n-${this.rows.length}`;
      row = { id, likes: new Map(), last: notification(0, { id }), told: 'never', changed: false };
      this.rows.push(row);
    }
    row.likes.set(who, minute);
    this.#refresh(row);
    if (row.told === 'never') this.#tell(row);
  }

  unlike(who: Who): void {
    const row = this.rows.find(({ likes }) => likes.has(who));
    if (!row) return;
    row.likes.delete(who);
    this.#refresh(row);
  }

  tell(): void {
    this.rows.filter(({ changed }) => changed).forEach((row) => this.#tell(row));
  }

  read(ids?: readonly string[]): void {
    const read = this.rows.filter(({ id, last, likes }) => !last.read && likes.size > 0 && (ids?.includes(id) ?? true));
    if (read.length === 0) return;
    read.forEach((row) => (row.last = { ...row.last, read: true }));
    const data = { ...(ids ? { notification_ids: read.map(({ id }) => id) } : { all: true }), unread_count: 0 };
    this.#clock += 1;
    const timestamp = NOON + this.#clock * 60_000;
    this.events.push(() => this.realtime.read$.next({ data, timestamp }));
  }

  list(): Notification[] {
    return this.rows.filter(({ likes }) => likes.size > 0).map(({ last }) => last);
  }

  #refresh(row: Row): void {
    const [newest] = [...row.likes].sort(([, a], [, b]) => b - a);
    row.changed = true;
    row.last = { ...row.last, actors_count: row.likes.size };
    if (newest)
      row.last = { ...row.last, actor: { id: newest[0], username: newest[0] }, updated_at: minuteAt(newest[1]) };
  }

  #tell(row: Row): void {
    const [data, withdrawn] = [{ notification: row.last, unread_count: 0 }, row.likes.size === 0];
    const isNews = row.told === 'never';
    row.changed = false;
    if (withdrawn && row.told !== 'standing') return;
    row.told = withdrawn ? 'withdrawn' : 'standing';
    if (isNews) this.events.push(() => this.realtime.newNotifications$.next({ data }));
    else this.events.push(() => this.realtime.updated$.next({ data: { ...data, withdrawn } }));
  }
}

/** Answers to what the store asks come when the test says so. */
class FakeRealtime {
  readonly newNotifications$ = new Subject<{ data: Events['new_notification'] }>();
  readonly batches$ = new Subject<{ data: Events['notification_batch'] }>();
  readonly updated$ = new Subject<{ data: Events['notification_updated'] }>();
  readonly read$ = new Subject<{ data: Events['notifications_read']; timestamp: number }>();
  readonly unreadCount = signal(0);
  readonly server = new Server(this);
  readonly asked: { answer: (page: Page<Notification>) => void; page?: Page<Notification> }[] = [];
  readonly acks: (() => void)[] = [];

  start = () => () => undefined;
  loadStateWith = () => () => undefined;
  arrival = () => Promise.resolve();
  list = () => new Promise<Page<Notification>>((answer) => this.asked.push({ answer }));

  markAsRead(ids: readonly string[]): Promise<void> {
    this.server.read(ids);
    return new Promise((done) => this.acks.push(done));
  }

  markAllAsRead(): Promise<void> {
    this.server.read();
    return new Promise((done) => this.acks.push(done));
  }

  /** The server looks now; the answer is on its way. */
  serve(): void {
    const next = this.asked.find(({ page }) => !page);
    if (next) next.page = { items: this.server.list(), next: null };
  }

  arrive(): void {
    const at = this.asked.findIndex(({ page }) => page);
    const [one] = at < 0 ? [] : this.asked.splice(at, 1);
    if (one?.page) one.answer(one.page);
  }
}

type Step = readonly ['like', Who, number] | readonly ['unlike', Who] | readonly [Plain];
type Plain = 'tell' | 'deliver' | 'ask' | 'serve' | 'arrive' | 'mark all' | 'mark one' | 'ack' | 'read elsewhere';

const who = fc.constantFrom(...PEOPLE);
const plain: fc.Arbitrary<Plain> = fc.constantFrom<Plain[]>(
  'tell',
  'deliver',
  'deliver',
  'ask',
  'serve',
  'arrive',
  'mark all',
  'mark one',
  'ack',
  'read elsewhere',
);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(fc.constant('like' as const), who, fc.integer({ min: -3, max: 9 })),
  fc.tuple(fc.constant('unlike' as const), who),
  fc.tuple(plain),
  fc.tuple(plain),
);

describe('Notifications that grow, shrink and are read while lists are on their way', () => {
  async function play(steps: readonly Step[]): Promise<{ shown: unknown; stored: unknown }> {
    const realtime = new FakeRealtime();
    const { server } = realtime;
    const injector = createEnvironmentInjector(
      [NotificationsStore, { provide: NotificationRealtimeService, useValue: realtime }],
      TestBed.inject(EnvironmentInjector),
    );
    const store = injector.get(NotificationsStore);
    store.start();
    store.pages.tryLoad();
    const does: Record<Plain, () => void> = {
      tell: () => server.tell(),
      deliver: () => server.events.shift()?.(),
      ask: () => store.pages.tryLoad(),
      serve: () => realtime.serve(),
      arrive: () => realtime.arrive(),
      'mark all': () => void store.markAllAsRead(),
      'mark one': () =>
        void store.markAsRead(
          store
            .list()
            .slice(0, 1)
            .map(({ id }) => id),
        ),
      ack: () => realtime.acks.shift()?.(),
      'read elsewhere': () => server.read(),
    };
    for (const one of steps) {
      if (one[0] === 'like') server.like(one[1], one[2]);
      else if (one[0] === 'unlike') server.unlike(one[1]);
      else does[one[0]]();
      await settled();
    }
    // Whatever is still on its way arrives.
    server.tell();
    for (const rest of [realtime.asked, server.events, realtime.acks]) {
      while (rest.length > 0) {
        realtime.serve();
        realtime.arrive();
        server.events.shift()?.();
        realtime.acks.shift()?.();
        await settled();
      }
    }
    const says = (list: readonly Notification[]) =>
      new Set(list.map(({ id, actor, actors_count, read }) => `${id}: ${actor.username} of ${actors_count}, ${read}`));
    const result = { shown: says(store.list()), stored: says(server.list()) };
    injector.destroy();
    return result;
  }

  it('end as the server has them, in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const { shown, stored } = await play(steps);
        expect(shown).toEqual(stored);
      }),
      { numRuns: 400 },
    );
  });

  it.each<[string, Step[]]>([
    [
      'a growth by a like that is older, and a list that was answered before it',
      [
        ['like', 'ann', 5],
        ['serve'],
        ['like', 'ben', 3],
        ['like', 'cleo', 4],
        ['tell'],
        ['deliver'],
        ['deliver'],
        ['arrive'],
      ],
    ],
    [
      'a like taken back that was the newest',
      [
        ['like', 'ann', 1],
        ['like', 'ben', 2],
        ['tell'],
        ['serve'],
        ['arrive'],
        ['unlike', 'ben'],
        ['tell'],
        ['deliver'],
      ],
    ],
    [
      'a like from a clock that is behind, after all was read',
      [['like', 'ann', 0], ['read elsewhere'], ['like', 'ben', -3]],
    ],
    [
      'a like from a clock that is ahead, before all was read',
      [['like', 'ann', 9], ['serve'], ['arrive'], ['read elsewhere']],
    ],
  ])('%s', async (_name, steps) => {
    const { shown, stored } = await play(steps);
    expect(shown).toEqual(stored);
  });
});
