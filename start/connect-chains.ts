import type { Logger } from 'pino';
import type { ChainId, EvmChainDefinition } from '../core/chain.ts';
import { MidflightError } from '../core/errors.ts';
import { definitions } from '../chains/definitions/index.ts';
import { createEvmSource } from '../chains/evm/source.ts';
import type { IndexedChain } from '../indexer/start-indexer.ts';
import type { Config } from './config.ts';

/** For an EVM chain of which nothing is known: deep enough for most. */
const CAUTIOUS = {
  blockTimeMs: 2_000,
  finality: { safe: { depth: 64 }, finalized: { depth: 512 } },
} as const;

/**
 * Connects to every configured chain. One that cannot be reached now holds up no other: it is tried again for as long as
 * it takes.
 *
 * @throws MidflightError if none is configured, if none can be reached, or if an endpoint is of another chain
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
  const chains = entries.map(([id, chain]) => {
    const source = createEvmSource({
      definition: defineChain(id, chain, log),
      endpoints: chain?.rpc ?? [],
      callsPerDay: chain?.callsPerDay,
      notes: {
        warn: (message) => log.warn({ chain: id }, message),
        info: (message) => log.info({ chain: id }, message),
      },
    });
    return { source, startBlock: chain?.startBlock ?? null };
  });
  const outcomes = await Promise.allSettled(chains.map(({ source }) => source.connect()));
  const failures = outcomes.map((outcome): unknown =>
    outcome.status === 'rejected' ? outcome.reason : null,
  );
  const lasting = failures.find((failure) => failure !== null && !isTransient(failure));
  if (lasting) throw lasting;
  if (failures.every(isTransient)) throw failures[0];
  for (const [index, failure] of failures.entries()) {
    if (!isTransient(failure)) continue;
    log.error(
      { chain: chains[index]?.source.definition.id, code: failure.code },
      `${failure.message} The other chains go on; this one is tried again until it answers. ${failure.recovery}`,
    );
  }
  return chains;
}

const isTransient = (error: unknown): error is MidflightError =>
  error instanceof MidflightError && error.isTransient;

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
