import { definitions } from '../chains/definitions/index.ts';
import type {
  ChainDefinition,
  ChainId,
  EvmChainDefinition,
  EvmFinalityRule,
  SvmChainDefinition,
  SvmFinalityRule,
} from '../core/chain.ts';
import { MidflightError } from '../core/errors.ts';
import type { Config } from './config.ts';

/** For an EVM chain of which nothing is known: deep enough for most. */
const CAUTIOUS = {
  blockTimeMs: 2_000,
  finality: { safe: { depth: 64 }, finalized: { depth: 512 } },
} as const;

/** What every Solana cluster has. */
const SOLANA = {
  blockTimeMs: 400,
  finality: { safe: { commitment: 'confirmed' }, finalized: { commitment: 'finalized' } },
} as const;

type ChainConfig = Config['chains'][ChainId];
type Finality = NonNullable<NonNullable<ChainConfig>['finality']>;
type Warn = (context: Record<string, unknown>, message: string) => void;

/**
 * What is known of a chain, with what the operator configured in its place.
 *
 * @throws MidflightError `bad_config` for a chain that is not read here, or rules of another family
 */
export function defineChain(id: ChainId, chain: ChainConfig, warn: Warn): ChainDefinition {
  const [namespace] = id.split(':');
  if (namespace === 'eip155') return defineEvmChain(id, chain, warn);
  if (namespace === 'solana') return defineSvmChain(id, chain);
  throw badConfig(
    `Chain ${id} is neither an EVM chain nor a Solana cluster.`,
    'Remove it: EVM chains (eip155:<chain id>) and Solana (solana:<genesis hash>) are read.',
  );
}

function defineEvmChain(id: ChainId, chain: ChainConfig, warn: Warn): EvmChainDefinition {
  const reference = id.slice('eip155:'.length);
  if (!/^[1-9]\d{0,14}$/.test(reference)) {
    throw badConfig(
      `Chain ${id} does not end in a chain id.`,
      'Name it after the id of the chain, such as eip155:1 for Ethereum.',
    );
  }
  const definition = definitions.get(id);
  const known = definition?.family === 'evm' ? definition : undefined;
  if (!known && !chain?.finality) {
    warn(
      { chain: id, finality: CAUTIOUS.finality },
      'nothing is known of this chain: it is taken to be final very late; set its finality in midflight.config.ts',
    );
  }
  const base = known ?? { ...CAUTIOUS, name: `chain-${reference}` };
  const finality = chain?.finality && evmFinality(id, chain.finality);
  return { id, family: 'evm', ...described(base, chain), finality: finality ?? base.finality };
}

function defineSvmChain(id: ChainId, chain: ChainConfig): SvmChainDefinition {
  const reference = id.slice('solana:'.length);
  if (!/^[1-9A-HJ-NP-Za-km-z]{32}$/.test(reference)) {
    throw badConfig(
      `Chain ${id} does not end in the beginning of a genesis hash.`,
      'Name it after the first 32 characters of what the node answers to getGenesisHash.',
    );
  }
  const definition = definitions.get(id);
  const known = definition?.family === 'svm' ? definition : undefined;
  const base = known ?? { ...SOLANA, name: `solana-${reference.slice(0, 8).toLowerCase()}` };
  const finality = chain?.finality && svmFinality(id, chain.finality);
  return { id, family: 'svm', ...described(base, chain), finality: finality ?? base.finality };
}

/** What chains of both families have. */
function described(
  base: Pick<ChainDefinition, 'name' | 'coin' | 'blockTimeMs' | 'explorer'>,
  chain: ChainConfig,
) {
  const explorer = chain?.explorer ?? base.explorer;
  return {
    name: chain?.name ?? base.name,
    blockTimeMs: chain?.blockTimeMs ?? base.blockTimeMs,
    ...(base.coin && { coin: base.coin }),
    ...(explorer !== undefined && { explorer }),
  };
}

function evmFinality(id: ChainId, { safe, finalized }: Finality) {
  const isEvm = (rule: Finality['safe']): rule is EvmFinalityRule => !('commitment' in rule);
  if (isEvm(safe) && isEvm(finalized)) return { safe, finalized };
  throw badConfig(
    `The finality of chain ${id} names a commitment, which EVM chains do not have.`,
    "Use { tag: 'safe' | 'finalized' } or { depth: blocks }.",
  );
}

function svmFinality(id: ChainId, { safe, finalized }: Finality) {
  const isSvm = (rule: Finality['safe']): rule is SvmFinalityRule => 'commitment' in rule;
  if (isSvm(safe) && isSvm(finalized)) return { safe, finalized };
  throw badConfig(
    `The finality of chain ${id} names a tag or a depth, which Solana does not have.`,
    "Use { commitment: 'confirmed' | 'finalized' }, or leave it out.",
  );
}

function badConfig(message: string, recovery: string): MidflightError {
  return new MidflightError({ code: 'bad_config', message, recovery });
}
