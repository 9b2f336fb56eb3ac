import { APIRequestContext, Browser, BrowserContext, expect, Page, test } from '@playwright/test';

export interface Session {
  token: string;
  expires_at: string;
  user: { id: string; username: string };
}

export const PASSWORD = 'devthread-e2e';

let people = 0;

/** Nobody else has this name: tests share a database and run side by side. */
export function uniqueName(base: string): string {
  people += 1;
  return `${base}-${Date.now().toString(36)}${process.pid.toString(36)}${people}`;
}

export async function newcomer(request: APIRequestContext, base: string): Promise<Session> {
  const answer = await request.post('/api/v1/auth/register', {
    data: { username: uniqueName(base), password: PASSWORD },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()) as Session;
}

export async function openConversation(request: APIRequestContext, me: Session, partner: Session): Promise<string> {
  const answer = await request.post('/api/v1/conversations', {
    headers: { Authorization: `Bearer ${me.token}` },
    data: { participant_id: partner.user.id },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  return ((await answer.json()) as { id: string }).id;
}

export async function sendByApi(
  request: APIRequestContext,
  from: Session,
  conversationId: string,
  content: string,
): Promise<string> {
  const answer = await request.post(`/api/v1/conversations/${conversationId}/messages`, {
    headers: { Authorization: `Bearer ${from.token}` },
    data: { content, client_message_id: uniqueName('api') },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  return ((await answer.json()) as { id: string }).id;
}

interface Made {
  id: string;
}

async function call(
  request: APIRequestContext,
  method: string,
  path: string,
  me: Session,
  data?: object,
): Promise<Made> {
  const headers = { Authorization: `Bearer ${me.token}` };
  const answer = await request.fetch(`/api/v1${path}`, { method, headers, ...(data === undefined ? {} : { data }) });
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()) as Made;
}

export async function postByApi(request: APIRequestContext, me: Session, content: string): Promise<string> {
  return (await call(request, 'POST', '/posts', me, { content })).id;
}

export async function likeByApi(request: APIRequestContext, me: Session, postId: string, like = true): Promise<void> {
  await call(request, like ? 'PUT' : 'DELETE', `/posts/${postId}/like`, me);
}

export async function commentByApi(
  request: APIRequestContext,
  me: Session,
  postId: string,
  content: string,
): Promise<void> {
  await call(request, 'POST', `/posts/${postId}/comments`, me, { content });
}

export async function followByApi(request: APIRequestContext, me: Session, other: Session): Promise<void> {
  await call(request, 'PUT', `/users/${other.user.id}/follow`, me);
}

export async function blockByApi(request: APIRequestContext, me: Session, other: Session): Promise<void> {
  await call(request, 'PUT', `/blocks/${other.user.id}`, me);
}

/** Waits until the connection is there: what happens from now on is heard. */
export async function isLive(page: Page): Promise<void> {
  await expect(page.locator('dt-connection-bar')).toHaveAttribute('data-state', 'live');
}

export function toast(page: Page, text: string | RegExp) {
  return page.getByRole('region', { name: 'New notifications' }).getByRole('link').filter({ hasText: text });
}

/** The bell, when just so much is unread. */
export function bell(page: Page, unread: number) {
  const name = unread === 0 ? 'Notifications' : `Notifications, ${unread} unread`;
  return page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true });
}

/** A page whose browser is signed in already. */
export async function pageOf(context: BrowserContext, session: Session): Promise<Page> {
  await context.addInitScript((kept) => {
    if (sessionStorage.getItem('e2e.signed-in')) return;
    sessionStorage.setItem('e2e.signed-in', 'once');
    localStorage.setItem('devthread.session', kept);
  }, JSON.stringify(session));
  return context.newPage();
}

/** A browser of one's own, signed in by the form. */
export async function browserOf(browser: Browser, username: string, password: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await signIn(page, username, password);
  return page;
}

export async function signIn(page: Page, username: string, password: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('User name').fill(username);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Feed' })).toBeVisible();
}

export async function talkTo(page: Page, username: string): Promise<void> {
  await page.getByRole('link', { name: /^Messages/ }).click();
  await expect(page.getByRole('heading', { name: 'Messages' })).toBeVisible();
  await page.getByRole('searchbox').fill(username);
  await page
    .getByRole('link', { name: username })
    .or(page.getByRole('button', { name: new RegExp(`^${username}( |$)`) })) // and how they are
    .first()
    .click();
  await expect(page.getByRole('heading', { name: username, exact: true })).toBeVisible();
}

export async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: /^Message to/ }).fill(text);
  await page.keyboard.press('Enter');
}

/** Of look.md, those that are no project's own. */
const OTHER_SCREENS = [
  { width: 768, height: 1024 },
  { width: 1920, height: 1080 },
];

/** Kept beside the report, in all widths; nothing may be wider than the screen. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: test.info().outputPath(`${name}.png`) });
  const own = page.viewportSize();
  if (!own || own.width < 600) return;
  for (const screen of OTHER_SCREENS) {
    await page.setViewportSize(screen);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), name).toBe(0);
    await page.screenshot({ path: test.info().outputPath(`${name}-${screen.width}.png`) });
  }
  await page.setViewportSize(own);
}

/** What stands in the open conversation, in order. */
export async function conversation(page: Page): Promise<string[]> {
  return page
    .getByRole('region', { name: /^Messages with/ })
    .locator('.content')
    .allTextContents();
}

export function spoken(page: Page, text: string) {
  return page.getByRole('region', { name: /^Messages with/ }).getByText(text, { exact: true });
}
