import { describe, expect, test } from 'vitest';
import { poolOf, working, settled, unreachable, ofAnotherChain } from '../../test/endpoint-pool.ts';

describe('endpoints that were dead at the start', () => {
  test('join when they answer', async () => {
    let isDead = true;
    const { pool, clock, warnings, infos, two } = poolOf(
      { probe: () => (isDead ? unreachable() : 1n) },
      {},
    );
    await pool.connect();
    expect(warnings).toEqual([
      'base does without the RPC endpoint https://one.example until it answers: ECONNREFUSED.',
    ]);
    expect(await pool.run(working)).toBe('two');
    isDead = false;
    clock.skip(5_000);
    expect(await pool.run(working)).toBe('two');
    await settled();
    expect(await pool.run(working)).toBe('one');
    expect(infos).toHaveLength(1);
    expect(two.asked).toEqual(['probe', 'work', 'work']);
  });

  test('are asked who they are before they are used, and stay out if they are of another chain', async () => {
    let isDead = true;
    const { pool, one, clock, warnings } = poolOf(
      { probe: () => (isDead ? unreachable() : ofAnotherChain()) },
      {},
    );
    await pool.connect();
    isDead = false;
    for (let run = 0; run < 5; run += 1) {
      clock.skip(100_000);
      expect(await pool.run(working)).toBe('two');
      await settled();
    }
    expect(one.asked).toEqual(['probe', 'probe']);
    expect(warnings.slice(1)).toEqual([
      'one serves another chain. It is not used any more. Mend it.',
    ]);
  });

  test('all of them: the start fails with a sentence, and the chain goes on when one answers', async () => {
    let isDead = true;
    const probe = () => (isDead ? unreachable() : 1n);
    const { pool, clock } = poolOf({ probe }, { probe });
    const sentence = {
      code: 'rpc_unreachable',
      isTransient: true,
      message:
        'No RPC endpoint of base answers: https://one.example (ECONNREFUSED), https://two.example (ECONNREFUSED).',
    };
    await expect(pool.connect()).rejects.toMatchObject(sentence);
    await expect(pool.run(working)).rejects.toMatchObject(sentence);
    isDead = false;
    clock.skip(100_000);
    expect(await pool.run(working)).toBe('one');
  });
});

describe('an endpoint of another chain', () => {
  test('refuses the start, also beside right ones', async () => {
    const { pool } = poolOf({}, { probe: ofAnotherChain });
    await expect(pool.connect()).rejects.toMatchObject({ code: 'rpc_wrong_chain' });
  });

  test('that was a right one before is found out within a minute, and never used again', async () => {
    let isOther = false;
    const { pool, one, clock, warnings } = poolOf(
      { probe: () => (isOther ? ofAnotherChain() : 1n) },
      {},
    );
    await pool.connect();
    isOther = true;
    clock.skip(61_000);
    await pool.run(working);
    await settled();
    for (let run = 0; run < 3; run += 1) {
      clock.skip(100_000);
      expect(await pool.run(working)).toBe('two');
    }
    expect(one.asked).toEqual(['probe', 'probe', 'work']);
    expect(warnings).toHaveLength(1);
  });

  test('that is the only one ends the work for good', async () => {
    const { pool } = poolOf({ probe: ofAnotherChain });
    await expect(pool.run(working)).rejects.toMatchObject({
      code: 'rpc_wrong_chain',
      isTransient: false,
    });
  });
});
