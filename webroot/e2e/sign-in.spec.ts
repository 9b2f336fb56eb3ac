import { expect } from '@playwright/test';
import { isLive, newcomer, pageOf, PASSWORD, say, signIn, talkTo, uniqueName } from './community';
import { test } from './test';

test('says what is missing and what is wrong, and nothing else', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByText('The user name is missing.')).toBeVisible();
  await expect(page.getByText('The password is missing.')).toBeVisible();

  await page.getByLabel('User name').fill(uniqueName('nobody'));
  await page.getByRole('textbox', { name: 'Password' }).fill('wrong-password');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page).toHaveURL(/\/sign-in/);
});

test('registers, stays signed in after a reload, signs out', async ({ page }) => {
  const name = uniqueName('ada');
  await page.goto('/');
  await page.getByRole('button', { name: 'Create an account' }).click();
  await page.getByLabel('User name').fill(name);
  await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('heading', { name: 'Feed' })).toBeVisible();

  await page.reload();
  await page.getByRole('button', { name: `Profile: ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.goto('/messages');
  await expect(page).toHaveURL(/\/sign-in/);
  await signIn(page, name, PASSWORD);
});

test('says by the field that a name is taken and a password too short', async ({ page, request }) => {
  const ada = await newcomer(request, 'ada');
  await page.goto('/');
  await page.getByRole('button', { name: 'Create an account' }).click();
  await page.getByLabel('User name').fill(ada.user.username);
  await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.locator('mat-form-field', { hasText: 'User name' }).locator('mat-error')).toBeVisible();

  await page.getByLabel('User name').fill(uniqueName('ben'));
  await page.getByRole('textbox', { name: 'Password' }).fill('x');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.locator('mat-form-field', { hasText: 'Password' }).locator('mat-error')).toBeVisible();
});

test('signing out in one tab signs out the other, and signing in takes it on', async ({ context, request }) => {
  const ada = await newcomer(request, 'ada');
  const page = await pageOf(context, ada);
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Feed' })).toBeVisible();
  const other = await context.newPage();
  await other.addInitScript(() => sessionStorage.setItem('e2e.signed-in', 'once'));
  await other.goto('/');
  await expect(other.getByRole('heading', { name: 'Feed' })).toBeVisible();
  await page.getByRole('button', { name: /^Profile/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await signIn(page, ada.user.username, PASSWORD);
  await expect(other.getByRole('heading', { name: 'Feed' })).toBeVisible();
});

test('a browser that forbids its storages has all of the app, as long as the page is open', async ({
  page,
  request,
}) => {
  const [ada, ben] = [await newcomer(request, 'ada'), await newcomer(request, 'ben')];
  await page.addInitScript(() => {
    const forbidden = {
      get: () => {
        throw new DOMException('Access is denied.', 'SecurityError');
      },
    };
    Object.defineProperties(window, { localStorage: forbidden, sessionStorage: forbidden });
  });
  await signIn(page, ada.user.username, PASSWORD);
  await isLive(page);
  await page.getByRole('button', { name: /^Profile/ }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await expect.poll(() => page.evaluate(() => document.documentElement.style.colorScheme)).toBe('dark');
  await talkTo(page, ben.user.username);
  await say(page, 'nothing of this is kept here');
  await expect(page.getByRole('img', { name: /^(Sent|Delivered)/ })).toBeVisible();
});
