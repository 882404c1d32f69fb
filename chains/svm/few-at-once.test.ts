import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { RpcFailure } from '../../test/json-rpc-server.ts';
import { aTamperedWorld } from '../../test/solana-source.ts';

test.each(['getTransaction', 'getBlock', 'getSignaturesForAddress'])(
  'a reading whose %s fails asks for nothing of what it had still to ask',
  async (failing) => {
    let isFailing = false;
    const { emit, confirm, numbers, proxy, programs } = await aTamperedWorld(
      (method, result, [first]) => {
        const isExempt = first === 21 || first === programs.caller.toBase58();
        if (!isFailing || method !== failing || isExempt) return result;
        throw new RpcFailure(-32_601, 'method not found');
      },
      { takesBatches: false, paging: { pageSize: 1, pagesMax: 50 } },
    );
    const all = Array.from({ length: 20 }, (_, index) => index + 2);
    for (const number of all) await emit(number);
    confirm();
    expect(await numbers(0n, 21n)).toEqual(all);
    const before = proxy.count(failing);
    isFailing = true;
    await expect(numbers(0n, 21n)).rejects.toThrow('method not found');
    await sleep(300);
    expect(proxy.count(failing) - before).toBeLessThan(8);
  },
);
