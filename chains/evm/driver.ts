import { MidflightError } from '../../core/errors.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { Driver } from '../endpoints/pool.ts';
import { TIMEOUT_MS, type Limits } from '../endpoints/throttle.ts';
import { createBatcher } from './batcher.ts';
import { parseQuantity } from './parse/hex.ts';
import { createRpc, type Rpc } from './rpc.ts';
import { createSpan, type Span } from '../endpoints/span.ts';

/** An endpoint that accepts and stays silent would hold up the start of all others. */
const PROBE_TIMEOUT_MS = 5_000;
const BATCH_MAX = 100;
/** A linked reading costs a request for each block. */
const LINKED_BLOCKS_MAX = 128n;

/** One endpoint of an EVM chain. */
export interface EvmNode extends Rpc {
  endpoint: Endpoint;
  /** How many blocks to ask it for. */
  span: Span;
  /** How many in a linked reading: what is refused at the head, where nodes lag, tells nothing of old blocks. */
  linkedSpan: Span;
  /** How many where few logs can be meant: what is answered then tells nothing of other filters. */
  trailSpan: Span;
  /** Asks who it is, with and without batches at once; from then on it is asked in the way that worked. */
  probe: () => Promise<{ chainId: bigint; height: bigint }>;
}

/** How the endpoints of an EVM chain are talked to. */
export function evmDriver({
  chainName,
  chainId,
}: {
  chainName: string;
  chainId: number;
}): Driver<EvmNode> {
  const connect = (endpoint: Endpoint & Limits): ReturnType<Driver<EvmNode>['connect']> => {
    const span = createSpan();
    const linkedSpan = createSpan({ first: LINKED_BLOCKS_MAX, max: LINKED_BLOCKS_MAX });
    const trailSpan = createSpan();
    const most = BigInt(Math.min(BATCH_MAX, endpoint.callsPerSecond ?? BATCH_MAX));
    const batches = createSpan({ first: most, max: most });
    const single = createSpan({ first: 1n, max: 1n });
    let takesBatches: boolean | null = null;
    const length: Span = {
      next: () => (takesBatches === false ? single : batches).next(),
      accept: batches.accept,
      refuse: batches.refuse,
    };
    return (gate) => {
      const rpcWith = (length: Span, timeoutMs: number) =>
        createRpc({
          send: createBatcher({ endpoint, timeoutMs, length, gate }),
          chainName,
          endpoint,
        });
      const ask = async (calls: Span) => {
        const rpc = rpcWith(
          calls,
          Math.min(PROBE_TIMEOUT_MS, endpoint.timeoutMs ?? PROBE_TIMEOUT_MS),
        );
        const [chainId, height] = await Promise.all([
          rpc.call('eth_chainId', [], (answer) => parseQuantity(answer, '')),
          rpc.call('eth_blockNumber', [], (answer) => parseQuantity(answer, '')),
        ]);
        return { chainId, height };
      };
      return {
        ...rpcWith(length, endpoint.timeoutMs ?? TIMEOUT_MS),
        endpoint,
        span,
        linkedSpan,
        trailSpan,
        probe: async () => {
          const pair = createSpan({ first: 2n, max: 2n });
          const batched = ask(pair);
          // At once with it where that is likely to be needed: the second question must not wait for a timeout.
          const alone = takesBatches ? batched.catch(() => ask(single)) : ask(single);
          const [inBatch, inAll] = await Promise.allSettled([batched, alone]);
          // Refused in one batch, the two calls went out alone.
          takesBatches = inBatch.status === 'fulfilled' && pair.next() === 2n;
          if (inBatch.status === 'fulfilled') {
            if (inBatch.value.chainId === BigInt(chainId)) return inBatch.value;
            // Another chain, for which an endpoint is never used again; or one batch that was mixed up.
            const told = await ask(single);
            takesBatches &&= told.chainId !== BigInt(chainId);
            return told;
          }
          if (inAll.status === 'fulfilled') return inAll.value;
          throw inBatch.reason;
        },
      };
    };
  };
  return {
    connect,
    probe: async ({ probe, endpoint }) => {
      const { chainId: served, height } = await probe();
      if (served === BigInt(chainId)) return height;
      throw new MidflightError({
        code: 'rpc_wrong_chain',
        message: `The RPC endpoint ${endpoint.name} for ${chainName} serves chain ${served}, not ${chainId}.`,
        recovery: `Set RPC_URL_${chainId} to an endpoint of chain ${chainId}.`,
      });
    },
  };
}
