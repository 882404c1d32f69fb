import { setTimeout as sleep } from 'node:timers/promises';
import { jittered, systemClock } from './clock.ts';
import { withoutUrls, type Endpoint } from './endpoint.ts';

const RETRY_MS_MIN = 1_000;
const RETRY_MS_MAX = 30_000;
/** A connection on which no head came for this many block times is taken for dead, after some seconds at least. */
const SILENT_BLOCKS = 10;
const SILENT_MS_MIN = 15_000;

/** Why heads come no more. */
export type Lost = 'silent' | { reason: string };

/**
 * Connects to a WebSocket endpoint once, in the way of a family, and calls back on each new head. Resolves when the
 * connection is lost, when no head came for `silentMs`, or when it is aborted. Never rejects.
 */
export type OpenHeads = (parts: {
  url: string;
  silentMs: number;
  signal: AbortSignal;
  onHead: () => void;
}) => Promise<Lost>;

/** Where new heads are heard of. */
interface NewHeadsOptions {
  chainName: string;
  /** WebSocket endpoints: any of them will do. */
  endpoints: readonly Endpoint[];
  blockTimeMs: number;
  warn: (message: string) => void;
  open: OpenHeads;
  /** For tests: how long to wait for a head, and before the first try to connect again. */
  silentMs?: number;
  retryMs?: number;
}

/**
 * Calls back on each new head that a WebSocket endpoint tells of, until the returned function is called. Connects again
 * for ever, to the next endpoint each time, with one warning in all. Never throws.
 */
export function watchNewHeads(
  {
    chainName,
    endpoints,
    blockTimeMs,
    warn,
    open,
    silentMs = Math.max(SILENT_MS_MIN, SILENT_BLOCKS * blockTimeMs),
    retryMs = RETRY_MS_MIN,
  }: NewHeadsOptions,
  onHead: () => void,
): () => void {
  const abort = new AbortController();
  const { signal } = abort;
  let isTold = false;
  const tell = (endpoint: Endpoint, reason: string) => {
    if (isTold) return;
    isTold = true;
    const text = withoutUrls(reason, endpoints).replaceAll(/\s+/g, ' ').replace(/\.$/, '');
    warn(
      `${chainName} has lost the WebSocket ${endpoint.name}: ${text}. It is connected to again; until then new blocks are found by polling.`,
    );
  };

  const follow = async () => {
    let delayMs = retryMs;
    for (let turn = 0; !signal.aborted; turn += 1) {
      const endpoint = endpoints[turn % endpoints.length];
      if (!endpoint) return;
      const lost = await open({
        url: endpoint.url,
        silentMs,
        signal,
        onHead: () => {
          delayMs = retryMs;
          onHead();
        },
      });
      if (signal.aborted) return;
      // A chain may be silent for long: the connection is made anew, and nobody has to know.
      if (lost !== 'silent') tell(endpoint, lost.reason);
      const options = { signal, ref: false };
      await sleep(jittered(delayMs, systemClock), undefined, options).catch(() => {});
      delayMs = Math.min(RETRY_MS_MAX, delayMs * 2);
    }
  };
  void follow();
  return () => abort.abort();
}
