import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { newcomer, openConversation, sendByApi } from './community';

/** The commands in the guides, as they stand there, against this server in place of the one on the usual ports. */
const ROOT = join(process.cwd(), '..');
const server = process.env['BASE_URL'] ?? 'http://127.0.0.1:8082';

/** The one block of shell commands of a page that contains the text. */
function commands(page: string, text: string, values: Record<string, string> = {}): string {
  const blocks = [...readFileSync(join(ROOT, page), 'utf8').matchAll(/^```sh\n(.*?)^```$/gms)]
    .map((match) => match[1] ?? '')
    .filter((block) => block.includes(text));
  expect(blocks, `blocks of ${page} with "${text}"`).toHaveLength(1);
  const here: Record<string, string> = {
    'http://127.0.0.1:8082': server,
    'ws://127.0.0.1:8082': server.replace(/^http/, 'ws'),
    'http://127.0.0.1:8083': `http://127.0.0.1:${process.env['MANAGEMENT_PORT']}`,
    // Of a domain event, and of who did it: each run tells of another.
    '01970000-0000-7000-8000-000000000001': randomUUID(),
    '01970000-0000-7000-8000-00000000000b': randomUUID(),
    ...values,
  };
  return Object.entries(here).reduce((block, [from, to]) => block.replaceAll(from, to), blocks[0] ?? '');
}

async function run(script: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const settings = { cwd: ROOT, env: { ...process.env, ...env }, timeout: 60_000 };
  return (await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], settings)).stdout;
}

test.beforeEach(() => {
  test.skip(
    process.env['DATA_DIR'] === undefined || process.env['MANAGEMENT_PORT'] === undefined,
    'DATA_DIR or MANAGEMENT_PORT is not set: nobody can sign a token of the server under test',
  );
});

test('start.md: who listens is told of what another service publishes', async () => {
  const listening = spawn('bash', ['-c', `exec 2>&1; ${commands('docs/start.md', 'new WebSocket')}`], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let heard = '';
  listening.stdout.on('data', (text: Buffer) => (heard += text.toString()));
  try {
    await expect.poll(() => heard).toContain('"event":"welcome"');
    expect(await run(commands('docs/start.md', 'recipient_id'))).toContain('"status":"accepted"');
    await expect.poll(() => heard).toMatch(/"event":"(new_notification|notification_updated|notification_batch)"/);
  } finally {
    process.kill(-(listening.pid ?? 0));
  }
});

test('README.md: a message by curl alone', async ({ request }) => {
  const ben = await newcomer(request, 'ben');
  const block = commands('README.md', 'participant_id', { "<bob'\"'\"'s id>": ben.user.id });
  const [open = '', send = ''] = block.split(/(?<=v1\/conversations\n)/);
  // One answer behind the other.
  const conversation = /\}\{"id":"([^"]+)"/.exec(await run(open))?.[1] ?? '';
  const token = 'TOKEN=$(scripts/token --user alice)\n';
  const sent = await run(token + send.replace('<conversation>', conversation));
  expect(JSON.parse(sent)).toMatchObject({ content: 'hello', conversation_seq: 1 });
});

for (const page of ['README.md', 'docs/events.md']) {
  test(`${page}: another service tells of an event`, async ({ request }) => {
    const ada = await newcomer(request, 'ada');
    const block = commands(page, '"type":"user_followed"', {
      '<whom to tell>': ada.user.id,
      '01970000-0000-7000-8000-00000000000a': ada.user.id,
    });
    expect(await run(`TOKEN=$(scripts/token --scope events:publish)\n${block}`)).toContain('"status":"accepted"');
    const headers = { Authorization: `Bearer ${ada.token}` };
    await expect
      .poll(async () => (await request.get('/api/v1/notifications/unread-count', { headers })).json())
      .toEqual({ unread_count: 1 });
  });
}

test('trace.md: what became of a message, and who is connected', async ({ request }) => {
  const [ada, ben] = [await newcomer(request, 'ada'), await newcomer(request, 'ben')];
  const id = await sendByApi(request, ada, await openConversation(request, ada, ben), 'traced');
  const trace = commands('docs/trace.md', '/trace/', { '<id>': id });
  expect(await run(trace)).toContain(ben.user.id);
  const connections = commands('docs/trace.md', '/connections?', { '<user>': ben.user.id });
  expect(await run(`TOKEN=$(scripts/token --scope admin)\n${connections}`)).toContain('"items":[]');
});

test('operate.md: metrics, and a log level while the process runs', async () => {
  expect(await run(commands('docs/operate.md', '/metrics'))).toContain('devthread_connections');
  expect(await run(commands('docs/operate.md', '/loggers'))).toContain('{"level":"DEBUG","effective":"DEBUG"}');
});
