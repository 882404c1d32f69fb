import { MidflightError } from '../core/errors.ts';
import { readChains } from '../db/chains.ts';
import type { Database } from '../db/pool.ts';
import { isStored } from '../db/read-operations.ts';

/**
 * The error for something that is not there, which tells "not yet" from "no": as long as blocks are missing, absence
 * proves nothing.
 */
export async function notFound(
  db: Database,
  { asked, message }: { asked: string; message: string },
): Promise<MidflightError> {
  if (await isStored(db, asked)) {
    return new MidflightError({
      code: 'not_indexed_yet',
      message: `${message} One of its legs was read just now, and is being folded.`,
      recovery: 'Try again in a second; if it lasts, see /v1/quarantine, and whether the jobs run.',
    });
  }
  const chains = await readChains(db);
  const behind = chains.filter(({ head, missing }) => !head || missing > 0n);
  if (chains.length === 0 || behind.length > 0) {
    const names = behind.map(({ name, missing }) => `${name} lacks ${missing} blocks`).join(', ');
    return new MidflightError({
      code: 'not_indexed_yet',
      message: `${message} It may come: ${names || 'no chain is indexed yet'}.`,
      recovery: 'Try again when /v1/chains shows these chains as live.',
    });
  }
  const covered = chains
    .map(({ name, startBlock, head }) => `${name} ${startBlock} to ${head?.number}`)
    .join(', ');
  return new MidflightError({
    code: 'no_such_operation',
    message: `${message} Blocks that are indexed: ${covered}.`,
    recovery:
      'If it is newer than these blocks, try again soon; if it is older, set START_BLOCK_<chain id> and restart.',
  });
}
