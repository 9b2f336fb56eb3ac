import { expect } from '@playwright/test';
import {
  browserOf,
  conversation,
  newcomer,
  openConversation,
  pageOf,
  say,
  sendByApi,
  spoken,
  talkTo,
  uniqueName,
} from './community';
import { test } from './test';

test('what alice writes stands in the conversation that bob has open, at once', async ({ browser }) => {
  const alice = await browserOf(browser, 'alice', 'devthread');
  const bob = await browserOf(browser, 'bob', 'devthread');
  await talkTo(alice, 'bob');
  await talkTo(bob, 'alice');

  const question = uniqueName('How is the build?');
  await say(alice, question);
  await expect(spoken(bob, question)).toBeVisible();
  const answer = uniqueName('Down to 40 s.');
  await say(bob, answer);
  await expect(spoken(alice, answer)).toBeVisible();
  expect((await conversation(alice)).filter((text) => text === question || text === answer)).toEqual([
    question,
    answer,
  ]);
});

test('many messages arrive in the order in which they were sent, each once', async ({ browser, request }) => {
  const ada = await newcomer(request, 'ada');
  const ben = await newcomer(request, 'ben');
  const id = await openConversation(request, ada, ben);
  const adasPage = await pageOf(await browser.newContext(), ada);
  const bensPage = await pageOf(await browser.newContext(), ben);
  await adasPage.goto(`/messages/${id}`);
  await bensPage.goto(`/messages/${id}`);

  const lines = Array.from({ length: 30 }, (_, n) => `line ${n + 1}`);
  for (const line of lines) await say(adasPage, line);
  await expect(spoken(bensPage, 'line 30')).toBeVisible();
  expect(await conversation(bensPage)).toEqual(lines);
  await expect(adasPage.getByRole('img', { name: 'Sending' })).toHaveCount(0);
  expect(await conversation(adasPage)).toEqual(lines);
});

test('a link leads into the conversation, through the sign-in page too', async ({ page, request }) => {
  const ada = await newcomer(request, 'ada');
  const ben = await newcomer(request, 'ben');
  const id = await openConversation(request, ada, ben);
  await sendByApi(request, ben, id, 'hello ada');

  await page.goto(`/messages/${id}`);
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.getByLabel('User name').fill(ada.user.username);
  await page.getByRole('textbox', { name: 'Password' }).fill('devthread-e2e');
  await page.keyboard.press('Enter');
  await expect(spoken(page, 'hello ada')).toBeVisible();
  expect(new URL(page.url()).pathname).toBe(`/messages/${id}`);
});

test('a conversation of others is not shown', async ({ context, request }) => {
  const ada = await newcomer(request, 'ada');
  const id = await openConversation(request, await newcomer(request, 'ben'), await newcomer(request, 'cleo'));
  const page = await pageOf(context, ada);
  await page.goto(`/messages/${id}`);
  await expect(page.getByText('There is no such conversation, or it is not yours.')).toBeVisible();
});

test('a conversation begins, is led and is left by keyboard alone', async ({ context, request, isMobile }) => {
  test.skip(isMobile, 'a phone has no such keyboard');
  const ada = await newcomer(request, 'ada');
  const ben = await newcomer(request, 'ben');
  const page = await pageOf(context, ada);
  await page.goto('/messages');
  await expect(page.getByText('No conversations yet.')).toBeVisible();

  await page.keyboard.press('/');
  await page.keyboard.type(ben.user.username);
  await expect(page.getByRole('button', { name: ben.user.username })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Say hello')).toBeVisible();
  const composer = page.getByRole('textbox', { name: /^Message to/ });
  while (!(await composer.evaluate((field) => field === document.activeElement))) await page.keyboard.press('Tab');
  await page.keyboard.type('first line');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('second line');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('img', { name: /^(Sent|Delivered)/ })).toBeVisible();
  expect(await conversation(page)).toEqual(['first line\nsecond line']);
  await page.keyboard.press('Escape');
  await expect(page.getByText('Choose a conversation')).toBeVisible();
});

test('a long line of code stays in its message, and what I edit is seen with its buttons', async ({
  context,
  request,
}) => {
  const ada = await newcomer(request, 'ada');
  const ben = await newcomer(request, 'ben');
  const id = await openConversation(request, ada, ben);
  await sendByApi(request, ada, id, 'line\n'.repeat(40));
  await sendByApi(request, ben, id, `\`\`\`\n${'mvn package '.repeat(20)}\n\`\`\``);
  await sendByApi(request, ada, id, 'the last one');
  const page = await pageOf(context, ada);
  await page.goto(`/messages/${id}`);
  await expect(page.getByLabel('Code')).toBeInViewport({ ratio: 1 });
  await page.getByRole('button', { name: 'Message options' }).last().click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await expect(page.getByRole('textbox', { name: 'Edit message' })).toBeFocused();
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeInViewport({ ratio: 1 });
});

