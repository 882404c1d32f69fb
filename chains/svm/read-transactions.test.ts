import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@solana/web3.js';
import { expect, test } from 'vitest';
import { aWorld, tampering } from '../../test/solana-source.ts';
import { createSpan } from '../endpoints/span.ts';
import { createTransactionsReader } from './read-transactions.ts';

test('transactions are taken as they come, when the last ones are not there yet', async () => {
  const { node, emit, confirm } = await aWorld();
  const signatures: string[] = [];
  for (let number = 0; number < 12; number += 1) signatures.push(await emit(number));
  confirm();
  const taken: string[] = [];
  const proxy = await tampering(node.url, async (_, result, [signature]) => {
    for (const until = Date.now() + 2_000; signature === signatures.at(-1);) {
      if (taken.length > 0 || Date.now() > until) break;
      await sleep(5);
    }
    return signature === signatures.at(-1) && taken.length === 0 ? null : result;
  });
  const read = createTransactionsReader({
    connection: new Connection(proxy.url, 'confirmed'),
    chainName: 'solana',
    ask: (_, call) => call(),
    batches: createSpan({ first: 2n, max: 2n }),
  });
  const slots = await read(signatures, (signature, { slot }) => {
    taken.push(signature);
    return slot;
  });
  expect(slots).toEqual(signatures.map((_, index) => index + 2));
});
