import { axelar } from '../protocols/axelar.ts';
import { bindProtocols } from '../protocols/index.ts';
import { FIRST_BLOCK } from './served-chains.ts';
import { servedChains } from './served-parts.ts';
import type { Mock } from './start-mock.ts';

const STRIDE = 500;
const RECEIPTS_PER_BATCH = 100;
const IN_FLIGHT = 4;

/** How many events per second there would be if all the indexer did was to fetch the answers and parse their JSON. */
export async function fetchCeiling(mock: Mock, blocks: number): Promise<number> {
  const blocksEach = Math.ceil(blocks / 2);
  const jobs = servedChains.flatMap(({ id }) => {
    const filter = filterOf(`eip155:${id}`);
    return Array.from({ length: Math.ceil(blocksEach / STRIDE) }, (_, index) => {
      const from = FIRST_BLOCK + index * STRIDE;
      const to = Math.min(from + STRIDE, FIRST_BLOCK + blocksEach) - 1;
      const range = { ...filter, fromBlock: hex(from), toBlock: hex(to) };
      return () => readOnce(mock.urlOf(id), range);
    });
  });
  const startedAt = performance.now();
  let events = 0;
  const work = async () => {
    for (let job = jobs.pop(); job; job = jobs.pop()) events += await job();
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  return events / ((performance.now() - startedAt) / 1000);
}

interface ShownLog {
  topics: string[];
  transactionHash: string;
}

const withReceipt = new Set<string>(
  axelar.events.flatMap(({ needsReceiptIndex, topic }) => (needsReceiptIndex ? [topic] : [])),
);

async function readOnce(url: string, filter: object & { toBlock: string }): Promise<number> {
  // CAST: our own mock.
  const [logs] = (await post(url, [
    { method: 'eth_getLogs', params: [filter] },
    { method: 'eth_getBlockByNumber', params: [filter.toBlock, false] },
  ])) as { result: ShownLog[] }[];
  const calls = (logs?.result ?? [])
    .filter(({ topics: [topic] }) => topic !== undefined && withReceipt.has(topic))
    .map((log) => ({ method: 'eth_getTransactionReceipt', params: [log.transactionHash] }));
  for (let at = 0; at < calls.length; at += RECEIPTS_PER_BATCH) {
    await post(url, calls.slice(at, at + RECEIPTS_PER_BATCH));
  }
  return logs?.result.length ?? 0;
}

async function post(url: string, calls: readonly object[]): Promise<unknown> {
  const body = JSON.stringify(calls.map((call, id) => ({ jsonrpc: '2.0', id, ...call })));
  const response = await fetch(url, { method: 'POST', body });
  return JSON.parse(await response.text());
}

function filterOf(chain: `eip155:${number}`) {
  const bound = bindProtocols().filter(({ contracts }) => contracts.get(chain)?.length);
  return {
    address: bound.flatMap(({ contracts }) => contracts.get(chain) ?? []),
    topics: [bound.flatMap(({ topicsOn }) => topicsOn(chain))],
  };
}

const hex = (value: number) => `0x${value.toString(16)}`;
