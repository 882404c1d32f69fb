import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import type { Leg } from '../core/leg.ts';
import { readWorld } from '../db/world.ts';
import type { Database } from '../db/pool.ts';
import { operations } from '../db/schema.ts';
import { aLeg, here, there } from './builders.ts';
import { ingestLegs, oracle, rollBackTo } from './world-in-database.ts';

const chains = [here, there] as const;

/** Something that happens to the two chains of `route`. */
export type Happening =
  | {
      type: 'grow';
      chain: 0 | 1;
      blocks: number;
      legs: { id: string; lookalike: boolean; attest: boolean; tied: boolean }[];
    }
  | { type: 'reorg'; chain: 0 | 1; depth: number }
  /** Blocks that are taken back and come again as they were, some time later. */
  | { type: 'relapse'; chain: 0 | 1; depth: number; ms: number };

/** How far the rules of both chains are behind: nothing becomes final. */
const heights = { safe: 1, finalized: 1_000 };

const chainIndex = fc.constantFrom(0 as const, 1 as const);
const id = fc.constantFrom('a', 'b', 'c', 'd');

const depth = fc.integer({ min: 1, max: 3 });

/** Chains that grow, with legs of few operations, and reorgs. With `isTied`, legs may tie two operations together. */
export const happening = ({ isTied = false } = {}): fc.Arbitrary<Happening> =>
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        type: fc.constant('grow' as const),
        chain: chainIndex,
        blocks: fc.integer({ min: 1, max: 4 }),
        legs: fc.array(
          fc.record({
            id,
            lookalike: fc.boolean(),
            attest: fc.boolean(),
            tied: isTied ? fc.boolean() : fc.constant(false),
          }),
          { maxLength: 3 },
        ),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant('reorg' as const),
        chain: chainIndex,
        depth,
      }),
    },
  );

/** Blocks that go and come again: what a fold sees in between is never true for long. */
export const relapse: fc.Arbitrary<Happening> = fc.record({
  type: fc.constant('relapse' as const),
  chain: chainIndex,
  depth,
  ms: fc.integer({ min: 0, max: 30 }),
});

/** A database to which things happen, and what the pure path must say of it. */
export class RandomLife {
  #known: Leg[] = [];
  #height = [0, 0];
  #fork = 0;

  readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  async live(step: Happening): Promise<void> {
    const chain = chains[step.chain];
    const at = this.#height[step.chain] ?? 0;
    const to = step.type === 'grow' ? at : Math.max(0, at - step.depth);
    if (step.type === 'relapse') {
      if (to === at) return;
      const lost = this.#known.filter(
        (leg) => leg.canonical && leg.at.chain === chain && leg.at.blockNumber > BigInt(to),
      );
      await rollBackTo(this.db, chain, to);
      await sleep(step.ms);
      await ingestLegs(this.db, { chain, legs: lost, to: at, fork: `f${this.#fork}`, ...heights });
      return;
    }
    if (step.type === 'reorg') {
      if (to === at) return;
      await rollBackTo(this.db, chain, to);
      this.#known = this.#known.map((leg) =>
        leg.at.chain === chain && leg.at.blockNumber > BigInt(to)
          ? { ...leg, canonical: false }
          : leg,
      );
      this.#height[step.chain] = to;
      this.#fork += 1;
      return;
    }
    const top = at + step.blocks;
    const fork = `f${this.#fork}`;
    const legs = step.legs.map(({ id: own, lookalike, attest, tied }, index): Leg => {
      const leg = aLeg({
        step: step.chain === 0 ? 'send' : attest ? 'attest' : 'deliver',
        block: top,
        index,
        id: `${own}${lookalike ? step.chain : ''}`,
        fork,
        ...(lookalike && { lookalike: 'x' }),
      });
      const tie = { key: `tie:${own < 'c' ? 'low' : 'high'}`, kind: 'exact', rule: 'tie' } as const;
      return tied ? { ...leg, links: [...leg.links, tie] } : leg;
    });
    await ingestLegs(this.db, { chain, legs, to: top, fork, ...heights });
    this.#known.push(...legs);
    this.#height[step.chain] = top;
  }

  /** What is stored and what the pure fold says, both in the same short form. */
  async compared(): Promise<{ stored: unknown; expected: unknown }> {
    const rows = await this.db.select().from(operations);
    const expected = oracle(this.#known, await readWorld(this.db));
    return { stored: brief(rows.map(({ body }) => body)), expected: brief(expected) };
  }
}

interface Told {
  id: string;
  status: string;
  stage: string;
  final: boolean;
  legs: readonly { event: string | null; inclusion: string }[];
}

const brief = (all: readonly Told[]) =>
  all
    .map(({ legs, id, status, stage, final }) => ({
      id,
      status,
      stage,
      final,
      legs: legs.map(({ event, inclusion }) => [event, inclusion]),
    }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
