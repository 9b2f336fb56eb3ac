import { TestBed } from '@angular/core/testing';
import { settled } from '../../../testing/fake-clock';
import { FakeWebsocket } from '../../../testing/fake-websocket';
import { bob, carol } from '../../../testing/people';
import { fakeBlocks } from '../../../testing/settings';
import { WebsocketService } from '../services/websocket.service';
import { BlocksApi } from './blocks.api';
import { BlocksStore } from './blocks.store';
import { SETTINGS_PROVIDERS } from './settings.providers';

describe('BlocksStore', () => {
  const blocked_at = '2026-01-01T00:00:00Z';
  let api: ReturnType<typeof fakeBlocks>;
  let store: BlocksStore;

  beforeEach(async () => {
    api = fakeBlocks();
    api.list
      .mockResolvedValueOnce({ items: [{ ...bob, blocked_at }], next: 'more' })
      .mockResolvedValueOnce({ items: [{ ...carol, blocked_at }], next: null });
    TestBed.configureTestingModule({
      providers: [
        SETTINGS_PROVIDERS,
        { provide: WebsocketService, useValue: new FakeWebsocket() },
        { provide: BlocksApi, useValue: api },
      ],
    });
    store = TestBed.inject(BlocksStore);
    store.start();
    await settled();
  });

  const names = () => store.list().map(({ username }) => username);

  it('knows everybody whom I block, over all pages', () => {
    expect([names(), store.isBlocked(carol.id), store.isBlocked('user-dave')]).toEqual([['bob', 'carol'], true, false]);
    expect(api.list.mock.calls).toEqual([[undefined], ['more']]);
  });

  it('unblocks and blocks at once, and keeps the place until it is done', async () => {
    store.set(bob, false);
    expect([store.isBlocked(bob.id), names()]).toEqual([false, ['bob', 'carol']]);
    await settled();
    expect(names()).toEqual(['carol']);
    store.set(bob, true);
    expect(store.isBlocked(bob.id)).toBe(true);
    await settled();
    expect([names(), api.set.mock.calls]).toEqual([
      ['bob', 'carol'],
      [
        [bob.id, false],
        [bob.id, true],
      ],
    ]);
  });

  it('takes back what was refused and says why', async () => {
    api.set.mockRejectedValueOnce(new Error());
    store.set(bob, false);
    await settled();
    expect([store.isBlocked(bob.id), store.problem(bob.id)?.message]).toEqual([true, 'Something went wrong.']);
  });
});
