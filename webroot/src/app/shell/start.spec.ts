import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { computed, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter, withComponentInputBinding } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { drained } from '../../testing/fake-clock';
import { FakeSurroundings } from '../../testing/fake-surroundings';
import { fromServer } from '../../testing/golden-frames';
import { alice } from '../../testing/people';
import { FeedPage } from '../pages/feed/feed.page';
import { routes as messages } from '../pages/messages/messages.routes';
import { NotificationsPage } from '../pages/notifications/notifications.page';
import { AuthStore } from '../shared/auth/auth.store';
import { UserRef } from '../shared/realtime';
import { CLOCK, DEVICE, POSITION_MEMORY, PROBE, SOCKET_FACTORY } from '../shared/services/browser';
import { DEFAULT_SETTINGS } from '../shared/settings/settings';
import { provideIcons } from '../shared/ui/icons';
import { Shell } from './shell';

const ANSWERS: Record<string, object> = {
  '/api/v1/settings': DEFAULT_SETTINGS,
  '/api/v1/notifications/unread-count': { unread_count: 0 },
  '/api/v1/presence/me': { user_id: alice.id, status: 'online', last_seen: null },
};
const ALWAYS = [
  '/api/v1/blocks',
  '/api/v1/conversations',
  '/api/v1/notifications/unread-count',
  '/api/v1/presence/me',
  '/api/v1/settings',
];

describe('A page that has just been loaded', () => {
  let world: FakeSurroundings;
  let server: HttpTestingController;
  let asked: string[];

  beforeEach(() => {
    [world, asked] = [new FakeSurroundings(), []];
    const user = signal<UserRef | undefined>(alice);
    const auth = Object.assign(world.tokens, { user, signedIn: computed(() => true), operator: signal(false) });
    const children = [
      { path: 'feed', component: FeedPage },
      { path: 'notifications', component: NotificationsPage },
      { path: 'messages', children: messages },
    ];
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        provideIcons(),
        provideRouter([{ path: '', component: Shell, children }], withComponentInputBinding()),
        { provide: AuthStore, useValue: auth },
        { provide: CLOCK, useValue: world.clock },
        { provide: SOCKET_FACTORY, useValue: world.openSocket },
        { provide: PROBE, useValue: world.probe },
        { provide: DEVICE, useValue: world.device },
        { provide: POSITION_MEMORY, useValue: world.memory },
      ],
    });
    server = TestBed.inject(HttpTestingController);
  });

  /** Answers all that is asked, and what is asked then. */
  async function answered(): Promise<string[]> {
    for (let round = 0; round < 5; round += 1) {
      TestBed.tick();
      await drained();
      for (const request of server.match(() => true)) {
        asked.push(request.request.url);
        request.flush(ANSWERS[request.request.url] ?? { items: [], next: null });
      }
    }
    return asked.sort();
  }

  async function welcomed(): Promise<void> {
    world.socket.opens();
    world.socket.receives(fromServer.welcomeNone);
    await answered();
    await world.clock.pass(5_000);
  }

  it.each([
    ['/', []],
    ['/feed', ['/api/v1/posts']],
    ['/notifications', ['/api/v1/notifications']],
    ['/messages/with-bob', ['/api/v1/conversations/with-bob/messages']],
  ])('asks for what it shows once, when it will hear what comes after: %s', async (url, also) => {
    await RouterTestingHarness.create(url);
    expect(await answered()).toEqual([]);
    await welcomed();
    expect(await answered()).toEqual([...ALWAYS, ...also].sort());
  });

  it.each([
    ['/feed', '/api/v1/posts'],
    ['/notifications', '/api/v1/notifications'],
  ])('does not wait for a connection that is slow to come, and asks again then: %s', async (url, shown) => {
    await RouterTestingHarness.create(url);
    await world.clock.pass(500);
    const early = [shown, ...ALWAYS.filter((url) => !url.includes('presence'))].sort();
    expect(await answered()).toEqual(early);
    await welcomed();
    expect(await answered()).toEqual([...early, ...early, '/api/v1/presence/me'].sort());
  });
});
