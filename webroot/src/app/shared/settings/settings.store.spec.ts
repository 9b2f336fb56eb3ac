import { HttpErrorResponse } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { settled } from '../../../testing/fake-clock';
import { FakeWebsocket } from '../../../testing/fake-websocket';
import { fakeBlocks, fakeSettings } from '../../../testing/settings';
import { WebsocketService } from '../services/websocket.service';
import { BlocksApi } from './blocks.api';
import { DEFAULT_SETTINGS, Settings } from './settings';
import { SettingsApi } from './settings.api';
import { SETTINGS_PROVIDERS } from './settings.providers';
import { SettingsStore } from './settings.store';

describe('SettingsStore', () => {
  let api: ReturnType<typeof fakeSettings>;
  let socket: FakeWebsocket;
  let store: SettingsStore;

  beforeEach(async () => {
    api = fakeSettings();
    socket = new FakeWebsocket();
    TestBed.configureTestingModule({
      providers: [
        SETTINGS_PROVIDERS,
        { provide: WebsocketService, useValue: socket },
        { provide: SettingsApi, useValue: api },
        { provide: BlocksApi, useValue: fakeBlocks() },
      ],
    });
    store = TestBed.inject(SettingsStore);
    store.start();
    TestBed.tick();
    await settled();
  });

  it('is loaded once, and again when the connection is back or continuity was lost', async () => {
    expect([api.load.mock.calls.length, store.state()]).toEqual([1, 'ready']);
    socket.status.set({ state: 'reconnecting', attempt: 1, retryAt: 0 });
    TestBed.tick();
    api.load.mockResolvedValue({ ...DEFAULT_SETTINGS, read_receipts: false });
    socket.status.set({ state: 'live' });
    TestBed.tick();
    await settled();
    expect([api.load.mock.calls.length, store.isOn('read_receipts')]).toEqual([2, false]);
    await socket.loader();
    expect(api.load).toHaveBeenCalledTimes(3);
  });

  it('shows a change at once and sends nothing else', async () => {
    store.change('notification_types.like', false);
    expect(store.isOn('notification_types.like')).toBe(false);
    await settled();
    expect(api.change.mock.calls).toEqual([[{ notification_types: { like: false } }]]);
    expect(store.settings()).toEqual({
      ...DEFAULT_SETTINGS,
      notification_types: { ...DEFAULT_SETTINGS.notification_types, like: false },
    });
  });

  it('takes back what was refused, says why, and forgets that with the next try', async () => {
    api.change.mockRejectedValueOnce(new HttpErrorResponse({ status: 0 }));
    store.change('typing_indicators', false);
    await settled();
    expect([store.isOn('typing_indicators'), store.problem('typing_indicators')?.message]).toEqual([
      true,
      'The server cannot be reached.',
    ]);
    store.change('typing_indicators', false);
    expect(store.problem('typing_indicators')).toBeUndefined();
    await settled();
    expect(store.isOn('typing_indicators')).toBe(false);
  });

  it('takes of an answer only what was asked: answers come in any order', async () => {
    const answers: ((settings: Settings) => void)[] = [];
    api.change.mockImplementation(() => new Promise((answer) => answers.push(answer)));
    store.change('read_receipts', false);
    store.change('show_presence', false);
    answers[1]?.({ ...DEFAULT_SETTINGS, read_receipts: false, show_presence: false });
    await settled();
    answers[0]?.({ ...DEFAULT_SETTINGS, read_receipts: false });
    await settled();
    expect([store.isOn('read_receipts'), store.isOn('show_presence')]).toEqual([false, false]);
  });

  it('asks again when a change has overtaken the loading', async () => {
    let answer: (settings: Settings) => void = () => undefined;
    api.load.mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)));
    const loading = store.load();
    store.change('read_receipts', false);
    await settled();
    answer(DEFAULT_SETTINGS);
    await loading;
    expect(store.isOn('read_receipts')).toBe(false);
  });

  it('keeps what it shows when it cannot be loaded anew', async () => {
    api.load.mockRejectedValue(new HttpErrorResponse({ status: 503 }));
    store.tryLoad();
    await settled();
    expect([store.state(), store.isOn('read_receipts')]).toEqual(['ready', true]);
  });
});
