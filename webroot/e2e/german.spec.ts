import { expect } from '@playwright/test';
import { commentByApi, isLive, likeByApi, newcomer, openConversation, pageOf, postByApi, sendByApi } from './community';
import { test } from './test';

test.use({ locale: 'de-AT' });
test.skip(({ viewport }) => (viewport?.width ?? 0) < 600, 'the texts are the same on a phone');

test('a German browser has a German app; the settings change that, and the choice is kept', async ({
  context,
  request,
}) => {
  const [ada, ben] = [await newcomer(request, 'ada'), await newcomer(request, 'ben')];
  const post = await postByApi(request, ada, 'First light over the harbour');
  await likeByApi(request, ben, post);
  await commentByApi(request, ben, post, 'seen');
  await sendByApi(request, ben, await openConversation(request, ada, ben), 'hallo');
  const page = await pageOf(context, ada);
  await page.goto('/notifications');
  await isLive(page);
  await expect(page).toHaveTitle(/Mitteilungen · DevThread/);
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  const lines = page.getByRole('list', { name: 'Mitteilungen' });
  await expect(
    lines.getByText(`${ben.user.username} gefällt dein Beitrag: „First light over the harbour“`),
  ).toBeVisible();
  await expect(lines.getByText(`${ben.user.username} hat deinen Beitrag kommentiert`)).toBeVisible();
  const main = page.getByRole('navigation', { name: 'Hauptmenü' });
  await expect(main.getByRole('link', { name: 'Nachrichten, 1 ungelesen' })).toBeVisible();
  // Plurals, digits and dates are the language's, too.
  await page.goto(`/profile/${ada.user.username}`);
  await expect(page.getByText('0 Follower')).toBeVisible();
  const month = new Intl.DateTimeFormat('de-DE', { month: 'long', year: 'numeric' }).format(new Date());
  await expect(page.getByText(`Dabei seit ${month}`)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Gefällt mir, 1 Person' })).toBeVisible();

  await page.goto('/settings');
  await page.getByLabel('Sprache').selectOption({ label: 'English' });
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.goto('/feed');
  await expect(page.getByRole('button', { name: 'Like, 1 like' }).first()).toBeVisible();
});

test('what the server refuses is told in German, too', async ({ page, request }) => {
  const ada = await newcomer(request, 'ada');
  await page.goto('/sign-in');
  await page.getByLabel('Benutzername').fill(ada.user.username);
  await page.getByRole('textbox', { name: 'Passwort' }).fill('not this one');
  await page.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(page.getByRole('alert')).toHaveText('Der Benutzername oder das Passwort ist falsch.');
  await page.getByRole('button', { name: 'Konto anlegen', exact: true }).click();
  await page.getByRole('textbox', { name: 'Passwort' }).fill('short');
  await page.getByRole('button', { name: 'Konto anlegen', exact: true }).first().click();
  await expect(page.getByText('Ein Passwort hat 8 bis 128 Zeichen.')).toBeVisible();
});
