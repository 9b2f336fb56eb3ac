import { expect } from '@playwright/test';
import { bell, isLive, likeByApi, followByApi, newcomer, pageOf, postByApi, toast } from './community';
import { test } from './test';

test('like, comment, follow and mention each reach the right person at once, and nobody else', async ({
  browser,
  request,
}) => {
  const ada = await newcomer(request, 'ada');
  const ben = await newcomer(request, 'ben');
  const cleo = await newcomer(request, 'cleo');
  const id = await postByApi(request, ada, 'How I cut our build to 40 s');
  const adasPage = await pageOf(await browser.newContext(), ada);
  const bensPage = await pageOf(await browser.newContext(), ben);
  const cleosPage = await pageOf(await browser.newContext(), cleo);
  await Promise.all([adasPage.goto('/feed'), bensPage.goto(`/posts/${id}`), cleosPage.goto('/feed')]);
  await Promise.all([adasPage, bensPage, cleosPage].map(isLive));
  const { username } = ben.user;

  await bensPage.getByRole('button', { name: 'Like, 0 likes' }).click();
  await expect(toast(adasPage, `${username} liked your post`)).toBeVisible();
  await expect(bell(adasPage, 1)).toBeVisible();

  await bensPage.getByRole('textbox', { name: 'Comment' }).fill('Would you write up how?');
  await bensPage.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(toast(adasPage, `${username} commented on your post`)).toBeVisible();
  await expect(bell(adasPage, 2)).toBeVisible();

  await bensPage.getByRole('link', { name: ada.user.username }).first().click();
  await bensPage.getByRole('button', { name: 'Follow', exact: true }).click();
  await expect(toast(adasPage, `${username} followed you`)).toBeVisible();
  await expect(bell(adasPage, 3)).toBeVisible();
  await expect(bensPage.getByRole('button', { name: 'Following', exact: true })).toBeVisible();

  await bensPage.getByRole('link', { name: 'Feed', exact: true }).click();
  await bensPage
    .getByRole('textbox', { name: 'New post' })
    .fill(`@${ada.user.username} did it, \`@${cleo.user.username}\``);
  await bensPage.getByRole('button', { name: 'Post', exact: true }).click();
  await expect(toast(adasPage, `${username} mentioned you in a post`)).toBeVisible();
  await expect(bell(adasPage, 4)).toBeVisible();

  for (const other of [bensPage, cleosPage]) {
    await expect(bell(other, 0)).toBeVisible();
    await expect(toast(other, /./)).toHaveCount(0);
  }
});

test('what is read on one device is read on the other: toast, badge and list', async ({ browser, request }) => {
  const ada = await newcomer(request, 'ada');
  const ben = await newcomer(request, 'ben');
  const id = await postByApi(request, ada, 'How I cut our build to 40 s');
  const here = await pageOf(await browser.newContext(), ada);
  const elsewhere = await pageOf(await browser.newContext(), ada);
  await Promise.all([here.goto('/notifications'), elsewhere.goto('/messages')]);
  await Promise.all([here, elsewhere].map(isLive));

  await likeByApi(request, ben, id);
  await followByApi(request, ben, ada);
  await expect(toast(elsewhere, 'liked your post')).toBeVisible();
  await expect(bell(elsewhere, 2)).toBeVisible();
  // The open list shows what arrives by itself.
  await expect(here.getByRole('link', { name: /^Unread: .* liked your post/ })).toBeVisible();
  await expect(toast(here, /./)).toHaveCount(0);

  await here.getByRole('link', { name: /liked your post/ }).click();
  await expect(here).toHaveURL(new RegExp(`/posts/${id}$`));
  await expect(bell(elsewhere, 1)).toBeVisible();
  await expect(toast(elsewhere, 'liked your post')).toHaveCount(0);
  await elsewhere.reload();
  await expect(bell(elsewhere, 1)).toBeVisible();

  await here.getByRole('link', { name: /^Notifications/ }).click();
  await here.getByRole('button', { name: 'Mark all as read' }).click();
  await expect(bell(here, 0)).toBeVisible();
  await expect(bell(elsewhere, 0)).toBeVisible();
  await elsewhere.getByRole('link', { name: 'Notifications' }).click();
  await expect(elsewhere.getByRole('link', { name: /followed you/ })).toBeVisible();
  await expect(elsewhere.getByText('Unread:')).toHaveCount(0);
});

test('a toast leads to the post, and to read', async ({ context, request }) => {
  const ada = await newcomer(request, 'ada');
  const ben = await newcomer(request, 'ben');
  const id = await postByApi(request, ada, 'How I cut our build to 40 s');
  const page = await pageOf(context, ada);
  await page.goto('/messages');
  await isLive(page);
  await likeByApi(request, ben, id);
  await toast(page, 'liked your post').click();
  await expect(page).toHaveURL(new RegExp(`/posts/${id}$`));
  await expect(page.getByText('How I cut our build to 40 s')).toBeVisible();
  await expect(bell(page, 0)).toBeVisible();
  await page.reload();
  await expect(bell(page, 0)).toBeVisible();
});

test('many likes are one line, and taking the only one back takes it away', async ({ context, request }) => {
  const ada = await newcomer(request, 'ada');
  const [ben, cleo, dan] = [
    await newcomer(request, 'ben'),
    await newcomer(request, 'cleo'),
    await newcomer(request, 'dan'),
  ];
  const id = await postByApi(request, ada, 'How I cut our build to 40 s');
  const page = await pageOf(context, ada);
  await page.goto('/notifications');
  await isLive(page);
  for (const one of [ben, cleo, dan]) await likeByApi(request, one, id);
  await expect(page.getByText(/ and 2 others liked your post “How I cut our build to 40 s”$/)).toBeVisible();
  await expect(bell(page, 1)).toBeVisible();
  for (const one of [ben, cleo, dan]) await likeByApi(request, one, id, false);
  await expect(page.getByText('Nothing yet.')).toBeVisible();
  await expect(bell(page, 0)).toBeVisible();
});

test('the list is read by keyboard alone', async ({ context, request, isMobile }) => {
  test.skip(isMobile, 'a phone has no such keyboard');
  const ada = await newcomer(request, 'ada');
  const ben = await newcomer(request, 'ben');
  const cleo = await newcomer(request, 'cleo');
  const postId = await postByApi(request, ada, 'How I cut our build to 40 s');
  await likeByApi(request, ben, postId);
  await followByApi(request, ben, ada);
  const page = await pageOf(context, ada);
  await page.goto('/feed');
  await expect(bell(page, 2)).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('n');
  await expect(page.getByRole('link', { name: /followed you/ })).toBeVisible();
  await page.keyboard.press('j');
  await expect(page.getByRole('link', { name: /followed you/ })).toBeFocused();
  await page.keyboard.press('j');
  // The line grows and goes to the top, with the focus.
  await likeByApi(request, cleo, postId);
  const line = page
    .getByRole('listitem')
    .first()
    .getByRole('link', { name: /liked your post/ });
  await expect(line).toBeFocused();
  await page.keyboard.press('e');
  await expect(bell(page, 1)).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/profile/${ben.user.username}$`));
  await expect(bell(page, 0)).toBeVisible();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeHidden();
});
