/**
 * Makes `dist`: one ES module, and its types. The sources are the app's own, `src/app/shared/realtime`: what is
 * published is what the app runs. Fails when the module has grown over its budget.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';

const HERE = import.meta.dirname;
const SOURCES = join(HERE, '../../src/app/shared/realtime/index.ts');
const DIST = join(HERE, 'dist');
/** Minified and compressed, as it travels to a browser. */
const BUDGET_BYTES = 15 * 1024;

rmSync(DIST, { recursive: true, force: true });
const options = { entryPoints: [SOURCES], bundle: true, format: 'esm', target: 'es2022' };
buildSync({ ...options, outfile: join(DIST, 'index.js') });
execFileSync(process.execPath, [createRequire(import.meta.url).resolve('typescript/bin/tsc'), '-p', HERE]);
nameFiles(join(DIST, 'types'));

const [minified] = buildSync({ ...options, minify: true, write: false }).outputFiles;
const size = gzipSync(minified.contents).length;
console.error(`@devthread/realtime-client: ${size} bytes of ${BUDGET_BYTES}, minified and gzipped`);
if (size > BUDGET_BYTES) process.exit(1);

/** Node's rules for ES modules want whole file names; the sources leave them to the bundler. */
function nameFiles(folder) {
  for (const name of readdirSync(folder, { recursive: true })) {
    if (!name.endsWith('.d.ts')) continue;
    const file = join(folder, name);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/(from ')(\.[^']+)(';)/g, '$1$2.js$3'));
  }
}
