import { expect, Page } from '@playwright/test';
import { isLive, newcomer, pageOf, postByApi, uniqueName } from './community';
import { test } from './test';

/** An update comes once in 30 seconds at most. */
const NEXT_UPDATE = { timeout: 45_000 };

const scroller = (page: Page) => page.locator('dt-page-column');
const post = (page: Page, text: string) => page.getByRole('article').filter({ hasText: text });

/** Resolves when the server has said that this page is subscribed to the channel. */
function follows(page: Page, channel: string): Promise<void> {
  return new Promise((resolve) => {
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        if (payload.includes(`"${channel}"`)) resolve();
      }),
    );
  });
}

async function toEnd(page: Page): Promise<void> {
  await scroller(page).evaluate((element) => (element.scrollTop = element.scrollHeight));
}

async function write(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'New post' }).fill(text);
  await page.getByRole('button', { name: 'Post', exact: true }).click();
}

test('a new post waits behind a banner, moves nothing, and comes on a click', async ({ browser, request }) => {
  test.setTimeout(90_000);
  const ada = await newcomer(request, 'ada');
  const ben = await newcomer(request, 'ben');
  for (let n = 1; n <= 12; n += 1) await postByApi(request, ben, `line ${n}\nand some more\nto scroll through`);
  const page = await pageOf(await browser.newContext(), ada);
  const bensPage = await pageOf(await browser.newContext(), ben);
  await Promise.all([page.goto('/feed'), bensPage.goto('/feed')]);
  await Promise.all([page, bensPage].map(isLive));
  const banner = page.getByRole('button', { name: /^Show \d+\+? new posts?$/ });

  await expect(page.getByRole('article').nth(6)).toBeVisible();
  await scroller(page).evaluate((element) => (element.scrollTop = 400));
  const first = page.getByRole('article').nth(5);
  const before = { text: await first.textContent(), top: (await first.boundingBox())?.y };
  const news = uniqueName('brand new');
  await write(bensPage, news);
  await expect(post(bensPage, news)).toBeVisible();

  await expect(banner).toBeVisible(NEXT_UPDATE);
  await expect(post(page, news)).toHaveCount(0);
  expect(await scroller(page).evaluate((element) => element.scrollTop)).toBe(400);
  expect({ text: await first.textContent(), top: (await first.boundingBox())?.y }).toEqual(before);
  await page.screenshot({ path: test.info().outputPath('feed-banner.png') });

  await banner.click();
  await expect.poll(() => scroller(page).evaluate((element) => element.scrollTop)).toBe(0);
  // Others post at the same time: there may be many above it.
  await expect(async () => {
    if ((await post(page, news).count()) === 0) await toEnd(page);
    await expect(post(page, news)).toHaveCount(1, { timeout: 500 });
  }).toPass();
});

test('what I write stands there at once, with its code and its mentions', async ({ context, request }) => {
  const ada = await newcomer(request, 'ada');
  const ben = await newcomer(request, 'ben');
  const page = await pageOf(context, ada);
  await page.goto('/feed');
  const text = uniqueName('hello');
  const box = page.getByRole('textbox', { name: 'New post' });
  await write(page, `${text} @${ben.user.username} \`@alice <b>\``);
  await expect(box).toHaveValue('');
  await expect(post(page, text).getByText('@alice <b>', { exact: true })).toBeVisible();
  await expect(post(page, text).getByRole('link', { name: '@alice' })).toHaveCount(0);
  await post(page, text)
    .getByRole('link', { name: `@${ben.user.username}` })
    .click();
  await expect(page).toHaveURL(new RegExp(`/profile/${ben.user.username}$`));

  await page.goto('/feed');
  await box.fill('🎉'.repeat(4001));
  await expect(page.getByText('1 too many')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Post', exact: true })).toBeDisabled();
});

test('likes and comments of others appear while I look', async ({ browser, request }) => {
  const ada = await newcomer(request, 'ada');
  const ben = await newcomer(request, 'ben');
  const id = await postByApi(request, ada, 'How I cut our build to 40 s');
  const adasPage = await pageOf(await browser.newContext(), ada);
  const bensPage = await pageOf(await browser.newContext(), ben);
  const followed = follows(adasPage, `post:${id}`);
  await Promise.all([adasPage.goto(`/posts/${id}`), bensPage.goto(`/posts/${id}`)]);
  await followed;
  const like = (page: Page, count: string) => page.getByRole('button', { name: `Like, ${count}` });
  await like(bensPage, '0 likes').click();
  await expect(like(adasPage, '1 like')).toBeVisible();
  await expect(like(bensPage, '1 like')).toHaveAttribute('aria-pressed', 'true');
  await like(bensPage, '1 like').click();
  await expect(like(adasPage, '0 likes')).toBeVisible();

  await bensPage.getByRole('textbox', { name: 'Comment' }).fill('Would you write up how?');
  await bensPage.keyboard.press('Control+Enter');
  await expect(adasPage.getByText('Would you write up how?')).toBeVisible();
  await expect(bensPage.getByText('Would you write up how?')).toHaveCount(1);
});

test('a like that the server refuses is taken back, and says so', async ({ context, request }) => {
  const ada = await newcomer(request, 'ada');
  const id = await postByApi(request, ada, 'How I cut our build to 40 s');
  const page = await pageOf(context, ada);
  await page.route(/\/like$/, (route) =>
    route.fulfill({ status: 503, json: { code: 'unavailable', message: 'try again later' } }),
  );
  await page.goto(`/posts/${id}`);
  await page.getByRole('button', { name: 'Like, 0 likes' }).click();
  await expect(page.getByText('That did not work. Try again later.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Like, 0 likes' })).toHaveAttribute('aria-pressed', 'false');
});

