import { Provider } from '@angular/core';
import { BlocksStore } from './blocks.store';
import { Reconnects } from './reconnects';
import { SettingsStore } from './settings.store';

/** One set for each signed-in user: they live and die with the shell. */
export const SETTINGS_PROVIDERS: Provider[] = [Reconnects, SettingsStore, BlocksStore];
