import { CDPSession, expect, Page } from '@playwright/test';
import { bell, isLive, newcomer, openConversation, pageOf } from './community';
import { FalseServer } from './false-server';
import { test } from './test';

const EVENTS = 2000;
const LASTS_MS = 10_000;
/** It would take pictures of the page all the time. */
test.use({ trace: 'off' });

/** Of EVENTS: where each goes, so that the sums are known. */
const PATTERN = ['open', 'open', 'other', 'notification', 'open', 'typing', 'other', 'open', 'presence', 'open'];
const share = (what: string) => (EVENTS / PATTERN.length) * PATTERN.filter((one) => one === what).length;

const message = (conversation: string, seq: number, sender: string) => ({
  id: `${conversation}-${seq}`,
  conversation_id: conversation,
  conversation_seq: seq,
  sender_id: sender,
  content: `message ${seq} with \`code\` and https://devthread.example/${seq}`,
  client_message_id: `${conversation}-${seq}`,
  timestamp: Date.now(),
  status: 'sent',
  read: false,
  edited_at: null,
  deleted: false,
});

async function heapMegabytes(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  return usedSize / 1_048_576;
}

/** What the page's main thread has worked: what else the machine does is not in it. */
async function workedSeconds(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN;
}

/** Long tasks since the last call, longest first. */
async function longTasks(page: Page): Promise<number[]> {
  return page.evaluate(() => {
    const kept = globalThis as unknown as { longTasks: number[] };
    return kept.longTasks.splice(0).sort((a, b) => b - a);
  });
}

/** Keeps the durations of its long tasks in the page. */
function watchLongTasks(page: Page): Promise<unknown> {
  return page.addInitScript(() => {
    const kept = globalThis as unknown as { longTasks: number[] };
    kept.longTasks = [];
    new PerformanceObserver((list) =>
      kept.longTasks.push(...list.getEntries().map(({ duration }) => duration)),
    ).observe({ type: 'longtask' });
  });
}

const like = (n: number, actor: { id: string }) => {
  const at = new Date(Date.now() + n).toISOString();
  return {
    id: `n-${n}`,
    type: 'like',
    actor: { id: actor.id, username: '<b onclick=alert(1)>cleo</b>' },
    actors_count: n,
    post_id: 'p',
    comment_id: null,
    read: false,
    created_at: at,
    updated_at: at,
  };
};

/** Evenly over the time that they last, whatever the machine does besides. */
async function paced(from: number, to: number, tell: (n: number) => void): Promise<void> {
  const started = Date.now();
  for (let n = from; n < to; n += 1) {
    tell(n);
    const ahead = started + ((n - from) * LASTS_MS) / EVENTS - Date.now();
    if (ahead > 20) await new Promise((resolve) => setTimeout(resolve, ahead));
  }
}

/** Says what it was like, and holds it to what no other work of the machine explains. */
function judge(what: string, worked: number[], long: number[], halfway: number, atTheEnd: number): void {
  const [start = 0, middle = 0, end = 0] = worked;
  const [first, second] = [middle - start, end - middle];
  const figures =
    `${what}: ${first.toFixed(1)} s of work for the first half, ${second.toFixed(1)} s for the second; ` +
    `${long.length} long tasks, longest ${Math.round(long[0] ?? 0)} ms, ${long.filter((ms) => ms > 100).length} over 100 ms; heap ${halfway.toFixed(1)} MB halfway, ` +
    `${atTheEnd.toFixed(1)} MB at the end`;
  console.log(figures);
  test.info().annotations.push({ type: 'figures', description: figures });
  // A machine that does other things besides stretches single tasks: the typical one has to be short.
  expect(long[Math.floor(long.length / 2)] ?? 0).toBeLessThan(150);
  // However many there have been: what grows with their number costs three times as much in the second half.
  expect(second).toBeLessThan(first * 1.8 + 0.3);
  expect(atTheEnd - halfway).toBeLessThan(5);
}

