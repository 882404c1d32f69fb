import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { runCommand } from '../../start/run-command.ts';
import { scaffoldProtocol } from './scaffold.ts';

// npm run new:protocol <name>     writes protocols/<name>.ts with its test, its fixture and its page, ready to be filled

const root = resolve(import.meta.dirname, '../..');

await runCommand(async ([name = '']) => {
  const files = scaffoldProtocol(name, root);
  const run = (...args: string[]) =>
    execFileSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  run('--import', 'tsx', 'scripts/seal.ts');
  run('--import', 'tsx', 'scripts/write-protocol-docs.ts');
  run('node_modules/oxfmt/bin/oxfmt', 'protocols');
  return [
    ...files.map((file) => `  ${file}`),
    '',
    `Everything in them is made up, and passes: npx vitest run protocols/${name}.test.ts`,
    'Now replace it piece by piece, as CONTRIBUTING.md says under "Add a protocol".',
  ].join('\n');
});
