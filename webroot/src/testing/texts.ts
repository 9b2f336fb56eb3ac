import { parseTemplate } from '@angular/compiler';

// The specs are bundled for a browser, and run in Node.
const { readdirSync, readFileSync } = process.getBuiltinModule('node:fs');

/** What the app says, read from its source: texts that can be translated, and what looks like one and cannot. */
export interface Texts {
  /** As `german.ts` names them: `meaning|text`. */
  keys: Set<string>;
  hardCoded: string[];
}

/** Attributes and inputs that somebody reads or hears. */
const READ = /^(attr\.)?(label|placeholder|action|busyLabel|heading|backLabel|text|aria-label|endText|title|alt|unit)$/;
const WORDS = /\p{L}{2}/u;
/** A word of the protocol, the same in every language; a blank. */
const NO_WORDS = /\bseq\b|&ngsp;/g;
const LITERAL = /'([^'\n]*)'/g;
const SENTENCE = /^[A-Z][a-z']+,? [a-z]|^[A-Z].*[a-z][.!?…]$/;

interface Node {
  i18n?: { messageString?: string; meaning?: string };
  name?: string;
  value?: unknown;
  sourceSpan: { toString(): string };
  attributes?: Node[];
  inputs?: Node[];
  [part: string]: unknown;
}

export function textsOf(folder: string): Texts {
  const texts: Texts = { keys: new Set(), hardCoded: [] };
  const isSource = (file: string) =>
    /\.(ts|html)$/.test(file) && !/\.spec\.ts$|^shared\/realtime|german\.ts$/.test(file);
  for (const file of readdirSync(folder, { recursive: true }).map(String).filter(isSource)) {
    const source = readFileSync(`${folder}/${file}`, 'utf8');
    const found = (text: string) => texts.hardCoded.push(`${file}: ${text.replace(/\s+/g, ' ').trim()}`);
    for (const template of file.endsWith('.html') ? [source] : inlineTemplates(source)) {
      visit(parseTemplate(template, file).nodes as unknown as Node[], texts.keys, found, false);
    }
    if (file.endsWith('.ts')) readCode(source, texts.keys, found);
  }
  return texts;
}

function inlineTemplates(source: string): string[] {
  return [...source.matchAll(/template:\s*(?:`([^`]*)`|'([^']*)')/g)].map(([, long, short]) => long ?? short ?? '');
}

function readCode(source: string, keys: Set<string>, found: (text: string) => void): void {
  for (const [, text = ''] of source.matchAll(/\$localize`([^`]*)`/g)) {
    keys.add(text.replace(/\$\{[^}]*\}:(\w+):/g, '{$$$1}').trim());
  }
  const rest = source.replace(/\/\*[\s\S]*?\*\/|\/\/.*|template:\s*`[^`]*`|\$localize`[^`]*`|\(error: unknown\)/g, '');
  for (const [, single, back] of rest.matchAll(/'([^'\n]*)'|`([^`]*)`/g)) {
    const text = single ?? back ?? '';
    // A key of what the service says is followed by its translation.
    if (SENTENCE.test(text) && !rest.includes(`'${text}':`)) found(text);
  }
}

function visit(nodes: readonly Node[], keys: Set<string>, found: (text: string) => void, isInText: boolean): void {
  for (const node of nodes) {
    const isText = node.i18n?.messageString !== undefined;
    if (isText) add(keys, node);
    if (!node.attributes && isTextNode(node) && !isInText) readText(node, found);
    for (const one of [...(node.attributes ?? []), ...(node.inputs ?? [])]) readAttribute(one, keys, found);
    const inner = ['children', 'branches', 'cases', 'groups', 'empty'].flatMap((part) => node[part] ?? []) as Node[];
    visit(inner, keys, found, isInText || node.i18n !== undefined);
  }
}

function isTextNode(node: Node): boolean {
  return 'value' in node && !('name' in node);
}

function readText(node: Node, found: (text: string) => void): void {
  const source = node.sourceSpan.toString();
  const literals = [...source.matchAll(LITERAL)].map(([, text = '']) => text).filter((text) => /[A-Z… ]/.test(text));
  const outside = source.replace(/\{\{[\s\S]*?\}\}/g, '').replace(NO_WORDS, '');
  if (WORDS.test(outside) || literals.some((text) => WORDS.test(text))) found(source);
}

function readAttribute(node: Node, keys: Set<string>, found: (text: string) => void): void {
  const source = node.sourceSpan.toString();
  const name = source.replace(/=[\s\S]*/, '').replace(/[[\]]/g, '');
  if (node.i18n?.messageString !== undefined) return add(keys, node);
  if (!READ.test(name)) return;
  const literals = [...source.replace(/^[^=]*=/, '').matchAll(LITERAL)].map(([, text = '']) => text);
  const isPlain = !source.startsWith('[') && !source.includes('{{');
  if (isPlain ? WORDS.test(String(node.value)) : literals.some((text) => /[A-Z]|[a-z] /.test(text))) found(source);
}

function add(keys: Set<string>, { i18n }: Node): void {
  const { messageString = '', meaning = '' } = i18n ?? {};
  keys.add((meaning === '' ? '' : `${meaning}|`) + messageString.trim());
}
