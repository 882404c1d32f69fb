import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fixturePath, readFixture, readFixtureAt, statedDeployments } from './fixture.ts';

function aFile(content: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), 'midflight-fixture-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'demo.fixture.json');
  writeFileSync(path, JSON.stringify(content));
  return path;
}

const none = { protocol: 'demo', covered: [], transactions: [], operations: [] };

test('a fixture that is gone is said in one sentence, with what to do', () => {
  expect(() => readFixture('nobody')).toThrow(
    expect.objectContaining({
      code: 'bad_fixture',
      message: `There is no fixture ${relative(process.cwd(), fixturePath('nobody'))}.`,
      recovery:
        'Record a transaction by `npm run seal <protocol> <chain> <transaction>…`, or take the file back from git.',
    }),
  );
});

test('a fixture without transactions is said in one sentence', () => {
  const path = aFile(none);
  expect(() => readFixtureAt(path)).toThrow(
    expect.objectContaining({
      code: 'bad_fixture',
      message: `${relative(process.cwd(), path)} is no fixture: transactions: Too small: expected array to have >=1 items.`,
    }),
  );
});

test('the deployments that fixtures state stop nobody who records the first transaction', () => {
  expect(statedDeployments('nobody')).toEqual({});
  expect(statedDeployments('axelar')).toEqual(readFixture('axelar').deployments ?? {});
});
