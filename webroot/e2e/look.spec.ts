import AxeBuilder from '@axe-core/playwright';
import { expect, Page } from '@playwright/test';
import {
  blockByApi,
  commentByApi,
  followByApi,
  isLive,
  likeByApi,
  newcomer,
  openConversation,
  pageOf,
  picture,
  postByApi,
  sendByApi,
  spoken,
  toast,
} from './community';
import { test } from './test';

async function violations(page: Page, except: string[] = []): Promise<string[]> {
  // WCAG 2.2 brought the size of targets; axe leaves that rule off unless it is asked for.
  const rules: Record<string, boolean> = { 'target-size': true };
  for (const rule of except) rules[rule] = false;
  const { violations } = await new AxeBuilder({ page })
    .options({ rules: Object.fromEntries(Object.entries(rules).map(([rule, enabled]) => [rule, { enabled }])) })
    .analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } });

    test('the sign-in page is accessible', async ({ page }) => {
      await page.goto('/');
      await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
      await picture(page, 'sign-in');
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await expect(page.getByText('The password is missing.')).toBeVisible();
      await picture(page, 'sign-in-errors');
      expect(await violations(page)).toEqual([]);
    });

    test('messages are accessible: empty, listed, open', async ({ context, request }) => {
      const ada = await newcomer(request, 'ada');
      const ben = await newcomer(request, 'ben');
      const page = await pageOf(context, ada);
      await page.goto('/messages');
      await expect(page.getByText('No conversations yet.')).toBeVisible();
      await picture(page, 'messages-empty');
      expect(await violations(page)).toEqual([]);

      const id = await openConversation(request, ada, ben);
      await sendByApi(request, ben, id, 'The build is down to 40 s. `npm ci` from a warm cache does it.');
      await sendByApi(request, ada, id, 'Where can I read about it?');
      await sendByApi(request, ada, id, 'Here? https://devthread.example/posts/build, @alice');
      await sendByApi(request, ben, id, 'Here: https://devthread.example/posts/build\n```\nmvn -T1C package\n```');
      const item = page.getByRole('link', { name: ben.user.username });
      await expect(item).toBeVisible();
      await picture(page, 'messages-list');
      expect(await violations(page)).toEqual([]);

      await item.click();
      await expect(spoken(page, 'Where can I read about it?')).toBeVisible();
      await page.getByRole('textbox', { name: /^Message to/ }).fill('half written');
      // Known by its form, not by its colour alone: so it has to be large enough for one.
      const dot = page.locator('dt-conversation-view header dt-avatar[data-status]');
      await expect(dot).toBeVisible();
      expect(await dot.evaluate((one) => parseFloat(getComputedStyle(one, '::after').width))).toBeGreaterThanOrEqual(8);
      await picture(page, 'messages-open');
      expect(await violations(page)).toEqual([]);
    });

    test('the feed is accessible, with comments and a toast', async ({ context, request }) => {
      const ada = await newcomer(request, 'ada');
      const ben = await newcomer(request, 'ben');
      const text = `How I cut our build to 40 s, with @${ben.user.username}: \`npm ci\` from a warm cache does it.`;
      const id = await postByApi(request, ada, text);
      await commentByApi(request, ben, id, 'Would you write up how? @alice asked, too.');
      await postByApi(request, ben, 'Where does this come from?\n```\nERR! code EINTEGRITY\n```');
      const page = await pageOf(context, ada);
      await page.goto('/feed');
      const post = page
        .getByRole('article')
        .filter({ hasText: `with @${ben.user.username}` }) // others write the same at the same time
        .first();
      await expect(post).toBeVisible();
      await isLive(page);
      await picture(page, 'feed');

      await post.getByRole('button', { name: 'Comments, 1 comment' }).click();
      await expect(post.getByText('Would you write up how?')).toBeVisible();
      await post.getByRole('button', { name: 'Delete' }).click();
      await expect(post.getByText('Delete this post?')).toBeVisible();
      await likeByApi(request, ben, id);
      await expect(toast(page, 'liked your post')).toBeVisible();
      await sendByApi(request, ben, await openConversation(request, ben, ada), 'The build is red');
      await expect(toast(page, 'The build is red')).toBeVisible();
      await post.getByRole('textbox', { name: 'Comment' }).pressSequentially('@bo');
      await expect(page.getByRole('option', { name: 'bob', exact: true })).toBeVisible();
      await picture(page, 'feed-comments-toast');
      // What floats covers a part of whatever others have posted below it, for a moment; the page of the post is next.
      expect(await violations(page, ['target-size'])).toEqual([]);

      await page.goto(`/posts/${id}`);
      await expect(page.getByText('Would you write up how?')).toBeVisible();
      await picture(page, 'post');
      expect(await violations(page)).toEqual([]);
    });

    test('notifications are accessible: empty, listed', async ({ context, request }) => {
      const ada = await newcomer(request, 'ada');
      const [ben, cleo, dan] = [
        await newcomer(request, 'ben'),
        await newcomer(request, 'cleo'),
        await newcomer(request, 'dan'),
      ];
      const page = await pageOf(context, ada);
      await page.goto('/notifications');
      await expect(page.getByText('Nothing yet.')).toBeVisible();
      await picture(page, 'notifications-empty');
      expect(await violations(page)).toEqual([]);

      const id = await postByApi(request, ada, 'How I cut our build to 40 s');
      for (const one of [ben, cleo, dan]) await likeByApi(request, one, id);
      await commentByApi(request, ben, id, 'Thank you');
      await followByApi(request, cleo, ada);
      await expect(page.getByText(`${cleo.user.username} followed you`)).toBeVisible();
      await page.getByRole('button', { name: 'Mark all as read' }).click();
      await expect(page.getByText('Unread:')).toHaveCount(0);
      await postByApi(request, dan, `Good idea, @${ada.user.username}`);
      await expect(page.getByText(`${dan.user.username} mentioned you in a post`)).toBeVisible();
      await picture(page, 'notifications');
      expect(await violations(page)).toEqual([]);
    });

    test('profiles are accessible: others and mine', async ({ context, request }) => {
      const ada = await newcomer(request, 'ada');
      const ben = await newcomer(request, 'ben');
      await postByApi(request, ben, 'Hello everybody');
      await followByApi(request, ben, ada);
      const page = await pageOf(context, ada);
      await page.goto(`/profile/${ben.user.username}`);
      await expect(page.getByText('Hello everybody')).toBeVisible();
      await picture(page, 'profile');
      expect(await violations(page)).toEqual([]);
      await page.goto(`/profile/${ada.user.username}`);
      await expect(page.getByText('You have not posted anything yet.')).toBeVisible();
      await picture(page, 'profile-mine');
      expect(await violations(page)).toEqual([]);
    });

    test('settings are accessible: whole, with somebody blocked, asked to erase', async ({ context, request }) => {
      const ada = await newcomer(request, 'ada');
      const ben = await newcomer(request, 'ben');
      const id = await openConversation(request, ada, ben);
      await blockByApi(request, ada, ben);
      const page = await pageOf(context, ada);
      await page.goto('/settings');
      await expect(page.getByRole('button', { name: `Unblock ${ben.user.username}` })).toBeVisible();
      await page.getByRole('switch', { name: 'Read receipts' }).click();
      await page.getByRole('switch', { name: 'Sound' }).click();
      await picture(page, 'settings');
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Erase…' }).click();
      await expect(page.getByRole('button', { name: 'Erase my data' })).toBeInViewport();
      await picture(page, 'settings-erase');
      expect(await violations(page)).toEqual([]);

      await page.goto(`/messages/${id}`);
      await expect(page.getByText(`You blocked ${ben.user.username}.`)).toBeVisible();
      await picture(page, 'conversation-blocked');
      expect(await violations(page)).toEqual([]);
      await page.goto(`/profile/${ben.user.username}`);
      await expect(page.getByText(`You blocked ${ben.user.username}:`)).toBeVisible();
      await picture(page, 'profile-blocked');
      expect(await violations(page)).toEqual([]);
    });

    test('the profile menu and the search are accessible', async ({ context, request }) => {
      const ada = await newcomer(request, 'ada');
      const page = await pageOf(context, ada);
      await page.goto('/messages');
      await page.getByRole('button', { name: /^Profile/ }).click();
      await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible();
      await picture(page, 'profile-menu');
      // An open menu lies over the page, not in one of its regions.
      expect(await violations(page, ['region'])).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('searchbox').fill('bob');
      await expect(page.getByRole('button', { name: 'bob', exact: true })).toBeVisible();
      await picture(page, 'search');
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.keyboard.press('?');
      await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible();
      await picture(page, 'shortcuts');
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.route('/api/v1/notifications*', (route) => route.abort());
      await page.getByRole('link', { name: /^Notifications/ }).click();
      await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
      await picture(page, 'failed');
      expect(await violations(page)).toEqual([]);
    });
  });
}

