import { expect, Page } from '@playwright/test';
import { conversation, newcomer, openConversation, pageOf, sendByApi, spoken } from './community';
import { test } from './test';

/**
 * The first request for messages is refused, as by a server that is only just starting: not before `refused`. The next
 * ones are answered when `answered` has come.
 */
async function historyFailsOnce(page: Page, refused: Promise<void>, answered: Promise<void>): Promise<void> {
  let asked = 0;
  await page.route('**/api/v1/conversations/*/messages*', async (route) => {
    asked += 1;
    if (asked > 1) {
      await answered;
      return route.continue();
    }
    await refused;
    const body = { type: 'error', code: 'unavailable', message: 'try again later', retry_after_ms: 500 };
    return route.fulfill({ status: 503, json: body });
  });
}

function moment(): { came: Promise<void>; comes: () => void } {
  let comes: () => void = () => undefined;
  const came = new Promise<void>((resolve) => (comes = resolve));
  return { came, comes };
}

test('messages that could not be had come by themselves, with what is said meanwhile', async ({ context, request }) => {
  const [alice, bob] = [await newcomer(request, 'alice'), await newcomer(request, 'bob')];
  const id = await openConversation(request, alice, bob);
  await sendByApi(request, alice, id, 'before');
  const page = await pageOf(context, bob);
  const said = moment();
  await historyFailsOnce(page, Promise.resolve(), said.came);
  await page.goto(`/messages/${id}`);
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  await sendByApi(request, alice, id, 'meanwhile');
  said.comes();
  await expect(spoken(page, 'meanwhile')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Try again' })).toHaveCount(0);
  expect(await conversation(page)).toEqual(['before', 'meanwhile']);
});

test('what I write while the messages cannot be had is sent, and seen', async ({ browser, request }) => {
  const [alice, bob] = [await newcomer(request, 'alice'), await newcomer(request, 'bob')];
  const id = await openConversation(request, alice, bob);
  await sendByApi(request, bob, id, 'before');
  const bobsPage = await pageOf(await browser.newContext(), bob);
  await bobsPage.goto(`/messages/${id}`);
  const page = await pageOf(await browser.newContext(), alice);
  const [written, received] = [moment(), moment()];
  await historyFailsOnce(page, written.came, received.came);
  await page.goto(`/messages/${id}`);
  await page.getByRole('textbox', { name: `Message to ${bob.user.username}` }).fill('hello');
  written.comes();
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(spoken(bobsPage, 'hello')).toBeVisible();
  await expect(page.getByRole('img', { name: /^(Sent|Delivered|Read)/ })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  received.comes();
  await expect(spoken(page, 'before')).toBeVisible();
  expect(await conversation(page)).toEqual(['before', 'hello']);
});
