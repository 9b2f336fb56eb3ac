import { expect, Page } from '@playwright/test';
import { isLive, newcomer, openConversation, pageOf, say, sendByApi, spoken } from './community';
import { test } from './test';

const theSwitch = (page: Page, name: string) => page.getByRole('switch', { name, exact: true });

test('the settings are reached from the menu, hold over a reload and on another device', async ({
  browser,
  context,
  request,
}) => {
  const ada = await newcomer(request, 'ada');
  const page = await pageOf(context, ada);
  await page.goto('/feed');
  await page.getByRole('button', { name: /^Profile/ }).click();
  await page.getByRole('menuitem', { name: 'Settings' }).click();
  await expect(theSwitch(page, 'Read receipts')).toBeChecked();
  const stored = page.waitForResponse((answer) => answer.request().method() === 'PATCH');
  await theSwitch(page, 'Read receipts').click();
  await expect(page.getByText("You turned read receipts off, so you don't see others' either.")).toBeVisible();
  expect((await stored).ok()).toBe(true);
  await page.reload();
  await expect(theSwitch(page, 'Read receipts')).not.toBeChecked();
  const other = await pageOf(await browser.newContext(), ada);
  await other.goto('/settings');
  await expect(theSwitch(other, 'Read receipts')).not.toBeChecked();
  await expect(theSwitch(other, 'Typing')).toBeChecked();
});

test('what cannot be changed goes back and says why', async ({ context, request }) => {
  const page = await pageOf(context, await newcomer(request, 'ada'));
  await page.goto('/settings');
  await expect(theSwitch(page, 'Likes')).toBeChecked();
  await page.route('/api/v1/settings', (route) => route.abort());
  await theSwitch(page, 'Likes').click();
  await expect(page.getByRole('alert')).toHaveText('Not changed. The server cannot be reached.');
  await expect(theSwitch(page, 'Likes')).toBeChecked();
});

test('who is blocked can send nothing, until unblocked', async ({ browser, request }) => {
  const ada = await newcomer(request, 'ada');
  const ben = await newcomer(request, 'ben');
  const id = await openConversation(request, ada, ben);
  await sendByApi(request, ben, id, 'hello ada');
  const adasPage = await pageOf(await browser.newContext(), ada);
  const bensPage = await pageOf(await browser.newContext(), ben);
  await adasPage.goto(`/messages/${id}`);
  await expect(spoken(adasPage, 'hello ada')).toBeVisible();
  await adasPage.getByRole('button', { name: `More about ${ben.user.username}` }).click();
  const blocked = adasPage.waitForResponse((answer) => answer.request().method() === 'PUT');
  await adasPage.getByRole('menuitem', { name: `Block ${ben.user.username}` }).click();
  await expect(adasPage.getByText(`You blocked ${ben.user.username}.`)).toBeVisible();
  await expect(adasPage.getByRole('textbox', { name: /^Message to/ })).toHaveCount(0);
  expect((await blocked).ok()).toBe(true);

  await bensPage.goto(`/messages/${id}`);
  await say(bensPage, 'are you there?');
  await expect(bensPage.getByText(`You cannot write to ${ada.user.username}.`)).toBeVisible();
  await expect(bensPage.getByText(/^Not sent\./)).toBeVisible();

  await adasPage.goto('/settings');
  const unblocked = adasPage.waitForResponse((answer) => answer.request().method() === 'DELETE');
  await adasPage.getByRole('button', { name: `Unblock ${ben.user.username}` }).click();
  await unblocked;
  await expect(adasPage.getByText('You block nobody.')).toBeVisible();
  await bensPage.getByRole('button', { name: 'Retry' }).click();
  await expect(bensPage.getByRole('img', { name: /^(Sent|Delivered)/ })).toBeVisible();
});

test('a person is blocked and unblocked on the profile', async ({ context, request }) => {
  const ada = await newcomer(request, 'ada');
  const ben = await newcomer(request, 'ben');
  const page = await pageOf(context, ada);
  await page.goto(`/profile/${ben.user.username}`);
  await page.getByRole('button', { name: 'More about' }).click();
  await page.getByRole('menuitem', { name: 'Block' }).click();
  await expect(page.getByText(`You blocked ${ben.user.username}:`)).toBeVisible();
  await page.getByRole('button', { name: 'Unblock' }).click();
  await expect(page.getByRole('button', { name: 'Follow' })).toBeVisible();
});

test('my data comes as a file, and is erased once I have typed that I mean it', async ({ context, request }) => {
  const ada = await newcomer(request, 'ada');
  const ben = await newcomer(request, 'ben');
  const id = await openConversation(request, ada, ben);
  await sendByApi(request, ada, id, 'to be forgotten');
  const page = await pageOf(context, ada);
  await page.goto('/settings');
  await isLive(page);
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).click();
  const file = await (await downloading).createReadStream();
  const chunks: Buffer[] = [];
  for await (const chunk of file) chunks.push(chunk as Buffer);
  expect(Buffer.concat(chunks).toString()).toContain('to be forgotten');

  await page.getByRole('button', { name: 'Erase…' }).click();
  const field = page.getByRole('textbox', { name: /^This cannot be undone/ });
  await expect(field).toBeFocused();
  await page.keyboard.type('somebody else');
  await expect(page.getByRole('button', { name: 'Erase my data' })).toBeDisabled();
  await field.fill(ada.user.username);
  await page.keyboard.press('Enter');
  await expect(page.getByText(/Your data is (being )?erased/)).toBeVisible();
  await page.goto(`/messages/${id}`);
  await expect(async () => {
    await page.reload();
    await expect(page.getByText('This message was deleted.')).toBeVisible({ timeout: 3000 });
  }).toPass();
  await expect(page.getByText('to be forgotten')).toHaveCount(0);
});
