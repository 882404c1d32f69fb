import type { Head } from '../core/chain.ts';
import type { Header } from '../core/header.ts';
import { registerChain } from '../db/checkpoints.ts';
import type { Database } from '../db/pool.ts';
import type { ChainContext } from './context.ts';

/**
 * Makes a chain known, so that whoever indexed it before writes nothing any more.
 *
 * @param chain what of the chain's context does not depend on its session
 * @param session holds the chain's lock
 * @param startBlock where to begin; null begins at the newest block
 * @returns the context for the work on it, and the head that the chain showed: it is to be followed before anything else
 * is read, for it shows that the chain is the one that is stored
 */
export async function beginChain({
  chain,
  session,
  startBlock,
}: {
  chain: Omit<ChainContext, 'session' | 'generation'>;
  session: Database;
  startBlock: bigint | null;
}): Promise<{ context: ChainContext; head: Header & Head }> {
  const { source, reader } = chain;
  const head = await source.head();
  const current = await registerChain(session, source.definition, {
    streams: reader.streams,
    startBlock,
    head: head.number,
  });
  const log = chain.log.child({ chain: source.definition.id });
  log.info({ head: head.number, startBlock }, 'indexing');
  return { context: { ...chain, session, log, generation: { current } }, head };
}
