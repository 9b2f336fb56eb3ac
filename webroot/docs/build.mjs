/**
 * Makes the pages of /docs, which the service serves from its class path: the guides of ../docs as HTML, the socket's
 * AsyncAPI document as a page without scripts, Swagger UI for the HTTP document. Fails on a link that leads nowhere.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { guides, guidePage } from './guides.mjs';
import { httpPage } from './http-page.mjs';
import { indexPage } from './index-page.mjs';
import { brokenLinks } from './links.mjs';
import { layout } from './layout.mjs';
import { socketPage } from './socket.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const WEBROOT = join(HERE, '..');
const ROOT = join(WEBROOT, '..');
const API = join(ROOT, 'src/main/resources/api');

const FILES = {
  'swagger-ui.css': 'node_modules/swagger-ui-dist/swagger-ui.css',
  'swagger-ui-bundle.js': 'node_modules/swagger-ui-dist/swagger-ui-bundle.js',
  'inter.woff2': 'node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  'http.js': 'docs/http.js',
};

function pages() {
  const socket = parse(readFileSync(join(API, 'asyncapi.yaml'), 'utf8'));
  const all = { index: indexPage(guides), socket: socketPage(socket), http: httpPage() };
  for (const { name } of guides) {
    all[name] = guidePage(name, readFileSync(join(ROOT, 'docs', `${name}.md`), 'utf8'));
  }
  return Object.fromEntries(Object.entries(all).map(([name, page]) => [name, layout(name, page)]));
}

/** The colours are the app's. */
function styles() {
  const colours = readFileSync(join(WEBROOT, 'src/styles/_colours.scss'), 'utf8').match(/--dt-[^;]+;/g);
  return `:root {\n  ${colours.join('\n  ')}\n}\n\n${readFileSync(join(HERE, 'docs.css'), 'utf8')}`;
}

function build(folder) {
  const made = pages();
  const broken = brokenLinks(made);
  if (broken.length > 0) {
    throw new Error(`links that lead nowhere:\n  ${broken.join('\n  ')}`);
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [to, from] of Object.entries(FILES)) {
    cpSync(join(WEBROOT, from), join(folder, to));
  }
  writeFileSync(join(folder, 'docs.css'), styles());
  // Last: the build looks at it to see whether all is there.
  const { index, ...others } = made;
  for (const [name, html] of [...Object.entries(others), ['index', index]]) {
    writeFileSync(join(folder, `${name}.html`), html);
  }
}

build(process.argv[2] ?? join(ROOT, 'target/classes/docs'));
