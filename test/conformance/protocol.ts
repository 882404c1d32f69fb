import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChainId } from '../../core/chain.ts';
import type { Operation } from '../../core/operation.ts';
import { paceOf } from '../../core/pace-of.ts';
import { allSteps } from '../../core/rules.ts';
import type { RawLog } from '../../core/raw-log.ts';
import type { Stage } from '../../core/status.ts';
import { bindProtocol } from '../../protocols/bind.ts';
import type { Deployment, ProtocolDefinition } from '../../protocols/define.ts';
import { ordinaryStages } from '../../protocols/page/stage-table.ts';
import { encodeLogs, fixtureSchema, sealOf } from '../fixture.ts';
import { summarize } from '../summarize.ts';
import { aMutant } from './mutant.ts';
import { sayOperation } from './say-operation.ts';
import { operationsShown, type Shown } from './shown-world.ts';

/** One state that operations of a protocol come by. */
export interface StateRow {
  /** What is the case, in words: the test's name. */
  title: string;
  /** What the chains show. The order does not matter, and both ways are tried. */
  logs: readonly RawLog[];
  /** Up to which time (Unix seconds) all chains were read, twice: a little after the last log unless told. */
  until?: number;
  /** The same for single chains. */
  untilOn?: Readonly<Record<ChainId, number>>;
  /** The chains that are indexed: all of the protocol's unless told. */
  covered?: readonly ChainId[];
  /** What a user is told of each operation, by `sayOperation`, in the order of the operations' first legs. */
  said: readonly string[];
}

/** What a protocol brings to be tested by. */
export interface Conformance {
  /** The file with its real transactions and the operations expected of them; see `fixtureSchema`. */
  fixture: string | URL;
  states: readonly StateRow[];
  /** The protocols whose messages carry this one's. */
  carriers?: readonly ProtocolDefinition[];
  /** Stages that its rules name and no chain can show, as where a step always comes in the transaction of another one. */
  never?: readonly Stage[];
}

/**
 * The conformance kit: declares the tests that every protocol passes, also one that is kept outside of this repository.
 * - Its real transactions give the operations that its fixture states, in any order, and the fixture is as it was sealed.
 * - Each row of its states says what it should, whatever the order of arrival.
 * - Fixture and rows together reach every stage, kind, step, pace and event that the protocol declares, reorgs and networks that are
 *   not indexed included, which the kit adds by itself.
 * - Laws: nothing is complete without a firm leg at its end; bytes that were garbled stop neither capture nor fold; what
 *   another contract emits is not read.
 *
 * @example
 * testProtocol(axelar, { fixture: new URL('axelar.fixture.json', import.meta.url), states: [] })
 */
