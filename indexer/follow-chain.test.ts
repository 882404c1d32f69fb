import { describe, expect, test } from 'vitest';
import { createBudget } from '../chains/endpoints/budget.ts';
import { systemClock } from '../chains/endpoints/clock.ts';
import { here } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { canonicalEvents, caughtUp, indexChains } from '../test/index-chains.ts';
import { simulateChain, type SimulatedChain } from '../test/simulated-chain.ts';

/** The same chain, whose calls of today are used up. */
function spent(chain: SimulatedChain): SimulatedChain {
  const { admit } = createBudget({
    callsPerDay: 0,
    chainName: 'one',
    clock: systemClock,
    warn: () => {},
  });
  return {
    ...chain,
    head: async () => {
      admit('head');
      return chain.head();
    },
    read: async (range, filter, options = {}) => {
      admit(options.again ? 'second_look' : options.linked ? 'follow' : 'backfill');
      return chain.read(range, filter, options);
    },
  };
}

describe('a chain whose calls of the day are used up', () => {
  test('is begun with the first head that it shows', async () => {
    const connection = await createDatabase();
    const chain = simulateChain(here, 'one');
    chain.grow(30, 1);
    indexChains(connection, [spent(chain)], null);
    await caughtUp(connection.db, chain);
    expect(await canonicalEvents(connection.db, here)).toEqual(chain.events().slice(-1));
  });

  test('is begun again with the first head that it shows, also where that tells of a reorg', async () => {
    const connection = await createDatabase();
    const chain = simulateChain(here, 'one');
    chain.grow(30, 1);
    const first = indexChains(connection, [chain]);
    await caughtUp(connection.db, chain);
    await first.stop();
    chain.reorg(4, 1);
    chain.grow(3, 1);
    indexChains(connection, [spent(chain)]);
    await caughtUp(connection.db, chain);
    expect(await canonicalEvents(connection.db, here)).toEqual(chain.events());
  });
});
