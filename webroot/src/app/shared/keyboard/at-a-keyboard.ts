/** Whether somebody sits before a keyboard. On a phone a field that takes the focus takes half the screen for its keys. */
export function isAtAKeyboard(): boolean {
  return typeof matchMedia === 'function' && matchMedia('(hover: hover) and (pointer: fine)').matches;
}
