/** What the service serves beside the pages. */
const ELSEWHERE = new Set(['/', '/favicon.svg', '/openapi.yaml', '/asyncapi.yaml']);
const FILES = /^\/docs\/[a-z-]+\.(css|js)$/;

function all(html, pattern) {
  return [...html.matchAll(pattern)].map((match) => match[1]);
}

function leadsSomewhere(href, from, ids) {
  if (/^https?:/.test(href) || ELSEWHERE.has(href) || FILES.test(href)) {
    return true;
  }
  const [path, fragment] = href.split('#');
  const page = path === '' ? from : path.replace(/^\/docs\/?/, '') || 'index';
  return (path === '' || /^\/docs(\/|$)/.test(path)) && ids.has(page) && (!fragment || ids.get(page).has(fragment));
}

/** @param pages name to HTML @return of each broken link the page and the address */
export function brokenLinks(pages) {
  const ids = new Map(Object.entries(pages).map(([name, html]) => [name, new Set(all(html, / id="([^"]+)"/g))]));
  return Object.entries(pages).flatMap(([name, html]) =>
    all(html, / href="([^"]*)"/g)
      .filter((href) => !leadsSomewhere(href, name, ids))
      .map((href) => `${name}: ${href}`),
  );
}
