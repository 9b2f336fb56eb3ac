import { expect, Page } from '@playwright/test';
import { followByApi, isLive, newcomer, openConversation, pageOf, sendByApi, spoken, toast } from './community';
import { test } from './test';

const nav = (page: Page) => page.getByRole('navigation', { name: 'Main' });

async function setStatus(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: /^Profile/ }).click();
  const stored = page.waitForResponse(
    (answer) => answer.url().endsWith('/presence/me') && answer.request().method() === 'PUT',
  );
  await page.getByRole('menuitemradio', { name }).click();
  expect((await stored).ok()).toBe(true);
}

test('a message pops up where its conversation is not open, and goes when it is read elsewhere', async ({
  browser,
  request,
}) => {
  const ada = await newcomer(request, 'ada');
  const ben = await newcomer(request, 'ben');
  const id = await openConversation(request, ada, ben);
  const here = await pageOf(await browser.newContext(), ada);
  const elsewhere = await pageOf(await browser.newContext(), ada);
  await Promise.all([here.goto('/feed'), elsewhere.goto('/notifications')]);
  await Promise.all([here, elsewhere].map(isLive));
  await sendByApi(request, ben, id, 'are you there?');
  await sendByApi(request, ben, id, 'the build is red');
  await expect(toast(here, `${ben.user.username}: 2 new messages, the build is red`)).toBeVisible();
  await expect(here).toHaveTitle(/^\(2\) /);
  await expect(here.locator('link[rel=icon]')).toHaveAttribute('href', 'favicon-unread.svg');

  await toast(elsewhere, 'the build is red').click();
  await expect(spoken(elsewhere, 'the build is red')).toBeVisible();
  await expect(toast(here, /./)).toHaveCount(0);
  await expect(nav(here).getByRole('link', { name: 'Messages', exact: true })).toBeVisible();
  await sendByApi(request, ben, id, 'never mind');
  await expect(spoken(elsewhere, 'never mind')).toBeVisible();
  await expect(toast(elsewhere, /./)).toHaveCount(0);
});

test('who is there is seen in the list, the conversation and the profile, as each chooses', async ({
  browser,
  request,
}) => {
  const ada = await newcomer(request, 'ada');
  const ben = await newcomer(request, 'ben');
  await followByApi(request, ben, ada);
  const id = await openConversation(request, ada, ben);
  const adasPage = await pageOf(await browser.newContext(), ada);
  const bensPage = await pageOf(await browser.newContext(), ben);
  await adasPage.goto(`/messages/${id}`);
  const header = adasPage.locator('dt-conversation-view header');
  await bensPage.goto('/feed');
  await isLive(bensPage);
  await expect(header).toContainText('Online');
  await setStatus(bensPage, 'Busy');
  await expect(bensPage.getByRole('button', { name: /^Profile: .*, busy$/ })).toBeVisible();
  await expect(header).toContainText('Busy');
  await bensPage.reload();
  await expect(bensPage.getByRole('button', { name: /^Profile: .*, busy$/ })).toBeVisible();
  await setStatus(bensPage, 'Appear offline');
  await expect(header).toContainText('Last seen just now');

  await adasPage.goto(`/profile/${ben.user.username}`);
  await expect(adasPage.getByText('Last seen just now')).toBeVisible();
  await setStatus(bensPage, 'Online');
  await adasPage.goto(`/profile/${ben.user.username}`);
  await expect(adasPage.getByText('Online', { exact: true })).toBeVisible();
  await adasPage.goto('/messages');
  await expect(adasPage.getByRole('link', { name: `${ben.user.username} , online` })).toBeVisible();

  await bensPage.goto(`/messages/${id}`);
  // It shows for five seconds; so long as ada's page listens already.
  await expect(async () => {
    await bensPage.getByRole('textbox', { name: /^Message to/ }).pressSequentially('hello ');
    await expect(adasPage.getByRole('link').filter({ hasText: 'typing…' })).toBeVisible({ timeout: 3000 });
  }).toPass();
});

test('what is half written waits in the list, over a reload, for its writer alone', async ({ context, request }) => {
  const ada = await newcomer(request, 'ada');
  const ben = await newcomer(request, 'ben');
  const id = await openConversation(request, ada, ben);
  const page = await pageOf(context, ada);
  await page.goto(`/messages/${id}`);
  await page.getByRole('textbox', { name: /^Message to/ }).fill('half a sen');
  await page.goto('/messages');
  await expect(page.getByText('Draft: half a sen')).toBeVisible();
  await page.getByRole('link').filter({ hasText: 'half a sen' }).click();
  await expect(page.getByRole('textbox', { name: /^Message to/ })).toHaveValue('half a sen');
});

test('a name is completed after an @', async ({ context, request }) => {
  const ada = await newcomer(request, 'ada');
  const ben = await newcomer(request, 'ben');
  const page = await pageOf(context, ada);
  await page.goto('/feed');
  await isLive(page);
  const field = page.getByRole('textbox', { name: 'New post' });
  await field.pressSequentially(`thanks @${ben.user.username.slice(0, -1)}`);
  await expect(page.getByRole('option', { name: ben.user.username })).toBeVisible();
  await field.press('Enter');
  await expect(field).toHaveValue(`thanks @${ben.user.username} `);
  await page.getByRole('button', { name: 'Post', exact: true }).click();
  await expect(
    page
      .getByRole('article')
      .first()
      .getByRole('link', { name: `@${ben.user.username}` }),
  ).toBeVisible();
});
