import { BrowserContext, expect, Page } from '@playwright/test';
import {
  bell,
  conversation,
  followByApi,
  isLive,
  likeByApi,
  newcomer,
  openConversation,
  PASSWORD,
  postByApi,
  say,
  sendByApi,
  Session,
  spoken,
  toast,
} from './community';
import { test } from './test';

/** Real tabs of one browser: they find each other by locks and a channel, which no fake stands for here. */
async function tabsOf(context: BrowserContext, session: Session, paths: string[]): Promise<Page[]> {
  await context.addInitScript((kept) => {
    if (localStorage.getItem('devthread.session') === null) localStorage.setItem('devthread.session', kept);
  }, JSON.stringify(session));
  await context.addInitScript(keepSockets);
  const tabs: Page[] = [];
  for (const path of paths) {
    const page = await context.newPage();
    await page.goto(path);
    await isLive(page);
    tabs.push(page);
  }
  return tabs;
}

const profileOf = (tab: Page, { user }: Session) => tab.getByRole('button', { name: `Profile: ${user.username}` });

async function fillIn(tab: Page, { user }: Session): Promise<void> {
  await tab.getByLabel('User name').fill(user.username);
  await tab.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  await tab.getByRole('button', { name: 'Sign in', exact: true }).click();
}

async function signOut(tab: Page, session: Session): Promise<void> {
  await profileOf(tab, session).click();
  await tab.getByRole('menuitem', { name: 'Sign out' }).click();
}

interface Kept {
  sockets: WebSocket[];
}

/** In the page itself: of a page that is left for another one Playwright never tells that its sockets have ended. */
function keepSockets(): void {
  const kept = globalThis as unknown as Kept;
  kept.sockets = [];
  globalThis.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      if (this.url.endsWith('/ws')) kept.sockets.push(this);
    }
  };
}

/** How many sockets the tabs have now, together. */
async function total(tabs: Page[]): Promise<number> {
  const open = () => (globalThis as unknown as Kept).sockets.filter((one) => one.readyState <= WebSocket.OPEN).length;
  const each = await Promise.all(tabs.map((tab) => tab.evaluate(open)));
  return each.reduce((all, count) => all + count, 0);
}

test('three tabs share one connection, and each has every message', async ({ context, request }) => {
  const [ada, ben] = [await newcomer(request, 'ada'), await newcomer(request, 'ben')];
  const id = await openConversation(request, ada, ben);
  const path = `/messages/${id}`;
  const tabs = await tabsOf(context, ada, [path, path, path]);
  await expect.poll(() => total(tabs)).toBe(1);
  await sendByApi(request, ben, id, 'to all of them');
  for (const tab of tabs) await expect(spoken(tab, 'to all of them')).toBeVisible();
  // What is written in a tab without a socket goes out too, and stands in the others.
  await say(tabs[2] as Page, 'from the third');
  for (const tab of tabs) await expect(spoken(tab, 'from the third')).toBeVisible();
  await expect((tabs[2] as Page).getByRole('img', { name: 'Sending' })).toHaveCount(0);
});

test('the other tabs live on when the one with the connection is closed: nothing is lost or doubled', async ({
  context,
  request,
}) => {
  const [ada, ben] = [await newcomer(request, 'ada'), await newcomer(request, 'ben')];
  const id = await openConversation(request, ada, ben);
  const path = `/messages/${id}`;
  const [first, ...others] = (await tabsOf(context, ada, [path, path, path])) as [Page, Page, Page];
  await sendByApi(request, ben, id, 'line 1');
  await expect(spoken(first, 'line 1')).toBeVisible();

  const sending = (async () => {
    for (let n = 2; n <= 12; n += 1) await sendByApi(request, ben, id, `line ${n}`);
  })();
  const closed = Date.now();
  await first.close();
  await expect.poll(() => total(others), { intervals: [20] }).toBe(1);
  const tookOver = Date.now() - closed;
  await say(others[1], 'from here');
  await sending;
  for (const tab of others) {
    await expect(spoken(tab, 'from here')).toBeVisible();
    await expect(spoken(tab, 'line 12')).toBeVisible();
    const lines = (await conversation(tab)).filter((line) => line.startsWith('line'));
    expect(lines).toEqual(Array.from({ length: 12 }, (_, n) => `line ${n + 1}`));
  }
  console.log(`taken over after ${tookOver} ms`);
  test.info().annotations.push({ type: 'taken over after', description: `${tookOver} ms` });
  // A second on a quiet machine; this one may have other things to do. Less than the 10 s after which a reply is overdue.
  expect(tookOver).toBeLessThan(5000);
});

