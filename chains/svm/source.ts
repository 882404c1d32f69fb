import type { EndpointState, SvmChainDefinition } from '../../core/chain.ts';
import type { Clock } from '../endpoints/clock.ts';
import {
  isWebSocket,
  parseEndpoint,
  type Endpoint,
  type EndpointConfig,
} from '../endpoints/endpoint.ts';
import { createPool } from '../endpoints/pool.ts';
import type { Notes } from '../endpoints/prober.ts';
import { createReaders } from '../endpoints/readers.ts';
import { watchNewHeads } from '../endpoints/watch-new-heads.ts';
import { createSpan, type Span } from '../endpoints/span.ts';
import type { ChainSource } from '../source.ts';
import { withCoin } from '../with-coin.ts';
import { svmDriver } from './driver.ts';
import { fewAtOnce } from './few-at-once.ts';
import type { Paging } from './list-signatures.ts';
import { readBeginning } from './read-beginning.ts';
import { readHead } from './read-head.ts';
import { readMints } from './read-mints.ts';
import { headerOf, readBlockAtOrBelow } from './read-header.ts';
import { createTruncations } from './truncations.ts';
import { openSlots } from './open-slots.ts';

/** A node this long behind another one lags. */
const LAG_MS_MAX = 10_000;
const PAGING: Paging = { pageSize: 1_000, pagesMax: 5 };

/** A Solana cluster behind its JSON-RPC endpoints. */
export interface SvmSource extends ChainSource {
  /**
   * Asks all endpoints who they are. Without it, that happens with the first reading.
   *
   * @throws MidflightError `rpc_wrong_chain` if one serves another cluster, `rpc_unreachable` if none answers
   */
  connect: () => Promise<void>;
  endpoints: () => EndpointState[];
}

/** How a Solana cluster is reached. */
interface SvmSourceOptions {
  definition: SvmChainDefinition;
  /** The preferred one first; those of WebSockets tell of new slots only. */
  endpoints: readonly EndpointConfig[];
  /** Where the operator set them, for sentences: `RPC_URL_SOLANA`. */
  setting: string;
  callsPerDay?: number | undefined;
  notes: Notes;
  clock?: Clock;
  paging?: Paging;
}

/** Makes the source; nothing is asked yet. */
export function createSvmSource({
  definition,
  endpoints,
  setting,
  callsPerDay,
  notes,
  clock,
  paging = PAGING,
}: SvmSourceOptions): SvmSource {
  const { id, name: chainName, blockTimeMs } = definition;
  const pool = createPool({
    chainName,
    endpoints: endpoints
      .filter(({ url }) => !isWebSocket(url))
      .map(({ url, ...limits }) => ({ ...parseEndpoint(url), ...limits })),
    driver: svmDriver({ chainName, cluster: id.split(':')[1] ?? '', setting }),
    recovery: `Check ${setting} and that the endpoint runs, or add another one after a comma.`,
    lagBlocksMax: BigInt(Math.ceil(LAG_MS_MAX / blockTimeMs)),
    callsPerDay,
    notes,
    ...(clock && { clock }),
  });
  const truncations = createTruncations({ chainName, warn: notes.warn });
  const webSockets = endpoints
    .filter(({ url }) => isWebSocket(url))
    .map(({ url }) => parseEndpoint(url));
  const readers = createReaders();
  /** Who showed the newest headers. */
  let shownBy: Endpoint | undefined;
  let stride: Span = createSpan();

  return {
    definition,
    connect: pool.connect,
    endpoints: pool.state,
    head: () =>
      pool.run(
        async (rpc, { endpoint, saw }) => {
          const head = await readHead(rpc, definition);
          saw(head.number);
          shownBy = endpoint;
          return head;
        },
        { purpose: 'head' },
      ),
    headers: (numbers, { again = false } = {}) =>
      pool.run(
        async (rpc, { endpoint }) => {
          const blocks = await fewAtOnce(numbers, (slot) =>
            readBlockAtOrBelow({ rpc, chainName }, slot),
          );
          const shown = blocks.map(headerOf);
          if (!again) shownBy = endpoint;
          return shown;
        },
        { purpose: 'follow', avoid: again ? shownBy : undefined },
      ),
    tokens: withCoin(definition, (addresses) =>
      pool.run((rpc) => readMints(rpc, addresses), { purpose: 'second_look' }),
    ),
    stride: () => stride.next(),
    watch: (onHead) =>
      webSockets.length === 0
        ? () => {}
        : watchNewHeads(
            { chainName, endpoints: webSockets, blockTimeMs, warn: notes.warn, open: openSlots },
            onHead,
          ),
    read: ({ from, to: end }, filter, options = {}) => {
      const { linked = false, again = false } = options;
      const purpose = again ? 'second_look' : linked ? 'follow' : 'backfill';
      const first = again ? readers.of({ from, to: end }) : null;
      const to = first?.to ?? end;
      return pool.run(
        async (node, { endpoint }) => {
          if (!again) stride = node.spans.long;
          const span = linked ? node.spans.linked : node.spans.long;
          const reader = { rpc: node, definition, paging, truncations, span };
          const reading = await readBeginning(reader, { from, to }, filter, options);
          if (!again) readers.note({ from, to: reading.to }, endpoint);
          return reading;
        },
        { purpose, avoid: first?.endpoint },
      );
    },
  };
}
