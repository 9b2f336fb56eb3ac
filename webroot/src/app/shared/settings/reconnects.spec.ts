import { createEnvironmentInjector, EnvironmentInjector } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { settled } from '../../../testing/fake-clock';
import { FakeBrowser } from '../../../testing/fake-tabs';
import { FakeWebsocket } from '../../../testing/fake-websocket';
import { bob } from '../../../testing/people';
import { fakeBlocks, fakeSettings } from '../../../testing/settings';
import { TABS } from '../services/browser';
import { WebsocketService } from '../services/websocket.service';
import { BlocksApi } from './blocks.api';
import { BlocksStore } from './blocks.store';
import { SettingsApi } from './settings.api';
import { SETTINGS_PROVIDERS } from './settings.providers';
import { SettingsStore } from './settings.store';

describe('Settings and blocks in two tabs', () => {
  const browser = new FakeBrowser();
  const settings = fakeSettings();
  const blocks = fakeBlocks();

  async function newTab(id: string) {
    const injector = createEnvironmentInjector(
      [
        SETTINGS_PROVIDERS,
        { provide: TABS, useValue: browser.tab(id) },
        { provide: WebsocketService, useValue: new FakeWebsocket() },
        { provide: SettingsApi, useValue: settings },
        { provide: BlocksApi, useValue: blocks },
      ],
      TestBed.inject(EnvironmentInjector),
    );
    const tab = { settings: injector.get(SettingsStore), blocks: injector.get(BlocksStore), injector };
    tab.settings.start();
    tab.blocks.start();
    await settled();
    return tab;
  }

  it('are the same, a moment later', async () => {
    const [first, second] = [await newTab('first'), await newTab('second')];
    first.settings.change('notification_sound', true);
    await settled();
    expect(second.settings.sound()).toBe(true);
    blocks.list.mockResolvedValue({ items: [{ ...bob, blocked_at: '2026-01-01T00:00:00Z' }], next: null });
    second.blocks.set(bob, true);
    await settled();
    await settled();
    expect(first.blocks.isBlocked(bob.id)).toBe(true);
    const asked = blocks.list.mock.calls.length;
    first.injector.destroy();
    second.settings.change('notification_sound', false);
    await settled();
    expect([blocks.list.mock.calls.length, first.settings.sound()]).toEqual([asked, true]);
  });
});
