import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { Rules } from '../core/rules.ts';
import { findOperation } from '../db/read-operations.ts';
import type { CaptureResult, Protocol } from '../protocols/bind.ts';
import { aLeg, here, route } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { correlateAll, ingestLegs, registerRoute } from '../test/world-in-database.ts';
import { rebuildChanged } from './rebuild-changed.ts';

const send = aLeg({ step: 'send', block: 1 });

/** A protocol whose only event is read as an operation of this kind. */
function declaredAs(kind: string, version: number): Protocol {
  const rules: Rules = { ...route, version };
  const { step, links, about } = send;
  return {
    name: 'route',
    version: 1,
    rules,
    chains: new Map(),
    contracts: new Map([[here, ['0xc']]]),
    topicsOn: () => [],
    receiptIndexTopics: [],
    capture: (): CaptureResult => ({
      type: 'leg',
      event: step,
      captured: { step, links, about: { ...about, kind } },
    }),
  };
}

test('a protocol that is declared anew is captured and folded again, once', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  await ingestLegs(db, { chain: here, legs: [send], to: 9 });
  await correlateAll(db);
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line) => void lines.push(line) });
  const declare = async (protocol: Protocol) => {
    lines.length = 0;
    const rules = new Map([['route', protocol.rules]]);
    const signal = new AbortController().signal;
    await rebuildChanged({ db, rules, log, signal, ring: async () => {} }, [protocol]);
    return {
      kind: (await findOperation(db, 'route:a'))?.body.kind,
      said: lines.map((line) => (JSON.parse(line) as { msg: string }).msg),
    };
  };
  const unchanged = { kind: 'message', said: [] };
  // Known from now on: nothing was folded by another declaration before.
  expect(await declare(declaredAs('message', 7))).toEqual(unchanged);
  expect(await declare(declaredAs('message', 7))).toEqual(unchanged);
  // A fingerprint may be a lower number than the one before.
  expect(await declare(declaredAs('wage', 3))).toEqual({
    kind: 'wage',
    said: [
      'declared anew: what is stored of it is captured and folded again',
      'captured and folded again by the new declaration',
    ],
  });
  expect(await declare(declaredAs('wage', 3))).toEqual({ kind: 'wage', said: [] });
});

test('a failure is told, and stops nothing', async () => {
  const { db } = await createDatabase();
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line) => void lines.push(line) });
  await db.execute(sql`drop table rule_versions`);
  const signal = new AbortController().signal;
  const protocol = declaredAs('wage', 3);
  const rules = new Map([['route', protocol.rules]]);
  await rebuildChanged({ db, rules, log, signal, ring: async () => {} }, [protocol]);
  expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
    'what is stored could not be folded again by a new declaration: npm run rebuild does it',
  ]);
});
