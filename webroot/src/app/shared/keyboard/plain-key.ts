import { isComposing } from './composing';
import { singleKeys } from './single-keys';

/** Whether this press is for a shortcut of one letter: wanted, not used already, nothing held down, nobody is writing. */
export function isPlainKey(event: KeyboardEvent): boolean {
  const { ctrlKey, metaKey, altKey } = event;
  if (!singleKeys() || !isFree(event) || ctrlKey || metaKey || altKey) return false;
  return !isIn(event, 'input, textarea, select, [contenteditable]');
}

/** Whether this `Esc` is for the page: it closes no dialog and no menu, and ends no composition of a character. */
export function isPlainEscape(event: KeyboardEvent): boolean {
  return event.key === 'Escape' && isFree(event);
}

function isFree(event: KeyboardEvent): boolean {
  return !event.defaultPrevented && !isComposing(event) && !isIn(event, 'dialog, [role=menu]');
}

function isIn({ target }: KeyboardEvent, places: string): boolean {
  return target instanceof HTMLElement && target.closest(places) !== null;
}
