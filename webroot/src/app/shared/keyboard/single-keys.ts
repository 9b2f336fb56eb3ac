import { browserStorage, put } from '../storage';

const KEY = 'devthread.single-keys';

/** Whether `j`, `/` and their like do something, in this browser. Who dictates to it hits them without meaning to. */
export function singleKeys(): boolean {
  return browserStorage('local').getItem(KEY) !== 'off';
}

export function switchSingleKeys(on: boolean): void {
  const storage = browserStorage('local');
  if (on) storage.removeItem(KEY);
  else put(storage, KEY, 'off');
}
