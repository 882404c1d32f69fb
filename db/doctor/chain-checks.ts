import { sql } from 'drizzle-orm';
import { sqlCheck, type Check } from './check.ts';

const READ_AGAIN =
  'Lower START_BLOCK_<id> below it, or delete the row from `checkpoints`: the blocks are read again.';

/** So many heights in a row that no block has are not seen in practice. */
const SKIPPED_MAX = 1_000;

/** What holds for heads, ranges, headers and events. */
export const chainChecks: Check[] = [
  sqlCheck(
    {
      name: 'no safe or finalized height is above its head',
      meaning: 'Legs count as firm in blocks that the chain does not have.',
      remedy: 'Restart the indexer, and report it: heights never pass the head.',
    },
    sql`
      select name || ': head ' || coalesce(head_number::text, 'none') || ', safe ' || coalesce(safe_number::text, 'none')
          || ', finalized ' || coalesce(finalized_number::text, 'none') as example,
        false as is_waiting
      from chains
      where greatest(safe_number, finalized_number) > coalesce(head_number, -1)`,
  ),
  sqlCheck(
    {
      name: 'nothing counts as read twice that was not read once',
      meaning: 'Legs may count as finalized in blocks that were never read.',
      remedy: READ_AGAIN,
    },
    sql`
      select chain || ' ' || contract || ': ' || (verified - ranges)::text as example, false as is_waiting
      from checkpoints
      where verified - ranges <> '{}'`,
  ),
  sqlCheck(
    {
      name: 'no block far above the head counts as read',
      meaning: 'Blocks that come will not be read, and what is in them will be missed.',
      remedy: READ_AGAIN,
    },
    sql`
      select chain || ' ' || contract || ': read up to ' || upper(ranges) - 1 || ', head '
          || coalesce(head_number::text, 'none') as example,
        false as is_waiting
      from checkpoints
      left join chains on chains.id = checkpoints.chain
      -- The newest heights may have been skipped: then the head is the block below them.
      where upper(ranges) - 1 > coalesce(head_number, -1) + ${SKIPPED_MAX}`,
  ),
  sqlCheck(
    {
      name: 'every height has one canonical header',
      meaning: 'The index that forbids two is broken; a reorg may be missed.',
      remedy: 'Run `reindex table blocks` in Postgres, and check its disk.',
    },
    sql`
      select chain || ' block ' || number as example, false as is_waiting
      from blocks
      where canonical
      group by chain, number
      having count(*) > 1`,
  ),
  sqlCheck(
    {
      name: 'no event stands in a block that was reorged away',
      meaning: 'A leg is shown as seen whose block the chain does not have any more.',
      remedy: READ_AGAIN,
    },
    sql`
      select events.chain || ' block ' || block_number || ' event ' || events.id as example,
        -- Its blocks are a hole, or were read once: the next reading of them decides.
        -- An answer to a lookup is asked for again by itself.
        case
          when asked then not events.verified
          else exists (
            select
            from checkpoints
            where checkpoints.chain = events.chain and checkpoints.protocol = events.protocol
              and not (checkpoints.verified @> block_number)
          )
        end as is_waiting
      from blocks
      join events
        on events.chain = blocks.chain and events.block_number = blocks.number
        and events.block_hash = blocks.hash
      where not blocks.canonical and events.canonical`,
  ),
  sqlCheck(
    {
      name: 'what was reorged away does not count as read twice',
      meaning: 'A leg would count as finalized as soon as its block came back.',
      remedy: 'Run `update events set verified = false where not canonical` in Postgres.',
    },
    sql`
      select chain || ' event ' || id as example, false as is_waiting
      from events
      where not canonical and verified`,
  ),
];
