import { expect, test, type Page } from '@playwright/test';

/** What the browser's policy stopped, and what came from another host. */
function watch(page: Page): string[] {
  const wrong: string[] = [];
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && url.host !== new URL(page.url()).host && page.url() !== 'about:blank') {
      wrong.push(`asked ${url.host}`);
    }
  });
  return wrong;
}

test('every link of the documentation leads somewhere', async ({ page }) => {
  const wrong = watch(page);
  const open = ['/docs'];
  const seen = new Set(open);
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(200);
    const links = await page
      .locator('a[href]')
      .evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
    for (const link of links.map((href) => new URL(href))) {
      const isHere = link.origin === new URL(page.url()).origin;
      if (isHere && link.pathname === new URL(page.url()).pathname && link.hash !== '' && !link.hash.startsWith('#/')) {
        await expect(page.locator(`[id="${link.hash.slice(1)}"]`), link.href).toHaveCount(1);
      }
      if (isHere && link.pathname.startsWith('/docs') && !seen.has(link.pathname)) {
        seen.add(link.pathname);
        open.push(link.pathname);
      }
    }
  }
  expect([...seen]).toEqual(
    expect.arrayContaining([
      '/docs/http',
      '/docs/socket',
      '/docs/client-guide',
      '/docs/errors',
      '/docs/close-codes',
      '/docs/events',
      '/docs/start',
      '/docs/deploy',
      '/docs/privacy',
      '/docs/operate',
    ]),
  );
  expect(wrong).toEqual([]);
});

test('Swagger UI shows the calls and tries one on this service', async ({ page }) => {
  const wrong = watch(page);
  await page.goto('/docs/http/');
  await page.locator('#operations-sign-in-login .opblock-summary-control').click();
  await page.getByRole('button', { name: 'Try it out' }).click();
  await page.getByRole('button', { name: 'Execute' }).click();
  await expect(
    page.locator('#operations-sign-in-login .live-responses-table tbody .response-col_status').first(),
  ).toContainText('200');
  expect(wrong).toEqual([]);
});

test('a page of the documentation fits its screen', async ({ page }) => {
  for (const path of ['/docs', '/docs/http', '/docs/socket', '/docs/client-guide', '/docs/errors']) {
    await page.goto(path);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow, path).toBeLessThanOrEqual(0);
  }
});
