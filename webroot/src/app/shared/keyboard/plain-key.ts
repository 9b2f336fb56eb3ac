/** Whether this press is for a shortcut of one letter: not used already, nothing held down, nobody is writing. */
export function isPlainKey(event: KeyboardEvent): boolean {
  const { defaultPrevented, ctrlKey, metaKey, altKey, isComposing, target } = event;
  if (defaultPrevented || ctrlKey || metaKey || altKey || isComposing) return false;
  return !(
    target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable], dialog, [role=menu]')
  );
}
