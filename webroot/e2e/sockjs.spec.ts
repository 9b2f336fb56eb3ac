import { readFileSync } from 'node:fs';
import { expect, Page } from '@playwright/test';
import { newcomer } from './community';
import { test } from './test';

/** The real client, as it is published. Our own app is not needed for this: only a page of the service's own host. */
const CLIENT = readFileSync('node_modules/sockjs-client/dist/sockjs.min.js', 'utf8');

/** What a session of the real client came to. */
interface Session {
  readonly transport: string;
  readonly frames: readonly { type: string; event?: string; id?: string; data?: { user_id?: string } }[];
  readonly close: { code: number; reason: string } | null;
}

/** Opens a session over the transports given, sends the frames once it is welcome, and waits for the last reply. */
async function session(page: Page, token: string, transports: string[] | null, frames: object[]): Promise<Session> {
  return page.evaluate(
    ([url, allowed, commands]) =>
      new Promise<Session>((resolve) => {
        const SockJS = (window as unknown as { SockJS: new (...args: unknown[]) => Record<string, unknown> }).SockJS;
        const socket = new SockJS(url, null, allowed === null ? {} : { transports: allowed });
        const send = socket['send'] as (text: string) => void;
        const received: Session['frames'][number][] = [];
        const done = (close: Session['close']) =>
          resolve({ transport: String(socket['transport'] ?? ''), frames: received, close });
        socket['onmessage'] = ({ data }: { data: string }) => {
          const frame = JSON.parse(data) as Session['frames'][number];
          received.push(frame);
          if (frame.event === 'welcome') for (const command of commands) send.call(socket, JSON.stringify(command));
          if (frame.id === 'last') done(null);
        };
        socket['onclose'] = (event: { code: number; reason: string }) =>
          done({ code: event.code, reason: event.reason });
      }),
    [`/sockjs?token=${encodeURIComponent(token)}`, transports, frames] as const,
  );
}

const PING = { id: 'last', type: 'system', event: 'ping' };

/** A page of the service's own host with the client in it. Whatever is done to the page's WebSocket must come first. */
async function open(page: Page): Promise<void> {
  await page.addInitScript(CLIENT);
  await page.goto('/sockjs/info');
}

for (const transport of ['websocket', 'xhr-streaming', 'xhr-polling']) {
  test(`sockjs-client works over ${transport}`, async ({ page, request }) => {
    const user = await newcomer(request, 'sock');
    await open(page);
    const { frames, ...opened } = await session(page, user.token, [transport], [PING]);
    expect(opened).toEqual({ transport, close: null });
    expect(frames.map((frame) => frame.event)).toEqual(['welcome', 'pong']);
  });

  test(`sockjs-client is told our close code over ${transport}`, async ({ page, request }) => {
    const user = await newcomer(request, 'sock');
    await open(page);
    const tooLong = { id: 'never', type: 'x'.repeat(70_000) };
    const { close } = await session(page, user.token, [transport], [tooLong]);
    expect(close).toEqual({ code: 1009, reason: 'frame too large' });
  });
}

test('with WebSocket blocked sockjs-client falls back to xhr-streaming by itself', async ({ page, request }) => {
  const user = await newcomer(request, 'sock');
  await page.routeWebSocket(/\/sockjs\//, (socket) => socket.close());
  await open(page);
  const { transport, frames } = await session(page, user.token, null, [PING]);
  expect(transport).toBe('xhr-streaming');
  expect(frames.at(-1)?.event).toBe('pong');
});
