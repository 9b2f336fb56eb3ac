import { expect, Page } from '@playwright/test';
import { conversation, newcomer, openConversation, pageOf, say, sendByApi, spoken } from './community';
import { test } from './test';

/** A network that lets no WebSocket through; with `sockjs` false not even SockJS. */
async function withoutWebSocket(page: Page, sockjs: boolean): Promise<void> {
  await page.routeWebSocket(/.*/, (socket) => socket.close());
  if (!sockjs) await page.route(/\/sockjs/, (route) => route.abort());
}

const way = (page: Page) => page.evaluate(() => sessionStorage.getItem('devthread.transport'));

for (const [name, sockjs, kept] of [
  ['SockJS', true, 'sockjs'],
  ['long polling', false, 'polling'],
] as const) {
  test(`where WebSocket is blocked, messages flow both ways by ${name}, once and in order`, async ({
    context,
    request,
  }) => {
    const ada = await newcomer(request, 'ada');
    const ben = await newcomer(request, 'ben');
    const id = await openConversation(request, ada, ben);
    const page = await pageOf(context, ada);
    await withoutWebSocket(page, sockjs);
    await page.goto(`/messages/${id}`);
    await expect.poll(() => way(page), { timeout: 40_000 }).toBe(kept);
    await sendByApi(request, ben, id, 'one');
    await expect(spoken(page, 'one')).toBeVisible();
    await say(page, 'two');
    await say(page, 'three');
    await expect(page.getByRole('img', { name: 'Sending' })).toHaveCount(0);
    await page.reload();
    await expect(spoken(page, 'three')).toBeVisible();
    await sendByApi(request, ben, id, 'four');
    await expect(spoken(page, 'four')).toBeVisible();
    expect(await conversation(page)).toEqual(['one', 'two', 'three', 'four']);
    expect(await way(page)).toBe(kept);
    await expect(page.getByText('This network lets no live connection through')).toBeVisible({ visible: !sockjs });
  });
}
