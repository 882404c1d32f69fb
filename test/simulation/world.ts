import type { ChainId } from '../../core/chain.ts';
import { simulateFork, type SimulatedFork, type Temper } from './chain.ts';
import type { SimulatedOperation } from './ledger.ts';
import type { Random } from './random.ts';
import { wordOf, type Stage } from './stage.ts';

/** World time at which everything begins, in Unix seconds. */
const BEGINS_AT = 1_000_000;
/** How long the chains have run before anybody indexes them, in seconds. */
const PAST_SECONDS = 90;

/** Begins operations: one act of one scenario. */
export type Scenario = (stage: Stage) => SimulatedOperation[];

/** Several chains under one clock, and what happens on them. */
export interface SimulatedWorld {
  chains: SimulatedFork[];
  operations: SimulatedOperation[];
  /** World time, in seconds. */
  now: () => number;
  /** Lets time pass on all chains. */
  advance: (seconds: number) => void;
  /** Lets so much time pass without anything new that every block up to now is final. */
  settle: () => void;
  /** True once no more operations begin. */
  isOver: () => boolean;
}

export function createWorld(
  { minutes, operationsPerMinute }: { minutes: number; operationsPerMinute: number },
  { random, scenarios }: { random: Random; scenarios: readonly Scenario[] },
): SimulatedWorld {
  const tempers = random.fork('tempers');
  const count = random.int(2, 5);
  const isDeep = tempers.chance(0.25);
  const chains = Array.from({ length: count }, (_, index) => {
    const id: ChainId = `eip155:${9_001 + index}`;
    const name = `chain${index + 1}`;
    const temper = drawTemper(tempers, isDeep);
    return simulateFork({ id, name, temper, startsAt: BEGINS_AT }, random.fork(name));
  });
  const play = random.fork('operations');
  const operations: SimulatedOperation[] = [];
  let now = BEGINS_AT;
  let numbers = 1;
  let beginAt = BEGINS_AT + 10;
  let endsAt = BEGINS_AT + PAST_SECONDS + minutes * 60;
  const stage: Stage = {
    random: play,
    now: () => now,
    unique: () => numbers++,
    chains: (wanted) => {
      const left = [...chains];
      return Array.from({ length: wanted }, () => {
        const own = left.length > 0 ? left : chains;
        const chain = play.pick(own);
        left.splice(left.indexOf(chain), left.includes(chain) ? 1 : 0);
        return chain;
      });
    },
    send: (chain, transaction) => {
      const hash = transaction.hash ?? wordOf(2 ** 32 + numbers++);
      chain.send({ ...transaction, hash });
      return hash;
    },
  };
  const advance = (seconds: number) => {
    const until = now + seconds;
    while (beginAt <= until && beginAt < endsAt) {
      now = beginAt;
      for (const chain of chains) chain.advance(now, false);
      operations.push(...play.pick(scenarios)(stage));
      // Some come in one breath.
      beginAt += play.chance(0.2) ? 0 : (play.int(0, 200) / 100) * (60 / operationsPerMinute);
    }
    now = until;
    for (const chain of chains) chain.advance(now, false);
  };
  advance(PAST_SECONDS);
  return {
    chains,
    operations,
    now: () => now,
    advance,
    isOver: () => now >= endsAt,
    settle: () => {
      const seconds = Math.max(...chains.map(secondsToFinal));
      now += seconds;
      beginAt += seconds;
      endsAt += seconds;
      for (const chain of chains) chain.advance(now, true);
    },
  };
}

/** So long it takes until a block is final, and some time more for what is judged by the clock of a final block. */
function secondsToFinal({ temper }: SimulatedFork): number {
  const blocks = temper.finalizedLag + temper.epoch + 6;
  return blocks * temper.blockSeconds * 1.5 + 100;
}

function drawTemper(random: Random, isDeep: boolean): Temper {
  const safeLag = random.int(0, 4);
  return {
    blockSeconds: random.pick([1, 2, 2, 3, 6, 12]),
    skips: random.pick([0, 0, 0, 0.1]),
    safeLag,
    finalizedLag: safeLag + random.int(2, 12),
    epoch: random.pick([1, 1, 4]),
    reorgs: random.pick([0, 0.01, 0.03, 0.06]),
    deepReorgs: isDeep ? 0.1 : 0,
  };
}
