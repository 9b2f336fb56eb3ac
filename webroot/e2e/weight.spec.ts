import { expect } from '@playwright/test';
import { isLive, newcomer, pageOf, postByApi } from './community';
import { test } from './test';

const BUDGET_BYTES = 250_000;

test('what has to come before the first page is small, and the page is soon there', async ({ context, request }) => {
  // Of what comes first; the other pages come later, and not for who saves data.
  await context.addInitScript(() => Object.defineProperty(navigator, 'connection', { value: { saveData: true } }));
  const ada = await newcomer(request, 'ada');
  await postByApi(request, ada, 'How I cut our build to 40 s');
  const page = await pageOf(context, ada);
  const askedForEachTime: string[] = [];
  page.on('response', (response) => {
    const kept = response.headers()['cache-control']?.includes('immutable');
    if (/\.(js|css|woff2)$/.test(response.url()) && !kept) askedForEachTime.push(response.url());
  });
  await page.goto('/feed');
  await expect(page.getByRole('article').first()).toBeVisible();
  await isLive(page);
  const seen = await page.evaluate(() => {
    const code = performance
      .getEntriesByType('resource')
      .filter((one): one is PerformanceResourceTiming => /\.(js|css)$/.test(new URL(one.name).pathname));
    const icons = [...document.querySelectorAll<HTMLLinkElement>('link[rel=manifest], link[rel=apple-touch-icon]')];
    return {
      bytes: code.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
      plain: code.reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0),
      paintMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Infinity,
      installable: icons.map(({ href }) => href),
    };
  });
  const figures = `${seen.bytes} bytes of code compressed, ${seen.plain} plain; first paint ${Math.round(seen.paintMs)} ms`;
  console.log(figures);
  test.info().annotations.push({ type: 'figures', description: figures });
  expect(seen.bytes).toBeLessThan(BUDGET_BYTES);
  expect(seen.bytes).toBeLessThan(seen.plain);
  expect(askedForEachTime).toEqual([]);
  // 1.5 s on a quiet machine; this one does other things besides.
  expect(seen.paintMs).toBeLessThan(10_000);

  for (const address of seen.installable) expect((await request.get(address)).ok(), address).toBe(true);
  const manifest = (await (await request.get('/manifest.webmanifest')).json()) as {
    start_url: string;
    icons: { src: string; sizes: string }[];
  };
  expect(manifest.icons.map(({ sizes }) => sizes)).toEqual(expect.arrayContaining(['192x192', '512x512']));
  for (const { src } of manifest.icons) {
    expect((await request.get(`/${src}`)).headers()['content-type'], src).toMatch(/^image\//);
  }
  await page.goto(manifest.start_url);
  await expect(page.getByRole('heading', { name: 'Feed' })).toBeVisible();
});

test('the other pages open without a network', async ({ context, request }) => {
  const page = await pageOf(context, await newcomer(request, 'ada'));
  const coming = page.waitForResponse(
    async (answer) => answer.url().endsWith('.js') && (await answer.text()).includes('dt-nothing-open'),
  );
  await page.goto('/feed');
  const { pathname } = new URL((await coming).url());
  // With all that it needs in its turn.
  await page.evaluate((code) => import(code).then(() => undefined), pathname);
  await context.setOffline(true);
  await page.getByRole('link', { name: /^Messages/ }).click();
  await expect(page.getByRole('heading', { name: 'Messages' })).toBeVisible();
});

test('a page whose code is gone after a deployment opens all the same', async ({ context, request }) => {
  const page = await pageOf(context, await newcomer(request, 'ada'));
  await page.goto('/feed');
  await isLive(page);
  await page.route('**/*.js', (route) => route.fulfill({ status: 404 }), { times: 1 });
  await page.getByRole('link', { name: 'Notifications' }).click();
  await expect(page.getByRole('heading', { name: 'Notifications' })).toBeVisible();
});
