/** Unicode code points, as the server counts: an emoji is one, though JavaScript's `length` says two or more. */
export const MAX_CODE_POINTS = 4000;
/** From here on the counter shows. */
export const NEAR_LIMIT = 3800;

export function codePoints(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    const isLowSurrogate = unit >= 0xdc00 && unit <= 0xdfff;
    const completesPair = isLowSurrogate && index > 0 && isHighSurrogate(text.charCodeAt(index - 1));
    if (!completesPair) count += 1;
  }
  return count;
}

/** "12 left", "3 too many" */
export function roomLeft(length: number): string {
  const left = MAX_CODE_POINTS - length;
  return left >= 0 ? $localize`${left}:count: left` : $localize`${-left}:count: too many`;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
