import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** A folder that knows nothing of this repository, with the client installed in it as from a registry. */
export function projectWithClient(): string {
  const project = mkdtempSync(join(tmpdir(), 'devthread-client-'));
  writeFileSync(join(project, 'package.json'), '{"type":"module","private":true}');
  const env = { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH']}` };
  const npm = (args: string[], cwd: string) => execFileSync('npm', args, { cwd, env, encoding: 'utf8', stdio: 'pipe' });
  // The build of the package refuses to make one that is over its 15 kB.
  npm(['pack', './projects/realtime-client', '--pack-destination', project], process.cwd());
  npm(['install', '--offline', '--no-audit', '--no-fund', './devthread-realtime-client-0.1.0.tgz'], project);
  return project;
}
