/** What the key means to an input method: none has it yet. */
const IN_COMPOSITION = 229;

/**
 * Whether this key chooses a character of Chinese, Japanese or Korean and means nothing beyond that. Safari ends the
 * composition before it tells of the key that ended it: of that one only the code is left.
 */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === IN_COMPOSITION;
}
