import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { projectWithClient } from './packed-client';

/** Packed as for a registry and installed as from one, in a folder that knows nothing of this repository. */
let project: string;
const node = (...args: string[]) =>
  execFileSync(process.execPath, args, { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

test.beforeAll(() => {
  project = projectWithClient();
});

test.afterAll(() => rmSync(project, { recursive: true, force: true }));

/** The TypeScript blocks of a page, one after the other. */
function snippetsOf(page: string): string {
  return [...readFileSync(page, 'utf8').matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => code).join('\n');
}

function compile(code: string): void {
  writeFileSync(join(project, 'snippet.ts'), code);
  const options = [
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--experimentalDecorators',
    '--target',
    'es2022',
    '--module',
    'nodenext',
  ];
  const tsc = createRequire(join(process.cwd(), 'package.json')).resolve('typescript/bin/tsc');
  try {
    node(tsc, ...options, '--lib', 'es2022,dom', 'snippet.ts');
  } catch (error) {
    throw new Error((error as { stdout: string }).stdout, { cause: error });
  }
}

test('the packed client runs in Node, alone', () => {
  writeFileSync(
    join(project, 'run.mjs'),
    `import { Connection, fixedToken, surroundingsOf } from '@devthread/realtime-client';
     const connection = new Connection(surroundingsOf('http://127.0.0.1:1', fixedToken('t')), {
       event: () => undefined,
       status: ({ state }) => {
         console.log(state);
         if (state === 'reconnecting') connection.forget();
       },
     });
     connection.connect();`,
  );
  expect(node('run.mjs').trim().split('\n')).toEqual(['connecting', 'reconnecting', 'offline']);
});

test('the example in the README of the client compiles against its types', () => {
  compile(`
    declare const token: string;
    declare const id: string;
    declare function fetchConversations(): Promise<string[]>;
    declare function showConversations(all: string[]): void;
    ${snippetsOf('projects/realtime-client/README.md')}
    message.conversation_seq satisfies number;
    // @ts-expect-error: the types are there, and mean something
    message.conversation_seq satisfies string;
  `);
});

test('the Angular service in the README of the app compiles', () => {
  for (const name of ['@angular', 'rxjs']) {
    symlinkSync(join(process.cwd(), 'node_modules', name), join(project, 'node_modules', name));
  }
  compile(`
    ${snippetsOf('README.md')}
    declare const realtime: RealtimeService;
    realtime.on('new_message').subscribe(({ data }) => data.message.content satisfies string);
  `);
});