test('one tab tells what is new, all of them count it', async ({ context, request }) => {
  const [ada, ben] = [await newcomer(request, 'ada'), await newcomer(request, 'ben')];
  const post = await postByApi(request, ada, 'Three tabs, one toast');
  const id = await openConversation(request, ada, ben);
  const tabs = await tabsOf(context, ada, ['/feed', '/feed', '/feed']);
  await likeByApi(request, ben, post);
  await followByApi(request, ben, ada);
  await sendByApi(request, ben, id, 'one toast of this too');
  // A toast is gone after a while: what counts is the most that a tab has shown at once.
  const most = tabs.map(() => 0);
  const told = async () => {
    const now = await Promise.all(tabs.map((tab) => toast(tab, /./).count()));
    now.forEach((count, tab) => (most[tab] = Math.max(most[tab] ?? 0, count)));
    return [...most].sort();
  };
  await expect.poll(told, { intervals: [50] }).toEqual([0, 0, 3]);
  for (const tab of tabs) {
    await expect(bell(tab, 2)).toBeVisible();
    const main = tab.getByRole('navigation', { name: 'Main' });
    await expect(main.getByRole('link', { name: 'Messages, 1 unread', exact: true })).toBeVisible();
  }
  expect(await told()).toEqual([0, 0, 3]);
});

test('who signs in in one tab is signed in in all, and shares nothing with the one before', async ({
  context,
  request,
}) => {
  const [ada, ben] = [await newcomer(request, 'ada'), await newcomer(request, 'ben')];
  const id = await openConversation(request, ada, ben);
  const [first, second] = (await tabsOf(context, ada, ['/feed', '/messages'])) as [Page, Page];
  await first.evaluate((session) => {
    localStorage.setItem('devthread.session', session);
    dispatchEvent(new StorageEvent('storage', { key: 'devthread.session', newValue: session }));
  }, JSON.stringify(ben));
  for (const tab of [first, second]) {
    await expect(profileOf(tab, ben)).toBeVisible();
    await tab.goto(`/messages/${id}`);
    await isLive(tab);
    // Whose page it is shows in whom it talks to.
    await expect(tab.getByRole('heading', { name: ada.user.username })).toBeVisible();
  }
  await sendByApi(request, ada, id, 'to ben only once');
  for (const tab of [first, second]) await expect(spoken(tab, 'to ben only once')).toHaveCount(1);
  await expect.poll(() => total([first, second])).toBe(1);
});

test('signing out closes the one connection and leaves nobody signed in; who signs in next finds clean tabs', async ({
  context,
  request,
}) => {
  const [ada, ben] = [await newcomer(request, 'ada'), await newcomer(request, 'ben')];
  const tabs = (await tabsOf(context, ada, ['/feed', '/settings', '/messages'])) as [Page, Page, Page];
  const [first, second, third] = tabs;
  await signOut(second, ada);
  for (const tab of tabs) await expect(tab).toHaveURL(/\/sign-in/);
  await expect.poll(() => total(tabs)).toBe(0);

  // The others never left the form: whoever signs in takes them along.
  for (const [tab, person] of [
    [first, ben],
    [third, ada],
  ] as const) {
    await fillIn(tab, person);
    for (const other of tabs) {
      await expect(profileOf(other, person)).toBeVisible();
      await expect(other).toHaveURL(/\/feed$/);
      await isLive(other);
    }
    await expect.poll(() => total(tabs)).toBe(1);
    await signOut(tab, person);
    for (const other of tabs) await expect(other).toHaveURL(/\/sign-in/);
  }
});