test('a post of mine goes when I say so twice, for everybody', async ({ browser, request }) => {
  const ada = await newcomer(request, 'ada');
  const ben = await newcomer(request, 'ben');
  const id = await postByApi(request, ada, 'Too early');
  const adasPage = await pageOf(await browser.newContext(), ada);
  const bensPage = await pageOf(await browser.newContext(), ben);
  await Promise.all([adasPage.goto(`/posts/${id}`), bensPage.goto(`/posts/${id}`)]);
  await Promise.all([adasPage, bensPage].map(isLive));
  await expect(bensPage.getByText('Too early')).toBeVisible();
  await expect(bensPage.getByRole('button', { name: 'Delete' })).toHaveCount(0);
  await adasPage.getByRole('button', { name: 'Delete' }).click();
  await adasPage.getByRole('button', { name: 'Keep' }).click();
  await adasPage.getByRole('button', { name: 'Delete' }).click();
  await adasPage.getByRole('button', { name: 'Delete', exact: true }).click();
  for (const page of [adasPage, bensPage]) {
    await expect(page.getByText('This post is not there, or not any more.')).toBeVisible();
  }
});

test('older posts load on the way down, to the end, each once', async ({ context, request }) => {
  const ada = await newcomer(request, 'ada');
  for (let n = 1; n <= 45; n += 1) await postByApi(request, ada, `line ${n}.`);
  const page = await pageOf(context, ada);
  await page.goto(`/profile/${ada.user.username}`);
  await expect(post(page, 'line 45.')).toBeVisible();
  await expect(async () => {
    await toEnd(page);
    await expect(page.getByText('That is all.')).toBeVisible({ timeout: 500 });
  }).toPass();
  const lines = await page.getByRole('article').locator('.content').allTextContents();
  expect(lines).toEqual(Array.from({ length: 45 }, (_, n) => `line ${45 - n}.`));
});

test('people are found, followed, and written to', async ({ context, request, isMobile }) => {
  const ada = await newcomer(request, 'ada');
  const ben = await newcomer(request, 'ben');
  const page = await pageOf(context, ada);
  await page.goto('/feed');
  await isLive(page);
  if (!isMobile) await page.keyboard.press('/');
  else await page.getByRole('searchbox', { name: 'Find people' }).click();
  await page.keyboard.type(ben.user.username);
  await page.getByRole('link', { name: ben.user.username }).click();
  await expect(page.getByText('0 followers')).toBeVisible();
  const followed = page.waitForResponse((answer) => answer.request().method() === 'PUT');
  await page.getByRole('button', { name: 'Follow', exact: true }).click();
  await expect(page.getByText('1 follower', { exact: true })).toBeVisible();
  expect((await followed).ok()).toBe(true); // it is shown before; leaving the page now would call it off
  await page.reload();
  await page.getByRole('button', { name: 'Following', exact: true }).click();
  await expect(page.getByText('0 followers')).toBeVisible();
  await page.getByRole('button', { name: 'Message' }).click();
  await expect(page.getByRole('heading', { name: ben.user.username })).toBeVisible();

  await page.goto('/profile/nobody-of-this-name');
  await expect(page.getByText('Nobody is called “nobody-of-this-name”.')).toBeVisible();
});
