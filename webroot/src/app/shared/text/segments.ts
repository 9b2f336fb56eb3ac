/** What people write is plain text; code between backticks, web addresses and mentions are shown as what they are. */
export type Segment =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'block'; text: string }
  | { kind: 'link'; text: string; href: string }
  | { kind: 'mention'; text: string; username: string };

const BLOCK = /```(?:[\w+-]*\n)?(?<block>[\s\S]+?)\n?```/;
const CODE = /`(?<code>[^`\n]+)`/;
const LINK = /(?<href>https?:\/\/[^\s<>"'`]+[^\s<>"'`.,;:!?)\]}])/;
/** A username as the service allows it, where no word (an e-mail address, a path) goes on before or after it. */
const MENTION = /(?<![\w@./+-])@(?<name>[a-z0-9_-]{3,32})(?![\w-])/;
const PATTERN = new RegExp([BLOCK, CODE, LINK, MENTION].map(({ source }) => source).join('|'), 'gi');

export function segmentsOf(content: string): Segment[] {
  const segments: Segment[] = [];
  let end = 0;
  for (const match of content.matchAll(PATTERN)) {
    const [all] = match;
    const segment = segmentOf(all, match.groups ?? {});
    let before = content.slice(end, match.index);
    end = match.index + all.length;
    if (segment.kind === 'block') {
      before = before.replace(/\n$/, '');
      if (content[end] === '\n') end += 1;
    }
    if (before !== '') segments.push({ kind: 'text', text: before });
    segments.push(segment);
  }
  const rest = content.slice(end);
  if (rest !== '') segments.push({ kind: 'text', text: rest });
  return segments;
}

function segmentOf(all: string, { block, code, href, name }: Record<string, string | undefined>): Segment {
  if (block !== undefined) return { kind: 'block', text: block };
  if (code !== undefined) return { kind: 'code', text: code };
  if (href !== undefined) return { kind: 'link', text: href, href };
  return { kind: 'mention', text: all, username: (name ?? '').toLowerCase() };
}
