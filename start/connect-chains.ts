import type { Logger } from 'pino';
import type { ChainId, EvmChainDefinition } from '../core/chain.ts';
import { MidflightError } from '../core/errors.ts';
import { definitions } from '../chains/definitions/index.ts';
import { connectEvmSource } from '../chains/evm/source.ts';
import type { IndexedChain } from '../indexer/start-indexer.ts';
import type { Config } from './config.ts';

/** For an EVM chain of which nothing is known: deep enough for most. */
const CAUTIOUS = {
  blockTimeMs: 2_000,
  finality: { safe: { depth: 64 }, finalized: { depth: 512 } },
} as const;

/**
 * Connects to every configured chain.
 *
 * @throws MidflightError if none is configured, or if one's endpoints do not answer or are of another chain
 */
export async function connectChains(config: Config, log: Logger): Promise<IndexedChain[]> {
  // CAST: the schema has checked the keys.
  const entries = Object.entries(config.chains) as [ChainId, Config['chains'][ChainId]][];
  if (entries.length === 0) {
    throw new MidflightError({
      code: 'bad_config',
      message: 'No chain is configured.',
      recovery:
        'Set RPC_URL_<chain id>, for example RPC_URL_8453=https://…, or fill in midflight.config.ts; `npm run demo` needs neither.',
    });
  }
  return Promise.all(
    entries.map(async ([id, chain]) => {
      const definition = defineChain(id, chain, log);
      const source = await connectEvmSource({
        definition,
        urls: chain?.rpc ?? [],
        warn: (message) => log.warn({ chain: id }, message),
      });
      return { source, startBlock: chain?.startBlock ?? null };
    }),
  );
}

function defineChain(
  id: ChainId,
  chain: Config['chains'][ChainId],
  log: Logger,
): EvmChainDefinition {
  const [namespace, reference] = id.split(':');
  if (namespace !== 'eip155') {
    throw new MidflightError({
      code: 'bad_config',
      message: `Chain ${id} is not an EVM chain.`,
      recovery: 'Remove it: this version reads EVM chains (eip155:<chain id>) only.',
    });
  }
  if (!/^[1-9]\d{0,14}$/.test(reference ?? '')) {
    throw new MidflightError({
      code: 'bad_config',
      message: `Chain ${id} does not end in a chain id.`,
      recovery: 'Name it after the id of the chain, such as eip155:1 for Ethereum.',
    });
  }
  const definition = definitions.get(id);
  const known = definition?.family === 'evm' ? definition : undefined;
  const { name, blockTimeMs, finality, explorer } = chain ?? {};
  if (!known && !finality) {
    log.warn(
      { chain: id, finality: CAUTIOUS.finality },
      'nothing is known of this chain: it is taken to be final very late; set its finality in midflight.config.ts',
    );
  }
  const base = known ?? { ...CAUTIOUS, name: `chain-${reference}` };
  const shownExplorer = explorer ?? known?.explorer;
  return {
    id,
    family: 'evm',
    name: name ?? base.name,
    blockTimeMs: blockTimeMs ?? base.blockTimeMs,
    finality: finality ?? base.finality,
    ...(shownExplorer !== undefined && { explorer: shownExplorer }),
  };
}
