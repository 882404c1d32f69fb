import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { scaffoldProtocol } from './scaffold.ts';

// That what is written passes, the example's own test shows: what is written is its copy.

const project = resolve(import.meta.dirname, '../..');

/** A checkout with as much in it as the command touches. */
function aCheckout(): { root: string; read: (file: string) => string } {
  const root = mkdtempSync(join(tmpdir(), 'midflight-scaffold-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const folder of ['protocols', 'docs/protocols'])
    mkdirSync(join(root, folder), { recursive: true });
  cpSync(join(project, 'protocols/index.ts'), join(root, 'protocols/index.ts'));
  return { root, read: (file) => readFileSync(join(root, file), 'utf8') };
}

test('a new protocol has a file, a test, a fixture, a page and its entry among the others', () => {
  const { root, read } = aCheckout();
  expect(scaffoldProtocol('toll-bridge', root)).toEqual([
    'protocols/toll-bridge.ts',
    'protocols/toll-bridge.test.ts',
    'protocols/toll-bridge.fixture.json',
    'docs/protocols/toll-bridge.md',
    'protocols/index.ts',
  ]);
  const code = read('protocols/toll-bridge.ts');
  expect(code).toContain("import { defineProtocol, eventsOf, exactLink } from './define.ts';");
  expect(code).toContain("from '../core/rules.ts';");
  expect(code).toContain('export const tollBridge = defineProtocol({');
  expect(code).toContain("name: 'toll-bridge',");
  expect(code).toContain('type TollBridgeDeployment =');
  expect(read('protocols/toll-bridge.test.ts')).toContain('testProtocol(tollBridge, {');
  expect(JSON.parse(read('protocols/toll-bridge.fixture.json'))).toMatchObject({
    protocol: 'toll-bridge',
  });
  const all = ['ts', 'test.ts', 'fixture.json'].map((end) => read(`protocols/toll-bridge.${end}`));
  expect(all.join('\n')).not.toMatch(/example|\.\.\/\.\.\//i);
  const index = read('protocols/index.ts');
  expect(index).toContain("import { tollBridge } from './toll-bridge.ts';\n\n/** Every protocol");
  expect(index).toMatch(/stargate, 'toll-bridge': tollBridge, wormhole/);
});

test.each([
  ['Toll', '"Toll" cannot be a protocol\'s name.'],
  ['', '"" cannot be a protocol\'s name.'],
  ['../x', '"../x" cannot be a protocol\'s name.'],
])('%j is refused', (name, message) => {
  const { root, read } = aCheckout();
  const before = read('protocols/index.ts');
  expect(() => scaffoldProtocol(name, root)).toThrow(message);
  expect(read('protocols/index.ts')).toBe(before);
});

test('what is there already is left alone', () => {
  const { root, read } = aCheckout();
  scaffoldProtocol('toll', root);
  const before = read('protocols/index.ts');
  expect(() => scaffoldProtocol('toll', root)).toThrow('protocols/toll.ts is there already.');
  expect(read('protocols/index.ts')).toBe(before);
});
