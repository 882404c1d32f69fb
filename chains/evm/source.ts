import type { EndpointState, EvmChainDefinition } from '../../core/chain.ts';
import {
  isWebSocket,
  parseEndpoint,
  type Endpoint,
  type EndpointConfig,
} from '../endpoints/endpoint.ts';
import { systemClock, type Clock } from '../endpoints/clock.ts';
import { createPool } from '../endpoints/pool.ts';
import type { Notes } from '../endpoints/prober.ts';
import { createReaders } from '../endpoints/readers.ts';
import { createPatience } from '../endpoints/silence.ts';
import type { ChainSource } from '../source.ts';
import { withCoin } from '../with-coin.ts';
import { createBlooms } from './blooms.ts';
import { evmDriver } from './driver.ts';
import { watchNewHeads } from '../endpoints/watch-new-heads.ts';
import { plainHeader } from './parse/header.ts';
import { parseHex } from './parse/hex.ts';
import { isRefused, mayBeTooOften } from './query-logs.ts';
import { createHeadReader } from './read-head.ts';
import { readHeader } from './read-header.ts';
import { createLookAgain } from './look-again.ts';
import { createLookUp } from './look-up.ts';
import { openHeads } from './open-heads.ts';
import { readRange } from './read-range.ts';
import { readTokens } from './read-tokens.ts';
import { createSecondOpinion } from './second-opinion.ts';
import { createSpan, type Span } from '../endpoints/span.ts';

/** A node this long behind another one lags. */
const LAG_MS_MAX = 10_000;
const LAG_BLOCKS_MIN = 3;
/** Before less is asked of an endpoint whose limit may be one of requests: then it is over by that time. */
const LIMIT_MS = 1_000;

/** An EVM chain behind its JSON-RPC endpoints. */
interface EvmSource extends Required<ChainSource> {
  /**
   * Asks all endpoints who they are. Without it, that happens with the first reading.
   *
   * @throws MidflightError `rpc_wrong_chain` if one serves another chain, `rpc_unreachable` if none answers
   */
  connect: () => Promise<void>;
  endpoints: () => readonly EndpointState[];
}

/** How an EVM chain is reached. */
export interface EvmSourceOptions {
  definition: EvmChainDefinition;
  /** The preferred one first; those of WebSockets tell of new blocks only. */
  endpoints: readonly EndpointConfig[];
  callsPerDay?: number | undefined;
  notes: Notes;
  clock?: Clock;
}

/** Makes the source; nothing is asked yet. */
export function createEvmSource({
  definition,
  endpoints,
  callsPerDay,
  notes,
  clock,
}: EvmSourceOptions): EvmSource {
  const { name: chainName, blockTimeMs } = definition;
  const chainId = Number(definition.id.split(':')[1]);
  const time = clock ?? systemClock;
  const pool = createPool({
    chainName,
    endpoints: endpoints
      .filter(({ url }) => !isWebSocket(url))
      .map(({ url, ...limits }) => ({ ...parseEndpoint(url), ...limits })),
    driver: evmDriver({ chainName, chainId }),
    recovery: `Check RPC_URL_${chainId} and that the endpoint runs, or add another one after a comma.`,
    lagBlocksMax: BigInt(Math.max(LAG_BLOCKS_MIN, Math.ceil(LAG_MS_MAX / blockTimeMs))),
    callsPerDay,
    notes,
    clock: time,
  });
  const blooms = createBlooms(chainName, notes.warn);
  // What a node lacks it lacks at every poll: each lack is told once, until it is over.
  const told = new Set<string>();
  const warnOnce = (lack: string, message: string) => {
    if (told.has(lack)) return;
    told.add(lack);
    notes.warn(message);
  };
  const readHead = createHeadReader({
    definition,
    lacks: warnOnce,
    has: (tag) => void told.delete(tag),
  });
  const looker = {
    pool,
    chain: definition.id,
    chainName,
    clock: time,
    lacks: warnOnce,
    has: (what: string) => void told.delete(what),
  };
  const readers = createReaders();
  /** Who showed the newest headers. */
  let shownBy: Endpoint | undefined;
  let span: Span = createSpan();

  return {
    definition,
    connect: pool.connect,
    endpoints: pool.state,
    head: () =>
      pool.run(
        async (node, { endpoint, saw }) => {
          const head = await readHead(node);
          saw(head.number);
          shownBy = endpoint;
          return head;
        },
        { purpose: 'head' },
      ),
    headers: (numbers, { again = false } = {}) =>
      pool.run(
        async (rpc, { endpoint }) => {
          const headers = numbers.map((number) => readHeader({ rpc, chainName }, number));
          const shown = (await Promise.all(headers)).map(plainHeader);
          if (!again) shownBy = endpoint;
          return shown;
        },
        { purpose: 'follow', avoid: again ? shownBy : undefined },
      ),
    lookUp: createLookUp(looker),
    lookAgain: createLookAgain(looker),
    view: ({ to, data }) =>
      pool.run((rpc) =>
        rpc.call('eth_call', [{ to, data }, 'latest'], (answer) => parseHex(answer, '')),
      ),
    tokens: withCoin(definition, (addresses) =>
      pool.run((rpc) => readTokens(rpc, addresses), { purpose: 'second_look' }),
    ),
    stride: () => span.next(),
    watch: (onHead) => {
      const sockets = endpoints.filter(({ url }) => isWebSocket(url));
      if (sockets.length === 0) return () => {};
      return watchNewHeads(
        {
          chainName,
          endpoints: sockets.map(({ url }) => parseEndpoint(url)),
          blockTimeMs,
          warn: notes.warn,
          open: openHeads,
        },
        onHead,
      );
    },
    read: ({ from, to: end }, filter, { linked = false, again = false } = {}) => {
      const purpose = again ? 'second_look' : linked ? 'follow' : 'backfill';
      const first = again ? readers.of({ from, to: end }) : null;
      const to = first?.to ?? end;
      return pool.run(
        async (node, { endpoint }) => {
          if (purpose === 'backfill') span = node.span;
          const lengths = linked ? node.linkedSpan : node.span;
          const opinion = { pool, endpoint, purpose, readBefore: first?.endpoint } as const;
          const reader = {
            ...createSecondOpinion(opinion),
            node,
            definition,
            blooms,
            clock: time,
            lacks: warnOnce,
          };
          const patience = createPatience(isRefused);
          for (let isHeavy = false; ;) {
            const blocks = least(to - from + 1n, lengths.next());
            try {
              const range = { from, to: from + blocks - 1n };
              const reading = await readRange(reader, range, filter, { linked, isHeavy });
              lengths.accept(blocks, reading.logs.length);
              if (!again) readers.note(range, endpoint);
              return reading;
            } catch (error) {
              if (!patience.mayHalve(error) || isHeavy) throw error;
              if (mayBeTooOften(error)) await time.sleep(LIMIT_MS);
              if (blocks === 1n) isHeavy = true;
              else lengths.refuse(blocks);
            }
          }
        },
        { purpose, avoid: first?.endpoint },
      );
    },
  };
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
