/** What every page has around it. Pages hold no scripts and no styles of their own: a strict policy forbids both. */
export function escape(text) {
  return String(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const NAVIGATION = [
  ['index', '/docs', 'Documentation'],
  ['http', '/docs/http', 'HTTP'],
  ['socket', '/docs/socket', 'Socket'],
];

/** @param page what comes of a page: { title, body, head } */
export function layout(name, { title, body, head = '' }) {
  const links = NAVIGATION.map(
    ([page, href, text]) => `<a href="${href}"${page === name ? ' aria-current="page"' : ''}>${text}</a>`,
  ).join('\n        ');
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>${escape(title)} · DevThread</title>
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <link rel="icon" type="image/svg+xml" href="/favicon.svg" />
    <link rel="stylesheet" href="/docs/docs.css" />
    ${head}
  </head>
  <body>
    <a class="skip" href="#content">Skip to the content</a>
    <header>
      <nav aria-label="Documentation">
        ${links}
        <a class="app" href="/">Open the app</a>
      </nav>
    </header>
    ${body}
  </body>
</html>
`;
}
