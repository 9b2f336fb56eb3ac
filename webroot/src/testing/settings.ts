import { vi } from 'vitest';
import { BlocksApi } from '../app/shared/settings/blocks.api';
import { DEFAULT_SETTINGS, Settings, SettingsPatch } from '../app/shared/settings/settings';
import { SettingsApi } from '../app/shared/settings/settings.api';

/** A server that does as it is told. */
export function fakeSettings(start: Partial<Settings> = {}) {
  let settings: Settings = { ...DEFAULT_SETTINGS, ...start };
  const change = ({ notification_types, ...others }: SettingsPatch): Promise<Settings> => {
    const types = { ...settings.notification_types, ...notification_types };
    settings = { ...settings, ...others, notification_types: types };
    return Promise.resolve(settings);
  };
  return {
    load: vi.fn<SettingsApi['load']>(() => Promise.resolve(settings)),
    change: vi.fn<SettingsApi['change']>(change),
    export: vi.fn<SettingsApi['export']>().mockResolvedValue(new Blob(['{}'])),
    erase: vi.fn<SettingsApi['erase']>().mockResolvedValue({ id: 'e', completed_at: '2026-01-01T00:00:00Z' }),
  };
}

export function fakeBlocks() {
  return {
    list: vi.fn<BlocksApi['list']>().mockResolvedValue({ items: [], next: null }),
    set: vi.fn<BlocksApi['set']>().mockResolvedValue(),
  };
}