test('2,000 events in 10 s leave the page quick and its memory flat', async ({ context, request, isMobile }) => {
  test.skip(isMobile, 'the same page');
  const [ada, ben, cleo] = [
    await newcomer(request, 'ada'),
    await newcomer(request, 'ben'),
    await newcomer(request, 'cleo'),
  ];
  const open = await openConversation(request, ada, ben);
  const other = await openConversation(request, ada, cleo);
  const page = await pageOf(context, ada);
  await watchLongTasks(page);
  const server = await FalseServer.before(page, ada);
  await page.goto(`/messages/${open}`);
  await isLive(page);
  await expect(page.getByText(/^No messages yet/).first()).toBeVisible();
  const cdp = await context.newCDPSession(page);
  let [openSeq, otherSeq, notifications] = [0, 0, 0];

  const tell = (what: string | undefined) => {
    switch (what) {
      case 'open':
        openSeq += 1;
        return server.tell('message', 'new_message', { message: message(open, openSeq, ben.user.id), unread_count: 1 });
      case 'other':
        otherSeq += 1;
        return server.tell('message', 'new_message', {
          message: message(other, otherSeq, cleo.user.id),
          unread_count: otherSeq,
        });
      case 'notification': {
        notifications += 1;
        const notification = like(notifications, cleo.user);
        return server.tell('notification', 'new_notification', { notification, unread_count: notifications });
      }
      case 'typing': {
        const data = { conversation_id: other, user_id: cleo.user.id, username: 'cleo' };
        return server.mention('typing', 'typing_start', `conversation:${other}`, data);
      }
      default: {
        const data = { user_id: cleo.user.id, status: openSeq % 2 ? 'online' : 'away', last_seen: null };
        return server.mention('presence', 'presence_changed', `user:${ada.user.id}`, data);
      }
    }
  };
  const run = (from: number, to: number) => paced(from, to, (n) => tell(PATTERN[n % PATTERN.length]));

  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const worked = [await workedSeconds(cdp)];
  await longTasks(page);
  await run(0, EVENTS / 2);
  await expect.poll(() => server.confirmed).toBe(openSeq + otherSeq + notifications);
  worked.push(await workedSeconds(cdp));
  const halfway = await heapMegabytes(cdp);
  await run(EVENTS / 2, EVENTS);
  await expect.poll(() => server.confirmed).toBe(openSeq + otherSeq + notifications);
  worked.push(await workedSeconds(cdp));
  const long = await longTasks(page);
  const atTheEnd = await heapMegabytes(cdp);

  expect([openSeq, otherSeq, notifications]).toEqual([share('open'), share('other'), share('notification')]);
  await expect(
    page.getByRole('region', { name: /^Messages with/ }).getByText(`message ${openSeq} with`),
  ).toBeInViewport();
  await expect(bell(page, notifications)).toBeVisible();
  await expect(
    page
      .getByRole('link')
      .filter({ hasText: `message ${otherSeq} with` })
      .first(),
  ).toBeVisible();
  expect(await page.locator('dt-message-bubble').count()).toBeLessThanOrEqual(240);

  judge(`${EVENTS} events`, worked, long, halfway, atTheEnd);
});

test('2,000 notifications in 10 s leave their page quick and its memory flat', async ({
  context,
  request,
  isMobile,
}) => {
  test.skip(isMobile, 'the same page');
  const [ada, cleo] = [await newcomer(request, 'ada'), await newcomer(request, 'cleo')];
  const page = await pageOf(context, ada);
  await watchLongTasks(page);
  const server = await FalseServer.before(page, ada);
  await page.goto('/notifications');
  await isLive(page);
  await expect(page.getByText(/^Nothing yet/)).toBeVisible();
  const cdp = await context.newCDPSession(page);
  const tell = (n: number) =>
    server.tell('notification', 'new_notification', { notification: like(n + 1, cleo.user), unread_count: n + 1 });

  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const worked = [await workedSeconds(cdp)];
  await longTasks(page);
  await paced(0, EVENTS / 2, tell);
  await expect.poll(() => server.confirmed).toBe(EVENTS / 2);
  worked.push(await workedSeconds(cdp));
  const halfway = await heapMegabytes(cdp);
  await paced(EVENTS / 2, EVENTS, tell);
  await expect.poll(() => server.confirmed).toBe(EVENTS);
  worked.push(await workedSeconds(cdp));
  const long = await longTasks(page);
  const atTheEnd = await heapMegabytes(cdp);

  await expect(bell(page, EVENTS)).toBeVisible();
  await expect(page.locator('dt-notification-item').first()).toContainText('1,999 others');
  judge(`${EVENTS} notifications`, worked, long, halfway, atTheEnd);
});

test('a conversation of 10,000 messages is read upwards without a jump', async ({ context, request }) => {
  const TOTAL = 10_000;
  const [ada, ben] = [await newcomer(request, 'ada'), await newcomer(request, 'ben')];
  const id = await openConversation(request, ada, ben);
  const page = await pageOf(context, ada);
  await page.route(`**/api/v1/conversations/${id}/messages?*`, (route) => {
    const url = new URL(route.request().url());
    const before = Number(url.searchParams.get('before_seq') ?? TOTAL + 1);
    const items = Array.from({ length: Math.min(50, before - 1) }, (_, n) => message(id, before - 1 - n, ben.user.id));
    return route.fulfill({ json: { items: items.map((one) => ({ ...one, read: true })), next: null } });
  });
  await page.goto(`/messages/${id}`);
  const region = page.getByRole('region', { name: /^Messages with/ });
  await expect(region.getByText(`message ${TOTAL} with`)).toBeInViewport();
  for (let step = 1; step <= 8; step += 1) {
    await region.evaluate((scroller) => (scroller.scrollTop = 30));
    const seen = region.getByText(`message ${TOTAL - step * 50 + 1} with`);
    await expect(seen).toBeInViewport();
    await expect(region.getByText(`message ${TOTAL - step * 50} with`)).toBeAttached();
    // Where it was: near the upper edge, though there is more above it now.
    await expect(seen).toBeInViewport();
    expect(await region.evaluate((scroller) => scroller.scrollTop)).toBeGreaterThan(500);
  }
  expect(await page.locator('dt-message-bubble').count()).toBeLessThanOrEqual(240);
  await page.getByRole('button', { name: 'To the newest message' }).click();
  await expect(region.getByText(`message ${TOTAL} with`)).toBeInViewport();
});
