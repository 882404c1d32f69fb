import pino from 'pino';
import { expect, test } from 'vitest';
import type { ChainSource } from '../chains/source.ts';
import type { Hex } from '../core/raw-log.ts';
import { createDatabase } from '../test/database.ts';
import { definitions } from '../chains/definitions/index.ts';
import { knownDeployments, nameContracts } from './name-contracts.ts';

const log = pino({ level: 'silent' });
const connection = '0x00000000000000000000000000000000000000c1';
const word = `0x${'0'.repeat(24)}${connection.slice(2)}` as const;

/** Sonic, by what its asset manager answers: one answer after the other. */
function sonicAnswering(...answers: (Hex | Error)[]) {
  const asked: { to: Hex; data: Hex }[] = [];
  const definition = definitions.get('eip155:146');
  if (!definition) throw new Error('Sonic is known');
  const view = (one: { to: Hex; data: Hex }) => {
    asked.push(one);
    const answer = answers[asked.length - 1] ?? word;
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  // CAST: nothing else is asked of it.
  const source = { definition, view } as unknown as ChainSource;
  return { asked, chains: [{ source, startBlock: null }] };
}

const connectionIn = (own: Awaited<ReturnType<typeof knownDeployments>>) =>
  own['sodax']?.deployments['eip155:146'];

test('a contract that nobody has published is asked for once, and known from then on', async () => {
  const { db } = await createDatabase();
  const { asked, chains } = sonicAnswering(new Error('not now'), word);
  const named = await nameContracts(db, {}, { chains, log, pauseMs: 1 });
  expect(connectionIn(named)).toMatchObject({ relayId: '146', connection });
  expect(asked).toEqual([
    { to: '0x60c5681bd1db4e50735c4ca3386005a4ba4937c0', data: '0xfd19016c' },
    { to: '0x60c5681bd1db4e50735c4ca3386005a4ba4937c0', data: '0xfd19016c' },
  ]);
  await nameContracts(db, {}, { chains, log, pauseMs: 1 });
  expect(asked).toHaveLength(2);
  expect(connectionIn(await knownDeployments(db, {}))).toMatchObject({ connection });
});

test('what is configured is not asked for', async () => {
  const { db } = await createDatabase();
  const { asked, chains } = sonicAnswering();
  const own = { sodax: { deployments: { 'eip155:146': { relayId: '146', connection: '0xown' } } } };
  expect(await nameContracts(db, own, { chains, log, pauseMs: 1 })).toEqual(own);
  expect(asked).toEqual([]);
});

test.each([
  ['names none', `0x${'0'.repeat(64)}` as const],
  ['answers something else', '0x' as const],
  ['does not answer', new Error('down')],
])('a chain that %s leaves it open, and nothing fails', async (_, answer) => {
  const { db } = await createDatabase();
  const { chains } = sonicAnswering(answer, answer, answer, answer, answer, answer);
  expect(connectionIn(await nameContracts(db, {}, { chains, log, pauseMs: 1 }))).toBeUndefined();
  expect(connectionIn(await knownDeployments(db, {}))).toBeUndefined();
});