test('a reload in the middle loses nothing and doubles nothing', async ({ browser, request }) => {
  const ada = await newcomer(request, 'ada');
  const ben = await newcomer(request, 'ben');
  const id = await openConversation(request, ada, ben);
  const page = await pageOf(await browser.newContext(), ada);
  await page.goto(`/messages/${id}`);
  await sendByApi(request, ben, id, 'before');
  await expect(spoken(page, 'before')).toBeVisible();
  await say(page, 'mine');
  await page.reload();
  await sendByApi(request, ben, id, 'after');
  await expect(spoken(page, 'after')).toBeVisible();
  await expect(spoken(page, 'mine')).toBeVisible();
  await expect(page.getByRole('img', { name: 'Sending' })).toHaveCount(0);
  expect((await conversation(page)).sort()).toEqual(['after', 'before', 'mine']);
});

test('what I write offline is sent from the next page, once, though its own was closed', async ({
  browser,
  request,
}) => {
  const ada = await newcomer(request, 'ada');
  const ben = await newcomer(request, 'ben');
  const id = await openConversation(request, ada, ben);
  const context = await browser.newContext();
  const first = await pageOf(context, ada);
  await first.goto(`/messages/${id}`);
  await say(first, 'online');
  await expect(first.getByRole('img', { name: /^(Sent|Delivered)/ })).toBeVisible();
  await context.setOffline(true);
  const lines = ['one', 'two', 'three'];
  for (const line of lines) await say(first, line);
  await first.getByRole('textbox', { name: /^Message to/ }).fill('half written');
  await first.close();
  await context.setOffline(false);

  const second = await context.newPage();
  await second.goto(`/messages/${id}`);
  await expect(second.getByRole('textbox', { name: /^Message to/ })).toHaveValue('half written');
  await expect(second.getByRole('img', { name: /^(Sent|Delivered)/ })).toHaveCount(4);
  expect(await conversation(second)).toEqual(['online', ...lines]);
  const bensPage = await pageOf(await browser.newContext(), ben);
  await bensPage.goto(`/messages/${id}`);
  await expect(spoken(bensPage, 'three')).toBeVisible();
  expect(await conversation(bensPage)).toEqual(['online', ...lines]);
});

test('older messages load on the way up and nothing jumps', async ({ context, request }) => {
  const ada = await newcomer(request, 'ada');
  const ben = await newcomer(request, 'ben');
  const id = await openConversation(request, ada, ben);
  for (let n = 1; n <= 70; n += 1) await sendByApi(request, n % 2 === 0 ? ada : ben, id, `line ${n}`);
  const page = await pageOf(context, ada);
  let answer: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => (answer = resolve));
  await page.route(/before_seq=/, async (route) => {
    await asked;
    await route.continue();
  });
  await page.goto(`/messages/${id}`);
  await expect(spoken(page, 'line 70')).toBeInViewport();
  await expect(spoken(page, 'line 20')).toHaveCount(0);

  const oldestShown = spoken(page, 'line 21');
  const top = () => oldestShown.evaluate((element) => element.getBoundingClientRect().top);
  await page.getByRole('region', { name: /^Messages with/ }).evaluate((element) => (element.scrollTop = 20));
  await expect(oldestShown).toBeInViewport();
  const before = await top();
  answer();
  await expect(spoken(page, 'line 1')).toHaveCount(1);
  await expect(page.getByText(/This is where your conversation with .* begins/)).toHaveCount(1);
  expect(Math.abs((await top()) - before)).toBeLessThan(4);
});

test('who has seen the end of a conversation has nothing unread in it, however much came', async ({
  context,
  request,
}) => {
  const ada = await newcomer(request, 'ada');
  const ben = await newcomer(request, 'ben');
  const id = await openConversation(request, ada, ben);
  for (let n = 1; n <= 60; n += 1) await sendByApi(request, ben, id, `line ${n}`);
  const page = await pageOf(context, ada);
  await page.goto('/feed');
  const messages = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Messages/ });
  await expect(messages).toHaveAccessibleName('Messages, 60 unread');
  await page.goto(`/messages/${id}`);
  await expect(spoken(page, 'line 60')).toBeInViewport();
  const unread = async () => {
    const answer = await request.get('/api/v1/conversations', { headers: { Authorization: `Bearer ${ada.token}` } });
    return ((await answer.json()) as { items: { unread_count: number }[] }).items.map((one) => one.unread_count);
  };
  await expect.poll(unread).toEqual([0]);
  const back = page.getByRole('link', { name: 'Back to all messages' }); // on a phone, where it fills the screen
  if (await back.isVisible()) await back.click();
  await expect(messages).toHaveAccessibleName('Messages');
});

