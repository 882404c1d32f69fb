import { describe, expect, test } from 'vitest';
import type { ChainSource } from '../chains/source.ts';
import { MidflightError } from '../core/errors.ts';
import type { Header } from '../core/header.ts';
import { here as one } from '../test/builders.ts';
import { simulateChain } from '../test/simulated-chain.ts';
import { blockBefore } from './block-before.ts';

const HEIGHT = 1_000;

/** A chain of a block each second, whose first one is of second 10,000; `change` says what a node makes of a header. */
async function aChain(
  change: (header: Header, isAgain: boolean) => Header | null = (header) => header,
) {
  const chain = simulateChain(one, 'one', { startTime: 10_000 });
  chain.grow(HEIGHT);
  const asked: bigint[] = [];
  const source: ChainSource = {
    ...chain,
    headers: async (numbers, options) => {
      asked.push(...numbers);
      const headers = await chain.headers(numbers);
      return headers.map((header) => change(header, options?.again ?? false) ?? absent(header));
    },
  };
  const head = await chain.head();
  return { chain, asked, find: (time: number) => blockBefore(source, time, head) };
}

function absent({ number }: Header): never {
  throw new MidflightError({
    code: 'rpc_malformed',
    message: `one does not show ${number}.`,
    recovery: 'Wait.',
    isTransient: true,
    context: { isAbsent: true },
  });
}

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable('it should have failed'),
    (error: unknown) => {
      // CAST: anything else fails the test by its fields.
      const { code, isTransient } = error as MidflightError;
      return { code, isTransient };
    },
  );
const contradiction = { code: 'rpc_contradiction', isTransient: true };

describe('the last block before a time', () => {
  test.each([
    [10_001, 0n, 'first'],
    [10_002, 1n, 'before'],
    [10_512, 511n, 'before'],
    [10_513, 512n, 'before'],
    [11_000, 999n, 'before'],
    [11_001, 1_000n, 'before'],
  ])('%i is block %i (%s)', async (time, number, how) => {
    const { find } = await aChain();
    expect(await find(time)).toEqual({ number, how });
  });

  test('is the first one of a chain that is younger', async () => {
    const { find } = await aChain();
    expect(await find(9_000)).toEqual({ number: 0n, how: 'first' });
  });

  test('is the next one where a node does not show block 0', async () => {
    const { find } = await aChain((header) => (header.number === 0n ? null : header));
    expect(await find(9_000)).toEqual({ number: 1n, how: 'first' });
  });

  test('is the newest one of a chain that has not come that far', async () => {
    const { find } = await aChain();
    expect(await find(99_000)).toEqual({ number: 1_000n, how: 'before' });
  });

  test('costs a request for each bit of the head, and two to make sure', async () => {
    const { find, asked } = await aChain();
    await find(10_300);
    expect(asked.length).toBeLessThanOrEqual(10 + 2);
  });
});

describe('where old blocks were thrown away', () => {
  test('it is the first one that is shown', async () => {
    const { chain, find } = await aChain();
    chain.prune(700n);
    expect(await find(10_300)).toEqual({ number: 700n, how: 'pruned' });
  });

  test('but block 0 was kept, it is the first one that is shown above it', async () => {
    const { find } = await aChain((header) =>
      header.number > 0n && header.number < 700n ? null : header,
    );
    expect(await find(10_300)).toEqual({ number: 700n, how: 'pruned' });
  });

  test('a time that is kept is found as ever', async () => {
    const { chain, find } = await aChain();
    chain.prune(700n);
    expect(await find(10_800)).toEqual({ number: 799n, how: 'before' });
  });

  test.each([512n, 600n])(
    'is not what one block says that is not shown: block %i',
    async (number) => {
      const { find } = await aChain((header) => (header.number === number ? null : header));
      const wanted = number === 512n ? 10_300 : 10_600;
      expect(await failureOf(find(wanted))).toEqual(contradiction);
    },
  );
});

describe('a node that is wrong', () => {
  test('about one time moves nothing: the two blocks at the end are asked for again', async () => {
    const early = (header: Header, isAgain: boolean) =>
      header.number === 512n && !isAgain ? { ...header, time: 1 } : header;
    expect(await failureOf((await aChain(early)).find(10_300))).toEqual(contradiction);
    const late = (header: Header, isAgain: boolean) =>
      header.number === 512n && !isAgain ? { ...header, time: 99_000 } : header;
    expect(await failureOf((await aChain(late)).find(10_800))).toEqual(contradiction);
  });

  test('and away for other reasons is an error, not a gap', async () => {
    const { chain, find } = await aChain();
    chain.fail(1);
    expect(await failureOf(find(10_300))).toEqual({ code: 'rpc_unreachable', isTransient: true });
  });

  test('and lags behind the head that another one showed is not taken for one without history', async () => {
    const { find } = await aChain((header) => (header.number > 900n ? null : header));
    expect(await failureOf(find(11_500))).toEqual(contradiction);
    expect(await find(10_300)).toEqual({ number: 299n, how: 'before' });
  });
});
