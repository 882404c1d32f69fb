import { MidflightError } from '../core/errors.ts';
import { dueTokens, writeTokens } from '../db/tokens.ts';
import type { ChainContext } from './context.ts';

/** Tokens that a chain is asked about in one round: there is no hurry, and other work has its endpoints to itself. */
const TOKENS_MAX = 20;

/** Asks a chain about the tokens that operations name: see `createTokens`. */
export interface Tokens {
  /** Asks about those that are due, as many as may be asked in one round. */
  take: () => Promise<{ isMore: boolean }>;
}

/**
 * Asks a chain for the decimals and symbols of tokens, and writes them down. What contracts say is no fact of a block: it is not
 * fenced by the chain's generation, and a reorg takes nothing back. After a question that failed for what was in it, as many tokens
 * are asked one by one: one that cannot be answered is put off, and holds up no other. Where the endpoints fail, nothing is
 * put off.
 */
export function createTokens({
  db,
  source,
  log,
}: Pick<ChainContext, 'db' | 'source' | 'log'>): Tokens {
  const chain = source.definition.id;
  let singly = 0;
  return {
    take: async () => {
      if (!source.tokens) return { isMore: false };
      const addresses = await dueTokens(db, chain, singly > 0 ? 1 : TOKENS_MAX);
      const [first] = addresses;
      if (first === undefined) return { isMore: false };
      try {
        const told = await source.tokens(addresses);
        const answers = addresses.map((address, index) => ({
          address,
          ...(told[index] ?? unanswered),
        }));
        await writeTokens(db, chain, answers);
        singly = Math.max(0, singly - 1);
      } catch (error) {
        if (!(error instanceof MidflightError) || !isForWhatWasAsked(error)) throw error;
        log.debug({ code: error.code, asked: addresses.length }, error.message);
        if (addresses.length === 1) {
          await writeTokens(db, chain, [{ address: first, ...unanswered }]);
        }
        singly = addresses.length > 1 ? addresses.length : Math.max(0, singly - 1);
      }
      return { isMore: false };
    },
  };
}

const unanswered = { decimals: null, symbol: null, reason: 'the question is not answered' };

/** True if it may be a token that keeps the endpoints from answering, as by an answer of any length. */
const isForWhatWasAsked = ({ code, context }: MidflightError): boolean =>
  code === 'rpc_refused' || code === 'rpc_malformed' || context['isTimeout'] === true;
