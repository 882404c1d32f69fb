import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished, test, expect } from 'vitest';

const root = resolve(import.meta.dirname, '..');
/** Bytes of all its modules, comments included and nothing made smaller. */
const SIZE_MAX = 32_000;

test(
  'the client is built for browsers and Node alike: plain modules, with types, without a package',
  { timeout: 120_000 },
  () => {
    const dir = mkdtempSync(join(tmpdir(), 'midflight-client-'));
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    // Its own configuration knows the web's types and none of Node's.
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    execFileSync(process.execPath, [tsc, '-p', 'client', '--outDir', dir], { cwd: root });
    const modules = readdirSync(dir).filter((name) => name.endsWith('.js'));
    const imported = modules.flatMap((name) =>
      [...readFileSync(join(dir, name), 'utf8').matchAll(/from '([^']+)'/g)].map(
        ([, from]) => from,
      ),
    );
    expect(imported.filter((from) => !/^\.\/[\w-]+\.js$/.test(from ?? ''))).toEqual([]);
    expect(readdirSync(dir)).toContain('index.d.ts');
    const bytes = modules.map((name) => statSync(join(dir, name)).size);
    expect(bytes.reduce((a, b) => a + b, 0)).toBeLessThan(SIZE_MAX);
    const script = `
    const { createMidflight } = await import(process.argv[1]);
    const midflight = createMidflight({ baseUrl: 'http://a.example', fetch: async () => Response.json({ chains: [] }) });
    console.log(JSON.stringify(await midflight.chains()));`;
    const args = ['--input-type=module', '--eval', script, join(dir, 'index.js')];
    expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toBe('{"chains":[]}\n');
  },
);
