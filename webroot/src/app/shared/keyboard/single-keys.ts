const KEY = 'devthread.single-keys';

/** Whether `j`, `/` and their like do something, in this browser. Who dictates to it hits them without meaning to. */
export function singleKeys(): boolean {
  return localStorage.getItem(KEY) !== 'off';
}

export function switchSingleKeys(on: boolean): void {
  if (on) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, 'off');
}
