/** A name that is being typed after an `@`. */
export interface OpenMention {
  /** Where its `@` stands. */
  start: number;
  query: string;
}

/** As `segmentsOf` reads mentions: no word, e-mail address or path goes on before it. */
const OPEN = /(?<![\w@./+-])@(?<query>[a-z0-9_-]{1,32})$/i;

/** The mention that ends at the caret, if there is one. */
export function openMention(text: string, caret: number): OpenMention | undefined {
  const match = OPEN.exec(text.slice(0, caret));
  const query = match?.groups?.['query'];
  return match && query !== undefined ? { start: match.index, query } : undefined;
}

/** The text with the name instead of what was typed of it, and where the caret goes on. */
export function withMention(text: string, { start, query }: OpenMention, username: string) {
  const before = `${text.slice(0, start)}@${username}`;
  const after = text.slice(start + 1 + query.length).replace(/^[\w-]*/, '');
  const space = /^\s/.test(after) ? '' : ' ';
  return { text: before + space + after, caret: before.length + 1 };
}
