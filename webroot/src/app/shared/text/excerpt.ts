/** Its beginning, where it is longer than that: whole characters, of which an emoji is one. */
export function excerptOf(text: string, characters: number): string {
  const all = Array.from(text);
  return all.length > characters ? `${all.slice(0, characters).join('').trimEnd()}…` : text;
}
