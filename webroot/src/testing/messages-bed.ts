import { Provider, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { vi } from 'vitest';
import { MESSAGES_PROVIDERS } from '../app/pages/messages/messages.providers';
import { MessagesApi } from '../app/pages/messages/messages.api';
import { AuthStore } from '../app/shared/auth/auth.store';
import { SESSION_STORAGE } from '../app/shared/auth/session';
import { PeopleApi } from '../app/shared/people/people.api';
import { CLOCK } from '../app/shared/services/browser';
import { WebsocketService } from '../app/shared/services/websocket.service';
import { BlocksApi } from '../app/shared/settings/blocks.api';
import { SettingsApi } from '../app/shared/settings/settings.api';
import { SETTINGS_PROVIDERS } from '../app/shared/settings/settings.providers';
import { FakeClock } from './fake-clock';
import { FakeWebsocket } from './fake-websocket';
import { alice, bob, conversation, page } from './people';
import { MemoryStorage } from './session';
import { fakeBlocks, fakeSettings } from './settings';

export function fakeApi() {
  return {
    conversations: vi.fn<MessagesApi['conversations']>().mockResolvedValue({ items: [conversation(bob)], next: null }),
    open: vi.fn<MessagesApi['open']>().mockResolvedValue(conversation(bob)),
    history: vi.fn<MessagesApi['history']>().mockResolvedValue(page(1, 3)),
    people: vi.fn<PeopleApi['search']>().mockResolvedValue({ items: [alice, bob], next: null }),
  };
}

/** Everything around the messages, false; the messages themselves, real. */
export function messagesBed(others: Provider[] = []) {
  const socket = new FakeWebsocket();
  const api = fakeApi();
  const blocks = fakeBlocks();
  const clock = new FakeClock();
  const storage = new MemoryStorage();
  socket.send.mockResolvedValue({});
  TestBed.configureTestingModule({
    providers: [
      MESSAGES_PROVIDERS,
      SETTINGS_PROVIDERS,
      { provide: WebsocketService, useValue: socket },
      { provide: MessagesApi, useValue: api },
      { provide: PeopleApi, useValue: { search: api.people } },
      { provide: AuthStore, useValue: { user: signal(alice) } },
      { provide: SettingsApi, useValue: fakeSettings() },
      { provide: BlocksApi, useValue: blocks },
      { provide: CLOCK, useValue: clock },
      { provide: SESSION_STORAGE, useValue: storage },
      others,
    ],
  });
  return { socket, api, blocks, clock, storage };
}