test('nothing is requested from any other host, and nothing breaks the content security policy', async ({
  context,
  request,
  baseURL,
}) => {
  const ada = await newcomer(request, 'ada');
  const ben = await newcomer(request, 'ben');
  const id = await openConversation(request, ada, ben);
  const page = await pageOf(context, ada);
  const elsewhere: string[] = [];
  const complaints: string[] = [];
  const home = new URL(baseURL ?? '').host;
  page.on('request', (one) => {
    const { host, protocol } = new URL(one.url());
    if (host !== home && protocol !== 'data:') elsewhere.push(one.url());
  });
  page.on('websocket', (socket) => {
    if (new URL(socket.url()).host !== home) elsewhere.push(socket.url());
    if (socket.url().includes(ada.token)) complaints.push('the token stands in an address');
  });
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', ({ message }) => complaints.push(message));
  await page.goto(`/messages/${id}`);
  await sendByApi(request, ben, id, 'hello ada');
  await expect(spoken(page, 'hello ada')).toBeVisible();
  expect([elsewhere, complaints]).toEqual([[], []]);
});

test('nothing is wider than the screen, and the composer is as high as its text', async ({ context, request }) => {
  const ada = await newcomer(request, 'ada');
  const ben = await newcomer(request, 'ben');
  const id = await openConversation(request, ada, ben);
  await sendByApi(request, ben, id, `${'W'.repeat(500)} \`${'x'.repeat(300)}\`\n\`\`\`\n${'y'.repeat(300)}\n\`\`\``);
  const page = await pageOf(context, ada);
  await page.goto(`/messages/${id}`);
  await expect(page.locator('.bubble .content')).toBeVisible();
  const overflow = () =>
    page.evaluate(() => {
      const scroller = document.querySelector('.scroller') as HTMLElement;
      return [document.documentElement.scrollWidth - innerWidth, scroller.scrollWidth - scroller.clientWidth];
    });
  expect(await overflow()).toEqual([0, 0]);

  // Somebody else's line may run the other way; mine does as soon as I write so.
  expect(await page.locator('.bubble .content').evaluate((one) => getComputedStyle(one).unicodeBidi)).toBe('plaintext');
  const composer = page.getByRole('textbox', { name: /^Message to/ });
  await composer.fill('שלום');
  expect(await composer.evaluate((one) => getComputedStyle(one).direction)).toBe('rtl');
  await composer.fill('');
  const height = async () => (await composer.boundingBox())?.height ?? 0;
  expect(await height()).toBe(40);
  await composer.fill('one\ntwo\nthree');
  expect(await height()).toBe(80);
});