test('who reads further up stays there and hears of what is new', async ({ context, request }) => {
  const ada = await newcomer(request, 'ada');
  const ben = await newcomer(request, 'ben');
  const id = await openConversation(request, ada, ben);
  for (let n = 1; n <= 40; n += 1) await sendByApi(request, ben, id, `line ${n}`);
  const page = await pageOf(context, ada);
  await page.goto(`/messages/${id}`);
  await expect(spoken(page, 'line 40')).toBeInViewport();
  const scroller = page.getByRole('region', { name: /^Messages with/ });
  await scroller.evaluate((element) => (element.scrollTop = 100));
  for (const text of ['one', 'two', 'three']) await sendByApi(request, ben, id, text);
  await page.getByRole('button', { name: '3 new messages' }).click();
  await expect(spoken(page, 'three')).toBeInViewport();
  await expect(page.getByRole('button', { name: /new message/ })).toHaveCount(0);
});

test('what does not fit is not sent, and what cannot be sent says so', async ({ context, request }) => {
  const ada = await newcomer(request, 'ada');
  const ben = await newcomer(request, 'ben');
  const id = await openConversation(request, ada, ben);
  const page = await pageOf(context, ada);
  await page.goto(`/messages/${id}`);
  const composer = page.getByRole('textbox', { name: /^Message to/ });
  await composer.fill('🎉'.repeat(4001));
  await expect(page.getByText('1 too many')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeDisabled();
  await composer.fill('🎉'.repeat(4000));
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(page.getByRole('img', { name: /^(Sent|Delivered)/ })).toBeVisible();
});

test('what I change or delete changes for the other one too, by keyboard alone', async ({
  browser,
  request,
  isMobile,
}) => {
  const ada = await newcomer(request, 'ada');
  const ben = await newcomer(request, 'ben');
  const id = await openConversation(request, ada, ben);
  const adasPage = await pageOf(await browser.newContext(), ada);
  const bensPage = await pageOf(await browser.newContext(), ben);
  await adasPage.goto(`/messages/${id}`);
  await bensPage.goto(`/messages/${id}`);
  await say(adasPage, 'helo');
  await expect(spoken(bensPage, 'helo')).toBeVisible();
  await expect(bensPage.getByRole('button', { name: 'Message options' })).toHaveCount(0);

  const options = adasPage.getByRole('button', { name: 'Message options' });
  const choose = async (name: string) => {
    await options.focus();
    await adasPage.keyboard.press('Enter');
    await expect(adasPage.getByRole('menuitem', { name })).toBeVisible();
    if (isMobile) return adasPage.getByRole('menuitem', { name }).click();
    // Keys go to where the focus is: a menu that is only just visible does not have it yet.
    await expect(adasPage.getByRole('menuitem').first()).toBeFocused();
    await adasPage.keyboard.press('Home');
    if (name === 'Delete') await adasPage.keyboard.press('ArrowDown');
    await adasPage.keyboard.press('Enter');
  };
  await choose('Edit');
  await expect(adasPage.getByRole('textbox', { name: 'Edit message' })).toBeFocused();
  await adasPage.keyboard.press('Escape');
  await expect(options).toBeFocused();
  await choose('Edit');
  await adasPage.getByRole('textbox', { name: 'Edit message' }).fill('hello');
  await adasPage.keyboard.press('Enter');
  await expect(spoken(bensPage, 'hello')).toBeVisible();
  await expect(bensPage.getByText('edited')).toBeVisible();
  await expect(spoken(bensPage, 'helo')).toHaveCount(0);
  const messages = adasPage.getByRole('region', { name: /^Messages with/ });
  await expect(messages).toBeFocused();

  await choose('Delete');
  await adasPage.getByRole('button', { name: 'Delete', exact: true }).press('Enter');
  await expect(bensPage.getByText('This message was deleted.')).toBeVisible();
  await expect(adasPage.getByText('This message was deleted.')).toBeVisible();
  await expect(messages).toBeFocused();
  await expect(spoken(bensPage, 'hello')).toHaveCount(0);
});
