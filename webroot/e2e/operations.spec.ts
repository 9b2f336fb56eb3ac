import { execFileSync } from 'node:child_process';
import AxeBuilder from '@axe-core/playwright';
import { expect, Page } from '@playwright/test';
import { isLive, newcomer, openConversation, pageOf, picture, sendByApi } from './community';
import { test } from './test';

/** As an operator makes one by hand: with the key in DATA_DIR. */
function adminToken(): string {
  return execFileSync('../scripts/token', ['--scope', 'admin', '--ttl', '1h'], { encoding: 'utf8' }).trim();
}

async function violations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } });

    test('an operator signs in with a token, sees the figures, who is connected, and why something did not arrive', async ({
      browser,
      page,
      request,
    }) => {
      const ada = await newcomer(request, 'ada');
      const ben = await newcomer(request, 'ben');
      const adasPage = await pageOf(await browser.newContext(), ada);
      await adasPage.goto('/feed');
      await isLive(adasPage);
      const id = await openConversation(request, ben, ada);
      const message = await sendByApi(request, ben, id, 'follow me');

      await page.goto('/operations');
      await page.getByRole('button', { name: 'Sign in with a token' }).click();
      await page.getByLabel('Token').fill(adminToken());
      await page.getByRole('button', { name: 'Use this token' }).click();
      await expect(page.getByRole('heading', { name: 'Operations' })).toBeVisible();
      await expect(page.getByText(/1 gateway · \d+ connection/)).toBeVisible();
      for (const chart of ['Connections', 'Traffic', 'Delivery', 'Arrivals', 'Queues']) {
        await expect(page.getByRole('img', { name: new RegExp(`^${chart}: `) })).toBeVisible();
      }
      await expect(page.locator('canvas')).toHaveCount(5);

      await page.getByLabel('Only of the user with this id').fill(ada.user.id);
      await page.getByRole('button', { name: 'Look again' }).click();
      await expect(page.getByRole('row').filter({ hasText: ada.user.id })).toHaveCount(1);

      await page.getByLabel('Id of a message, notification or event').fill(message);
      await expect(async () => {
        await page.getByRole('button', { name: 'Follow it' }).click();
        await expect(page.getByText('A client of theirs has confirmed it.')).toBeVisible({ timeout: 2_000 });
      }).toPass();
      await expect(page.getByText('They have had no connection since')).toBeVisible();
      for (const part of ['dt-trace-search', 'dt-connection-table']) {
        await page.locator(part).screenshot({ path: test.info().outputPath(`${part}.png`) });
      }
      await page.getByRole('heading', { name: 'Operations' }).scrollIntoViewIfNeeded();
      // Two samples make a line.
      await expect(page.getByRole('img', { name: /^Traffic: messages \d/ })).toBeVisible();
      await picture(page, 'operations');
      expect(await violations(page)).toEqual([]);
    });

    test('the connection details tell support how one is connected', async ({ context, request }) => {
      const ada = await newcomer(request, 'ada');
      const ben = await newcomer(request, 'ben');
      const page = await pageOf(context, ada);
      await page.goto('/feed');
      await isLive(page);
      await page.getByRole('button', { name: /^Profile/ }).click();
      await page.getByRole('menuitem', { name: 'Connection details' }).click();
      await expect(page.getByText('WebSocket', { exact: true })).toBeVisible();
      await expect(page.getByText(/^\d+ ms$/)).toBeVisible();
      await sendByApi(request, ben, await openConversation(request, ben, ada), 'not shown here');
      await expect(page.getByText('new_message')).toBeVisible();
      await expect(page.getByRole('main').getByText('not shown here')).toHaveCount(0);
      await picture(page, 'connection');
      expect(await violations(page)).toEqual([]);
      const other = await context.newPage();
      await other.goto('/connection');
      await expect(other.getByText('WebSocket, through another tab')).toBeVisible();
    });
  });
}

test('who is no operator finds no way there', async ({ context, request }) => {
  const page = await pageOf(context, await newcomer(request, 'ada'));
  await page.goto('/operations');
  await expect(page.getByRole('heading', { name: 'Feed' })).toBeVisible();
  await page.getByRole('button', { name: /^Profile/ }).click();
  await expect(page.getByRole('menuitem', { name: 'Connection details' })).toBeVisible();
  await expect(page.getByRole('menuitem', { name: 'Operations' })).toHaveCount(0);
});
