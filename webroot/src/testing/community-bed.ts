import { Provider, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter, withComponentInputBinding, Routes } from '@angular/router';
import { vi } from 'vitest';
import { FEED_PROVIDERS } from '../app/pages/feed/feed.providers';
import { PostsApi } from '../app/pages/feed/posts.api';
import { MESSAGES_PROVIDERS } from '../app/pages/messages/messages.providers';
import { MessagesApi } from '../app/pages/messages/messages.api';
import { NOTIFICATIONS_PROVIDERS } from '../app/pages/notifications/notifications.providers';
import { AuthStore } from '../app/shared/auth/auth.store';
import { SESSION_STORAGE } from '../app/shared/auth/session';
import { PeopleApi } from '../app/shared/people/people.api';
import { CLOCK } from '../app/shared/services/browser';
import { WebsocketService } from '../app/shared/services/websocket.service';
import { BlocksApi } from '../app/shared/settings/blocks.api';
import { SettingsApi } from '../app/shared/settings/settings.api';
import { SETTINGS_PROVIDERS } from '../app/shared/settings/settings.providers';
import { provideIcons } from '../app/shared/ui/icons';
import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { FakeClock } from './fake-clock';
import { FakeWebsocket } from './fake-websocket';
import { fakeApi } from './messages-bed';
import { alice, bob } from './people';
import { comment, post, posts } from './posts';
import { MemoryStorage } from './session';
import { fakeBlocks, fakeSettings } from './settings';
import { minuteAt } from './notifications';

function fakePosts() {
  return {
    posts: vi.fn<PostsApi['posts']>().mockResolvedValue({ items: posts(1, 3), next: null }),
    post: vi.fn<PostsApi['post']>().mockResolvedValue(post(1)),
    write: vi.fn<PostsApi['write']>().mockResolvedValue(post(9, { author: alice })),
    remove: vi.fn<PostsApi['remove']>().mockResolvedValue(),
    like: vi.fn<PostsApi['like']>(),
    comments: vi.fn<PostsApi['comments']>().mockResolvedValue({ items: [comment(2), comment(1)], next: null }),
    comment: vi.fn<PostsApi['comment']>().mockResolvedValue(comment(3, { author: alice })),
  };
}

export const BOBS_PROFILE = {
  ...bob,
  created_at: minuteAt(0),
  follower_count: 1,
  following_count: 2,
  following: false,
};

function fakePeople() {
  return {
    search: vi.fn<PeopleApi['search']>().mockResolvedValue({ items: [alice, bob], next: null }),
    profile: vi.fn<PeopleApi['profile']>().mockResolvedValue(BOBS_PROFILE),
    follow: vi.fn<PeopleApi['follow']>(),
  };
}

/** Everything around feed, profiles and notifications, false; they themselves, real. alice looks. */
export function communityBed(routes: Routes = [], others: Provider[] = []) {
  const socket = new FakeWebsocket();
  const api = fakePosts();
  const people = fakePeople();
  const messages = fakeApi();
  const [settings, blocks] = [fakeSettings(), fakeBlocks()];
  const clock = new FakeClock();
  socket.send.mockResolvedValue({ unread_count: 0 });
  TestBed.configureTestingModule({
    providers: [
      FEED_PROVIDERS,
      SETTINGS_PROVIDERS,
      NOTIFICATIONS_PROVIDERS,
      MESSAGES_PROVIDERS,
      provideIcons(),
      provideHttpClient(),
      provideHttpClientTesting(),
      provideRouter(routes, withComponentInputBinding()),
      { provide: WebsocketService, useValue: socket },
      { provide: PostsApi, useValue: api },
      { provide: PeopleApi, useValue: people },
      { provide: MessagesApi, useValue: messages },
      { provide: AuthStore, useValue: { user: signal(alice) } },
      { provide: SettingsApi, useValue: settings },
      { provide: BlocksApi, useValue: blocks },
      { provide: CLOCK, useValue: clock },
      { provide: SESSION_STORAGE, useValue: new MemoryStorage() },
      others,
    ],
  });
  return { socket, api, people, messages, settings, blocks, clock, server: TestBed.inject(HttpTestingController) };
}
