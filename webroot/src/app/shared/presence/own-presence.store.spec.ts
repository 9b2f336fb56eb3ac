import { TestBed } from '@angular/core/testing';
import { vi } from 'vitest';
import { FakeClock, settled } from '../../../testing/fake-clock';
import { FakeWebsocket } from '../../../testing/fake-websocket';
import { Presence, PresenceStatus } from '../realtime';
import { CLOCK } from '../services/browser';
import { WebsocketService } from '../services/websocket.service';
import { OwnPresenceStore } from './own-presence.store';
import { PresenceApi } from './presence.api';

describe('OwnPresenceStore', () => {
  const clock = new FakeClock();
  const mine = (status: PresenceStatus): Presence => ({ user_id: 'alice', status, last_seen: null });
  let api: { own: ReturnType<typeof vi.fn>; choose: ReturnType<typeof vi.fn> };
  let store: OwnPresenceStore;

  beforeEach(() => {
    api = { own: vi.fn().mockResolvedValue(mine('online')), choose: vi.fn().mockResolvedValue(mine('busy')) };
    TestBed.configureTestingModule({
      providers: [
        OwnPresenceStore,
        { provide: PresenceApi, useValue: api },
        { provide: CLOCK, useValue: clock },
        { provide: WebsocketService, useValue: new FakeWebsocket() },
      ],
    });
    store = TestBed.inject(OwnPresenceStore);
    TestBed.tick();
  });

  it('asks once the connection counts', async () => {
    expect(store.status()).toBeUndefined();
    await clock.pass(1500);
    expect(store.status()).toBe('online');
  });

  it('sees when I come back what I have chosen elsewhere', async () => {
    await clock.pass(1500);
    api.own.mockResolvedValue(mine('busy'));
    dispatchEvent(new Event('focus'));
    await settled();
    expect(store.status()).toBe('busy');
    TestBed.resetTestingModule();
    const asked = api.own.mock.calls.length;
    dispatchEvent(new Event('focus'));
    expect(api.own).toHaveBeenCalledTimes(asked);
  });

  it('shows my choice at once, and takes it back with its reason when refused', async () => {
    await clock.pass(1500);
    api.choose.mockRejectedValueOnce(new Error('no network'));
    const choosing = store.choose('busy');
    expect(store.status()).toBe('busy');
    await choosing;
    expect([store.status(), store.problem() !== undefined]).toEqual(['online', true]);
    await store.choose('offline');
    expect([store.status(), store.problem(), api.choose.mock.lastCall]).toEqual(['offline', undefined, ['offline']]);
  });

  it('believes no answer that was asked for before I chose', async () => {
    const loading = store.load();
    void store.choose('away');
    await loading;
    await settled();
    expect(store.status()).toBe('away');
  });
});