export function testProtocol<D extends Deployment>(
  definition: ProtocolDefinition<D>,
  { fixture: path, states, carriers = [], never = [] }: Conformance,
): void {
  const fixture = fixtureSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  const own = Object.entries(fixture.deployments ?? {}).map(
    ([chain, told]) => [chain, definition.deployment.parse(told)] as const,
  );
  const protocol = bindProtocol(definition, Object.fromEntries(own));
  // CAST: what carries is captured by its own deployments alone.
  const bound = [protocol, ...carriers.map((carrier) => bindProtocol(carrier))];
  const everywhere = [...protocol.contracts.keys()];
  const recorded = fixture.transactions.flatMap(encodeLogs);
  const replayed: Shown = { logs: recorded, until: LONG_AFTER, covered: fixture.covered };

  const shownBy = ({ logs, until, untilOn = {}, covered = everywhere }: StateRow): Shown => ({
    logs,
    until: until ?? Math.max(...logs.map(({ at }) => at.blockTime)) + 60,
    untilOn,
    covered,
  });
  const said = (shown: Shown) => operationsShown(bound, shown).map(sayOperation);

  describe(`${definition.name} conforms`, () => {
    test('its fixture is as it was sealed', () => {
      expect(fixture.seal, 'run npm run seal, and read what it changed').toBe(sealOf(fixture));
    });

    test('its real transactions give the operations that the fixture states, in any order', () => {
      const summaries = (logs: readonly RawLog[]) =>
        operationsShown(bound, { ...replayed, logs }).map(summarize);
      expect(summaries(recorded)).toEqual(fixture.operations);
      expect(summaries(recorded.toReversed()).toSorted(byId)).toEqual(
        fixture.operations.toSorted(byId),
      );
    });

    for (const row of states) {
      test(`${row.title}: ${row.said.join('; ')}`, () => {
        const shown = shownBy(row);
        expect(said(shown)).toEqual(row.said);
        expect(said({ ...shown, logs: row.logs.toReversed() })).toEqual(row.said);
      });
    }

    const seen: Operation[] = [
      ...operationsShown(bound, replayed),
      ...states.flatMap((row) =>
        variantsOf(shownBy(row)).flatMap((shown) => operationsShown(bound, shown)),
      ),
    ].filter((operation) => operation.protocol === definition.name);

    test('every stage that its rules name is reached', () => {
      const reached = new Set(seen.map(({ stage }) => stage));
      // Which operation a reorg puts in another's place is no matter of a protocol's.
      const named = [...ordinaryStages(protocol.rules)].filter((stage) => stage !== 'superseded');
      expect(named.filter((stage) => !reached.has(stage)).toSorted()).toEqual(never.toSorted());
    });

    test('every kind and every step that its rules name is met', () => {
      const kinds = new Set(seen.map(({ kind }) => kind));
      const steps = new Set(
        seen.flatMap(({ legs }) => legs.flatMap(({ step, at }) => (at ? [step] : []))),
      );
      // What a carrier does for a step are legs of the carrier's.
      const seeable = allSteps(protocol.rules).filter(
        ({ isUnseen, byCarrier }) => !isUnseen && !byCarrier,
      );
      const named = new Set(seeable.map(({ name }) => name));
      expect({
        kinds: Object.keys(protocol.rules.kinds ?? {}).filter((kind) => !kinds.has(kind)),
        steps: [...named].filter((step) => !steps.has(step)),
      }).toEqual({ kinds: [], steps: [] });
    });

    test('every pace that its rules name is met', () => {
      const met = new Set(seen.map((operation) => paceOf(operation, protocol.rules)));
      expect((protocol.rules.paces?.names ?? []).filter((pace) => !met.has(pace))).toEqual([]);
    });

    test('every event that it declares is read', () => {
      const logs = [...recorded, ...states.flatMap((row) => row.logs)];
      const read = new Set(
        logs.map((log) => `${protocol.capture(log).event} ${log.topics[0]?.toLowerCase()}`),
      );
      const declared = definition.events.map(({ name, topic }) => `${name} ${topic}`);
      expect(declared.filter((event) => !read.has(event))).toEqual([]);
    });

    test('nothing is complete without a firm leg at its end', () => {
      const isFirmAtEnd = ({ destination, legs, completion }: Operation) =>
        completion.missing.length === 0 &&
        legs.some(
          ({ role, chain, inclusion, outcome }) =>
            role !== 'attestation' &&
            (inclusion === 'confirmed' || inclusion === 'finalized') &&
            outcome === 'success' &&
            (destination === null || destination.chain === null || chain === destination.chain),
        );
      const wrong = seen.filter((one) => one.status === 'complete' && !isFirmAtEnd(one));
      expect(wrong.map(sayOperation)).toEqual([]);
    });

    test('bytes that were garbled stop neither capture nor fold', () => {
      const sources = [...states.map(shownBy), replayed];
      fc.assert(
        fc.property(
          fc.constantFrom(...sources).chain((shown) =>
            fc.tuple(
              fc.constant(shown),
              fc.constantFrom(...shown.logs).chain((log) => aMutant(log)),
            ),
          ),
          ([shown, mutant]) => {
            operationsShown(bound, { ...shown, logs: [...shown.logs, mutant] });
          },
        ),
        { seed: 7, numRuns: 300 },
      );
    });

    test('what another contract emits is not read, or changes nothing of what was there', () => {
      for (const row of states) {
        const shown = shownBy(row);
        // What is called, and what is asked, is no stranger's.
        const forged = row.logs
          .filter(({ at }) => at.index >= 0)
          .map((log, index) => ({
            ...log,
            emitter: log.emitter.startsWith('0x') ? STRANGER : STRANGER_ON_SOLANA,
            at: { ...log.at, index: 10_000 + index },
          }));
        const now = said({ ...shown, logs: [...row.logs, ...forged] });
        expect(row.said.filter((line) => !now.includes(line))).toEqual([]);
      }
    });
  });
}

/** What the chains show on the way to a state, and what a reorg or the operator's configuration may make of it. */
function variantsOf(shown: Shown): Shown[] {
  const { logs, covered } = shown;
  const chains = [...new Set(logs.map(({ at }) => at.chain))];
  return [
    shown,
    ...logs.flatMap((log) => {
      const before = { ...shown, firmUntil: log.at.blockTime - 1 };
      return [
        { ...shown, logs: logs.filter((other) => other !== log) },
        { ...before, logs: logs.filter(({ at }) => at.blockTime <= log.at.blockTime) },
        { ...shown, lost: new Set([log]) },
        { ...before, lost: new Set([log]) },
      ];
    }),
    ...chains.map((chain) => ({ ...shown, covered: covered.filter((other) => other === chain) })),
  ];
}

/** In 2033. */
const LONG_AFTER = 2_000_000_000;

const STRANGER = '0xc9c5ec5975070a5cf225656e36c53e77eea318b5';
const STRANGER_ON_SOLANA = 'Stranger11111111111111111111111111111111111';

const byId = (a: Record<string, unknown>, b: Record<string, unknown>) =>
  String(a['id']) < String(b['id']) ? -1 : 1;
