import { execFile, execFileSync, spawn } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { newcomer, openConversation, sendByApi } from './community';
import { projectWithClient } from './packed-client';

/** The examples as they stand in ../examples, each run as its first lines say. */
const EXAMPLES = join(process.cwd(), '../examples');
const server = process.env['BASE_URL'] ?? 'http://127.0.0.1:8082';
const dataDir = process.env['DATA_DIR'];

async function run(command: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, { env: { ...process.env, ...env }, timeout: 60_000 });
  return stdout;
}

function has(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Of another service; who signs it must share the data folder with the server. */
function publisherToken(): string {
  test.skip(dataDir === undefined, 'DATA_DIR is not set: nobody can sign a token of the server under test');
  return execFileSync('../scripts/token', ['--scope', 'events:publish'], { encoding: 'utf8' }).trim();
}

test.describe('with the packed client', () => {
  let project: string;
  test.beforeAll(() => {
    project = projectWithClient();
  });
  test.afterAll(() => rmSync(project, { recursive: true, force: true }));

  test('examples/node: two people talk', async () => {
    copyFileSync(join(EXAMPLES, 'node/talk.mjs'), join(project, 'talk.mjs'));
    const said = await run(process.execPath, [join(project, 'talk.mjs'), server]);
    expect(said.split('\n')).toEqual(
      expect.arrayContaining([
        "alice's message is stored as number 1",
        'bob hears: Hello Bob!',
        'alice hears: Hello Alice!',
        'alice is offline',
      ]),
    );
  });

  test('examples/browser: a page without a framework shows what comes', async ({ page, request }) => {
    const [ada, ben] = [await newcomer(request, 'ada'), await newcomer(request, 'ben')];
    const id = await openConversation(request, ada, ben);
    const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' };
    // In place of a static server: the page, and the client beside it.
    await page.route('**/example/**', (route) => {
      const path = new URL(route.request().url()).pathname.replace('/example/', '');
      const file = path === 'index.html' ? join(EXAMPLES, 'browser', path) : join(project, path);
      return route.fulfill({ body: readFileSync(file), contentType: types[extname(file)] ?? 'text/plain' });
    });
    await page.goto('/example/index.html');
    await page.getByLabel('Server').fill(server);
    await page.getByLabel('Token').fill(ada.token);
    await page.getByRole('button', { name: 'Connect' }).click();
    await expect(page.getByRole('status')).toHaveText('live');
    await sendByApi(request, ben, id, 'hello page');
    await expect(page.getByRole('listitem')).toHaveText(['hello page']);
  });
});

test('examples/go: a client in another language hears and answers', async ({ request }) => {
  const folder = join(EXAMPLES, 'go');
  test.skip(!has('go', 'version'), 'no Go toolchain here');
  test.skip(!has('go', '-C', folder, 'mod', 'download'), 'the Go module of the example cannot be had here');
  const [ada, ben] = [await newcomer(request, 'ada'), await newcomer(request, 'ben')];
  const id = await openConversation(request, ada, ben);
  const program = join(test.info().outputDir, 'listen');
  execFileSync('go', ['build', '-o', program, '.'], { cwd: folder, stdio: 'pipe' });
  const env = { ...process.env, TOKEN: ada.token };
  const listening = spawn(program, [server.replace(/^http/, 'ws')], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  listening.stdout.on('data', (text: Buffer) => (said += text.toString()));
  try {
    await expect.poll(() => said).toContain('live: none');
    await sendByApi(request, ben, id, 'hello go');
    await expect.poll(() => said).toContain('heard: hello go');
    await expect
      .poll(async () => {
        const headers = { Authorization: `Bearer ${ben.token}` };
        return (await request.get(`/api/v1/conversations/${id}/messages`, { headers })).text();
      })
      .toContain('You said: hello go');
  } finally {
    listening.kill();
  }
});

test('examples/curl.sh: a walk through the service with curl alone', async () => {
  test.skip(!has('curl', '--version'), 'no curl here');
  const said = await run('bash', [join(EXAMPLES, 'curl.sh'), server]);
  expect(said).toMatch(/sent twice, stored once: [0-9a-f-]{36}/);
  expect(said).toContain('bob hears: hello bob');
  expect(said).toContain('the reply is an ack');
  expect(said).toContain('"content":"hello alice"');
  expect(said).toContain('{"unread_count":1}');
});

for (const [name, command] of [
  [
    'publish.mjs: another service tells of an event over HTTP',
    (to: string) => [process.execPath, 'publish.mjs', to, server],
  ],
  [
    'bridge.py: another service tells of an event over the TCP bridge',
    (to: string) => ['python3', 'bridge.py', to, process.env['BRIDGE_PORT'] ?? '7000'],
  ],
] as const) {
  test(`examples/publish/${name}`, async ({ request }) => {
    const ada = await newcomer(request, 'ada');
    const [program = '', script = '', ...args] = command(ada.user.id);
    test.skip(!has(program, '--version'), `no ${program} here`);
    const said = await run(program, [join(EXAMPLES, 'publish', script), ...args], { TOKEN: publisherToken() });
    expect(said).toContain('accepted');
    const headers = { Authorization: `Bearer ${ada.token}` };
    await expect
      .poll(async () => (await request.get('/api/v1/notifications/unread-count', { headers })).json())
      .toEqual({ unread_count: 1 });
  });
}
