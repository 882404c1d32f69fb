import type { Head } from '../core/chain.ts';
import type { Header } from '../core/header.ts';
import { registerChain, storedStreams, type StoredStream } from '../db/checkpoints.ts';
import type { Database } from '../db/pool.ts';
import type { ChainContext } from './context.ts';
import { findStart, type Wanted } from './find-start.ts';

/**
 * Makes a chain known, so that whoever indexed it before writes nothing any more.
 *
 * @param chain what of the chain's context does not depend on its session
 * @param session holds the chain's lock
 * @param start where to begin, see `StartBlock`
 * @returns the context for the work on it, and the head that the chain showed: it is to be followed before anything else
 * is read, for it shows that the chain is the one that is stored
 */
export async function beginChain({
  chain,
  session,
  start: { startBlock, setting },
}: {
  chain: Omit<ChainContext, 'session' | 'generation'>;
  session: Database;
  start: Pick<Wanted, 'startBlock' | 'setting'>;
}): Promise<{ context: ChainContext; head: Header & Head }> {
  const { source, reader } = chain;
  const { id } = source.definition;
  const log = chain.log.child({ chain: id });
  const head = await source.head();
  const stored = await storedStreams(session, id);
  const wanted = { source, reader, startBlock, setting };
  const { streams, told } = await findStart(wanted, { stored, head });
  const current = await registerChain(session, source.definition, {
    streams,
    startBlock: null,
    head: head.number,
  });
  if (told) log[told.isWarning ? 'warn' : 'info']({ startBlock: told.startBlock }, told.message);
  const from = typeof startBlock === 'bigint' ? startBlock : lowestOf(stored);
  log.info({ head: head.number, startBlock: told?.startBlock ?? from }, 'indexing');
  return { context: { ...chain, session, log, generation: { current } }, head };
}

const lowestOf = (stored: readonly StoredStream[]): bigint | null =>
  stored.reduce<bigint | null>(
    (lowest, { startBlock }) => (lowest === null || startBlock < lowest ? startBlock : lowest),
    null,
  );
