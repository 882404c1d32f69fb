import type { Logger } from 'pino';
import type { ChainId } from '../core/chain.ts';
import { MidflightError } from '../core/errors.ts';
import { createEvmSource } from '../chains/evm/source.ts';
import { createSvmSource } from '../chains/svm/source.ts';
import type { IndexedChain } from '../indexer/start-indexer.ts';
import { variableEndOf } from './chain-variables.ts';
import type { Config } from './config.ts';
import { defineChain } from './define-chain.ts';

/**
 * Connects to every configured chain. One that cannot be reached now holds up no other: it is tried again for as long as
 * it takes.
 *
 * @throws MidflightError if none is configured, if none can be reached, or if an endpoint is of another chain
 */
export async function connectChains(
  config: Pick<Config, 'chains'>,
  log: Logger,
): Promise<IndexedChain[]> {
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
    return {
      source: sourceOf(id, chain, log),
      startBlock: chain?.startBlock ?? null,
      setting: settingOf(id, 'START_BLOCK_', 'startBlock'),
    };
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

function sourceOf(id: ChainId, chain: Config['chains'][ChainId], log: Logger) {
  const definition = defineChain(id, chain, (context, message) => log.warn(context, message));
  const options = {
    endpoints: chain?.rpc ?? [],
    callsPerDay: chain?.callsPerDay,
    notes: {
      warn: (message: string) => log.warn({ chain: id }, message),
      info: (message: string) => log.info({ chain: id }, message),
    },
  };
  if (definition.family === 'evm') return createEvmSource({ definition, ...options });
  return createSvmSource({ definition, setting: settingOf(id, 'RPC_URL_', 'rpc'), ...options });
}

/** Where an operator sets something of a chain: a variable, or a field of the file where it has none. */
function settingOf(id: ChainId, prefix: string, field: string): string {
  const end = variableEndOf(id);
  return end === null ? `chains['${id}'].${field}` : `${prefix}${end}`;
}

const isTransient = (error: unknown): error is MidflightError =>
  error instanceof MidflightError && error.isTransient;
