import { Connection } from '@solana/web3.js';
import { MidflightError } from '../../core/errors.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { Driver } from '../endpoints/pool.ts';
import { TIMEOUT_MS, type Gate, type Limits } from '../endpoints/throttle.ts';
import { createSpan, type Span } from '../endpoints/span.ts';
import { HttpFailure } from './failure.ts';
import { createSvmRpc, type SvmRpc } from './rpc.ts';

/** An endpoint that accepts and stays silent would hold up the start of all others. */
const PROBE_TIMEOUT_MS = 5_000;
const PROBE_TRIES = 2;
/** Transactions are asked for in batches; each answer has some 20 kB. */
const BATCH_MAX = 25;
/** Slots that the first reading asks for, an hour, and that one asks for at most. */
const SLOTS_FIRST = 9_000n;
const SLOTS_MAX = 1_000_000n;
/** Of a genesis hash, what a CAIP-2 id has room for. */
const REFERENCE_CHARS = 32;

/** One endpoint of a Solana cluster. */
interface SvmNode extends SvmRpc {
  endpoint: Endpoint;
  /** How many slots to ask it for: near the head, or in one stride. The one says little about the other. */
  spans: { linked: Span; long: Span };
  /** The same endpoint, with less patience. */
  impatient: SvmRpc;
}

/**
 * How the endpoints of a Solana cluster are talked to.
 *
 * @param cluster the beginning of its genesis hash, as in its CAIP-2 id
 * @param setting where the operator set its endpoints
 */
export function svmDriver({
  chainName,
  cluster,
  setting,
}: {
  chainName: string;
  cluster: string;
  setting: string;
}): Driver<SvmNode> {
  const connect = (endpoint: Endpoint & Limits): ReturnType<Driver<SvmNode>['connect']> => {
    const slots = { first: SLOTS_FIRST, max: SLOTS_MAX };
    const spans = { linked: createSpan(slots), long: createSpan(slots) };
    const most = BigInt(Math.min(BATCH_MAX, endpoint.callsPerSecond ?? BATCH_MAX));
    const lengths = createSpan({ first: most, max: most });
    const seen = { newest: 0n };
    return (gate) => {
      const next = () => BigInt(Math.min(Number(lengths.next()), gate.most()));
      const shared = { batches: { ...lengths, next }, seen };
      const rpcWith = (timeoutMs: number) => {
        const connection = new Connection(endpoint.url, {
          commitment: 'confirmed',
          disableRetryOnRateLimit: true,
          fetch: fetchThrough(gate, endpoint, timeoutMs),
          httpAgent: false,
        });
        return createSvmRpc({ connection, chainName, endpoint, shared });
      };
      const { timeoutMs = TIMEOUT_MS } = endpoint;
      const impatient = rpcWith(Math.min(timeoutMs, PROBE_TIMEOUT_MS));
      return { ...rpcWith(timeoutMs), impatient, endpoint, spans };
    };
  };
  const ask = ({ genesisHash, slot }: SvmRpc) => Promise.all([genesisHash(), slot('confirmed')]);
  return {
    connect,
    probe: async ({ impatient, endpoint }) => {
      const [served, height] = await twice(() => ask(impatient));
      if (served.slice(0, REFERENCE_CHARS) === cluster) return height;
      throw new MidflightError({
        code: 'rpc_wrong_chain',
        message: `The RPC endpoint ${endpoint.name} for ${chainName} serves the cluster ${served}, not ${cluster}….`,
        recovery: `Set ${setting} to an endpoint of the cluster whose genesis hash begins with ${cluster}.`,
      });
    },
  };
}

/** At the start one lost answer must not leave an endpoint out; one that is silent was waited for long enough. */
async function twice<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      const isSilent = error instanceof MidflightError && error.context['isTimeout'] === true;
      if (isSilent || tries >= PROBE_TRIES) throw error;
    }
  }
}

/** What web3.js fetches with: through the gate, in time, and with failures that can be told apart. */
function fetchThrough(gate: Gate, { url, headers }: Endpoint, timeoutMs: number): typeof fetch {
  return (_, init) => {
    // CAST: web3.js posts JSON.
    const body = init?.body as string;
    return gate(callsIn(body), async () => {
      const response = await fetch(url, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', ...headers },
        signal: AbortSignal.timeout(timeoutMs),
      });
      const text = await response.text();
      if (response.ok) return new Response(text);
      const retryAfter = response.headers.get('retry-after');
      throw new HttpFailure({ status: response.status, text, retryAfter });
    });
  };
}

/** A batch counts with all its calls. */
function callsIn(body: string): number {
  if (!body.startsWith('[')) return 1;
  const calls: unknown = JSON.parse(body);
  return Array.isArray(calls) ? calls.length : 1;
}
