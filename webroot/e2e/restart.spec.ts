import { execFileSync } from 'node:child_process';
import { expect } from '@playwright/test';
import { conversation, newcomer, openConversation, pageOf, say, sendByApi, spoken } from './community';
import { test } from './test';

const restart = process.env['RESTART_COMMAND'];

test('a restart of the server in between loses nothing and doubles nothing', async ({ browser, request }) => {
  test.skip(restart === undefined, 'RESTART_COMMAND is not set: nobody says how to restart the server');
  test.setTimeout(180_000);
  const ada = await newcomer(request, 'ada');
  const ben = await newcomer(request, 'ben');
  const id = await openConversation(request, ada, ben);
  const adasPage = await pageOf(await browser.newContext(), ada);
  const bensPage = await pageOf(await browser.newContext(), ben);
  await adasPage.goto(`/messages/${id}`);
  await bensPage.goto(`/messages/${id}`);
  await say(adasPage, 'before');
  await expect(spoken(bensPage, 'before')).toBeVisible();

  // Written at the very moment of the fall: some arrive before it, the others wait for the server to be back.
  const lines = Array.from({ length: 10 }, (_, n) => `meanwhile ${n + 1}`);
  for (const line of lines) await say(adasPage, line);
  execFileSync('sh', ['-c', restart ?? ''], { stdio: 'inherit', timeout: 120_000 });
  await say(bensPage, 'and I');

  await expect(spoken(bensPage, 'meanwhile 10')).toBeVisible({ timeout: 60_000 });
  await expect(spoken(adasPage, 'and I')).toBeVisible({ timeout: 60_000 });
  await sendByApi(request, ben, id, 'after');
  for (const page of [adasPage, bensPage]) {
    await expect(spoken(page, 'after')).toBeVisible({ timeout: 60_000 });
    await expect(page.getByRole('img', { name: 'Sending' })).toHaveCount(0);
    await expect(page.getByText('Reconnecting…')).toHaveCount(0);
    expect((await conversation(page)).sort()).toEqual(['before', ...lines, 'and I', 'after'].sort());
  }
  const adasLines = (await conversation(bensPage)).filter((text) => text.startsWith('meanwhile'));
  expect(adasLines).toEqual(lines);
});
