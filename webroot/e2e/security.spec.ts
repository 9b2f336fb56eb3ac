import { expect, Page } from '@playwright/test';
import { commentByApi, isLive, newcomer, openConversation, pageOf, postByApi, sendByApi } from './community';
import { test } from './test';

/** Each calls `executed` if anything of it ever runs. */
const HOSTILE = [
  '<script>executed()</script>',
  '<img src=x onerror=executed()>',
  '<svg onload=executed()><animate onbegin=executed() attributeName=x dur=1s>',
  '<iframe srcdoc="<script>parent.executed()</script>"></iframe>',
  '<iframe src="javascript:parent.executed()"></iframe>',
  '<a href="javascript:executed()">click</a>',
  'javascript:executed()',
  'https://devthread.example/"onmouseover="executed()',
  "https://devthread.example/'><img src=x onerror=executed()>",
  'data:text/html,<script>executed()</script>',
  '`</code><img src=x onerror=executed()>`',
  '```\n</pre><script>executed()</script>\n```',
  '@<img src=x onerror=executed()> @ada"onmouseover="executed()',
  '{{constructor.constructor("executed()")()}} ${executed()} #{executed()}',
  '<style>@import "javascript:executed()"</style><math><mtext><img src=x onerror=executed()>',
  '&lt;script&gt;executed()&lt;/script&gt; &#x3C;img src=x onerror=executed()&#x3E;',
  '\u202e<script>executed()</script>\u2066',
  '<form action="javascript:executed()"><button autofocus onfocus=executed()>x</button></form>',
  '<details open ontoggle=executed()>x</details>',
  ']]><script>executed()</script><!--',
];

interface Watched {
  executions: number;
}

async function watch(page: Page): Promise<string[]> {
  const wrong: string[] = [];
  page.on('dialog', (dialog) => void dialog.dismiss());
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
  await page.addInitScript(() => {
    const watched = globalThis as unknown as Watched & { executed: () => void };
    watched.executions = 0;
    watched.executed = () => void (watched.executions += 1);
  });
  return wrong;
}

/** Nothing ran, nothing was made of it, and every link leads to the web or into the app. */
async function isHarmless(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const one of document.querySelectorAll('main *, dt-toaster *')) {
      for (const event of ['mouseover', 'focus', 'error', 'load']) one.dispatchEvent(new Event(event));
    }
  });
  const made = await page.evaluate(() => ({
    executions: (globalThis as unknown as Watched).executions,
    strange: document.querySelectorAll(
      'main script, main iframe, main form[action], main math, main details, main style, main [onerror], main [onload]',
    ).length,
    links: [...document.querySelectorAll<HTMLAnchorElement>('a[href]')].map(({ protocol }) => protocol),
  }));
  expect(made.executions).toBe(0);
  expect(made.strange).toBe(0);
  expect(new Set(made.links)).toEqual(new Set(made.links.filter((one) => one === 'http:' || one === 'https:')));
}

test('nothing that somebody writes is ever more than text', async ({ context, request, isMobile }) => {
  test.skip(isMobile, 'the same page');
  const ada = await newcomer(request, 'ada');
  const ben = await newcomer(request, 'ben');
  const page = await pageOf(context, ada);
  const wrong = await watch(page);
  await page.goto('/feed');
  await isLive(page);
  const id = await openConversation(request, ben, ada);
  for (const text of HOSTILE) await sendByApi(request, ben, id, text);
  await expect(page.getByRole('region', { name: 'New notifications' }).getByText(']]>')).toBeVisible();
  await isHarmless(page);
  const postId = await postByApi(request, ben, HOSTILE.join('\n'));
  for (const text of HOSTILE) await commentByApi(request, ben, postId, text);
  await isHarmless(page);

  await page.goto(`/messages/${id}`);
  const shown = page.getByRole('region', { name: /^Messages with/ });
  await expect(shown.locator('.content')).toHaveCount(HOSTILE.length);
  await expect(shown.getByText('<script>executed()</script>', { exact: true }).first()).toBeVisible();
  await isHarmless(page);
  await page.goto(`/posts/${postId}`);
  await expect(page.getByText('{{constructor.constructor', { exact: false }).first()).toBeVisible();
  await isHarmless(page);
  await page.goto('/profile/' + encodeURIComponent('<img src=x onerror=executed()>'));
  await expect(page.getByText(/^Nobody is called “<img/)).toBeVisible();
  await isHarmless(page);
  expect(wrong.filter((text) => !text.includes('400 (Bad Request)') && !text.includes('404 (Not Found)'))).toEqual([]);
});

test('a string becomes no markup and no script', async ({ page, isMobile, complaints }) => {
  test.skip(isMobile, 'the same page');
  await page.goto('/sign-in');
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  const refused = await page.evaluate(() => {
    const attempt = (run: () => unknown) => {
      try {
        run();
        return 'done';
      } catch (error) {
        return (error as Error).name;
      }
    };
    const script = document.createElement('script');
    const factory = (globalThis as unknown as { trustedTypes: { createPolicy(name: string, rules: object): unknown } })
      .trustedTypes;
    return [
      // eslint-disable-next-line no-restricted-properties
      attempt(() => (document.body.innerHTML += '<b>x</b>')),
      attempt(() => (script.src = 'https://evil.example/x.js')),
      attempt(() => (script.text = '1')),
      attempt(() => factory.createPolicy('mine', { createHTML: (text: string) => text })),
    ];
  });
  expect(refused).toEqual(['TypeError', 'TypeError', 'TypeError', 'TypeError']);
  await expect.poll(() => complaints.splice(0)).toEqual([expect.stringContaining("TrustedTypePolicy named 'mine'")]);
});
