/** The guides: Markdown files of ../../docs that are also pages, in the order in which they are read. */
import MarkdownIt from 'markdown-it';

export const guides = [
  { name: 'start', title: 'Start in five minutes', about: 'Run it, listen, publish.' },
  {
    name: 'client-guide',
    title: 'Write a client',
    about: 'Connect, resume, confirm, send once, reconnect, fall back.',
  },
  { name: 'events', title: 'Publish events from your service', about: 'Four doors for likes, comments and follows.' },
  { name: 'operate', title: 'Operate', about: 'Metrics, alerts, traces and logs: what is normal, and what to do.' },
  { name: 'trace', title: 'Why did it not arrive?', about: 'Follow a message or an event to its reader.' },
  { name: 'errors', title: 'Error codes', about: 'Each with its cause and its cure.' },
  { name: 'close-codes', title: 'Close codes', about: 'Why a connection ended, and whether to come back.' },
  { name: 'deploy', title: 'Deploy', about: 'What it needs, several processes, secure, upgrade, back up.' },
  { name: 'privacy', title: 'Privacy', about: 'What is held of people, for how long, and how it goes.' },
];

const markdown = new MarkdownIt({ html: false });

/** As on GitHub, so that the same link works there and here. */
export function slug(text) {
  return text
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');
}

const DOCUMENTS = {
  '../src/main/resources/api/openapi.yaml': '/docs/http',
  '../src/main/resources/api/asyncapi.yaml': '/docs/socket',
};

/** "errors.md#forbidden" is a file beside the guide, and here a page. */
export function address(href) {
  return DOCUMENTS[href] ?? href.replace(/^([a-z-]+)\.md(?=#|$)/, '/docs/$1');
}

function headingText(tokens, index) {
  return tokens[index + 1].children.map((child) => child.content).join('');
}

markdown.renderer.rules.heading_open = (tokens, index, options, env, self) => {
  tokens[index].attrSet('id', slug(headingText(tokens, index)));
  return self.renderToken(tokens, index, options);
};
markdown.renderer.rules.link_open = (tokens, index, options, env, self) => {
  tokens[index].attrSet('href', address(tokens[index].attrGet('href')));
  return self.renderToken(tokens, index, options);
};
/** Wide tables scroll by themselves, not the page. */
markdown.renderer.rules.table_open = () => '<div class="scroll" tabindex="0"><table>';
markdown.renderer.rules.table_close = () => '</table></div>';

export function html(text) {
  return markdown.render(text);
}

function contents(text) {
  const tokens = markdown.parse(text, {});
  return tokens
    .flatMap((token, index) =>
      token.type === 'heading_open' && token.tag === 'h2' ? [headingText(tokens, index)] : [],
    )
    .map((heading) => `<li><a href="#${slug(heading)}">${markdown.utils.escapeHtml(heading)}</a></li>`)
    .join('\n');
}

export function guidePage(name, text) {
  const title = /^# (.+)$/m.exec(text)[1];
  const body = `<div class="page">
      <nav class="contents" aria-label="On this page"><ul>${contents(text)}</ul></nav>
      <main id="content" class="prose">${html(text)}</main>
    </div>`;
  return { title, body };
}
