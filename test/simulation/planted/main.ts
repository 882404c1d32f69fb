import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { plantedFaults, type PlantedFault } from './faults.ts';

const vitest = 'node_modules/vitest/vitest.mjs';
/** A planted fault may keep a run from coming to its end. */
const TIMEOUT_MS = 240_000;

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '1-8' }, only: { type: 'string' } },
});

const root = resolve(import.meta.dirname, '../../..');
const wanted = plantedFaults.filter(({ name }) => new RegExp(values.only ?? '').test(name));
// What finds fault with the project as it is says nothing about one that is planted.
const spoilt = catchersOf(null);
if (spoilt.length > 0) {
  console.log(`without a planted fault, ${spoilt.join(' and ')} fail already`);
  process.exit(2);
}
const uncaught: string[] = [];
for (const [index, fault] of wanted.entries()) {
  const startedAt = performance.now();
  const catchers = catchersOf(fault);
  if (catchers.length === 0) uncaught.push(fault.name);
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  const by = catchers.length > 0 ? `caught by ${catchers.join(' and ')}` : 'NOT CAUGHT';
  console.log(`${index + 1} of ${wanted.length}: ${fault.name}: ${by} (${seconds} s)`);
}
if (uncaught.length > 0) console.log(`\nnot caught: ${uncaught.join('; ')}`);
process.exit(uncaught.length > 0 ? 1 : 0);

/** Plants a fault into a copy of the project, and gives what notices it. */
function catchersOf(fault: PlantedFault | null): string[] {
  const copy = mkdtempSync(join(tmpdir(), 'midflight-planted-'));
  try {
    copyProject(copy);
    if (fault) plant(copy, fault);
    const passes = (...command: string[]) =>
      spawnSync(process.execPath, command, { cwd: copy, timeout: TIMEOUT_MS }).status === 0;
    const laws = passes(vitest, 'run', 'core/');
    const simulation = ['--import', 'tsx', 'test/simulation/main.ts', '--stop'];
    const seeds = passes(...simulation, '--seeds', values.seeds);
    const own = fault?.test === undefined || passes(vitest, 'run', fault.test);
    return [
      ...(laws ? [] : ['laws']),
      ...(seeds ? [] : ['simulation']),
      ...(own ? [] : [`${fault.test}`]),
    ];
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function plant(copy: string, { file, find, by }: PlantedFault): void {
  const path = join(copy, file);
  const source = readFileSync(path, 'utf8');
  if (source.split(find).length !== 2)
    throw new Error(`${file} has changed: plant this fault anew`);
  writeFileSync(
    path,
    source.replace(find, () => by),
  );
}

/** What git knows of, as it is now. */
function copyProject(copy: string): void {
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });
  for (const file of files.split('\0').filter(Boolean)) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  symlinkSync(resolve(root, 'node_modules'), join(copy, 'node_modules'));
}
