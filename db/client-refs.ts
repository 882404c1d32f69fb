import { and, eq, sql } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import { texts } from './arrays.ts';
import { conditions } from './operation-filter.ts';
import type { Queryable } from './pool.ts';
import { clientRefs, operations } from './schema.ts';

/** What a reference names: a transaction, on one chain or wherever it is, or an id, a former id or a link. */
export interface RefSubject {
  /** Hexadecimal in lower case; null where a link is given. */
  transaction: string | null;
  chain: ChainId | null;
  link: string | null;
}

/** A reference as it is stored. */
export interface ClientRef extends RefSubject {
  ref: string;
  setAt: Date;
}

/** References that one key may have: some 30 MB with their indexes. */
export const REFS_MAX = 100_000;
/** References that are told of one operation, and operations that are told of one reference. */
export const REFS_TOLD_MAX = 100;
export const OPERATIONS_TOLD_MAX = 10;

/**
 * Sets a reference of a key, in place of what it named before. To set it once more changes nothing. Keys that write at the
 * same moment may go past the bound by as many as do so.
 *
 * @returns false if the key has as many references as it may have
 */
export async function setClientRef(
  db: Queryable,
  { keyId, ref }: { keyId: string; ref: string },
  { transaction, chain, link }: RefSubject,
): Promise<boolean> {
  const { rows } = await db.execute(sql`
    insert into client_refs (key_id, ref, transaction, chain, link)
    select ${keyId}, ${ref}, ${transaction}::text, ${chain}::text, ${link}::text
    where exists (select from client_refs where key_id = ${keyId} and ref = ${ref})
      or (select count(*) from (select from client_refs where key_id = ${keyId} limit ${REFS_MAX}) as own) < ${REFS_MAX}
    on conflict (key_id, ref) do update
    set transaction = excluded.transaction, chain = excluded.chain, link = excluded.link,
      set_at = case
        when (client_refs.transaction, client_refs.chain, client_refs.link)
          is distinct from (excluded.transaction, excluded.chain, excluded.link) then now()
        else client_refs.set_at
      end
    returning true as is_set`);
  return rows.length > 0;
}

/** What a key's reference names, and the first operations that it leads to; null if the key has not set it. */
export async function findClientRef(
  db: Queryable,
  { keyId, ref }: { keyId: string; ref: string },
): Promise<(ClientRef & { operations: string[] }) | null> {
  const { transaction, chain, link, setAt } = clientRefs;
  const [own] = await db
    .select({ ref: clientRefs.ref, transaction, chain, link, setAt })
    .from(clientRefs)
    .where(and(eq(clientRefs.keyId, keyId), eq(clientRefs.ref, ref)));
  if (!own) return null;
  const found = await db
    .select({ id: operations.id })
    .from(operations)
    .where(and(...conditions({ clientRef: { keyId, ref } })))
    .orderBy(operations.id)
    .limit(OPERATIONS_TOLD_MAX);
  return { ...own, operations: found.map(({ id }) => id) };
}

/** Forgets a reference of a key; one that is not set is forgotten already. */
export async function dropClientRef(
  db: Queryable,
  { keyId, ref }: { keyId: string; ref: string },
): Promise<void> {
  await db.delete(clientRefs).where(and(eq(clientRefs.keyId, keyId), eq(clientRefs.ref, ref)));
}

/** The references of a key that lead to operations, in the order of their names; the first of them where they are many. */
export async function refsOfOperations(
  db: Queryable,
  ids: readonly string[],
  keyId: string,
): Promise<Map<string, string[]>> {
  const { rows } = await db.execute<{ id: string; refs: string[] }>(sql`
    with leg as (
      select operation_id, event_id from legs where operation_id = any(${texts(ids)})
    ), named as (
      select leg.operation_id as id, ref
      from leg
      join events on events.id = leg.event_id
      join client_refs on client_refs.transaction = events.transaction
        and events.chain = coalesce(client_refs.chain, events.chain)
      where key_id = ${keyId}
      union
      select leg.operation_id, ref
      from leg
      join links on links.event_id = leg.event_id
      join client_refs on client_refs.link = links.key
      where key_id = ${keyId}
      union
      select aliases.operation_id, ref
      from aliases
      join client_refs on client_refs.link = aliases.alias
      where key_id = ${keyId} and aliases.operation_id = any(${texts(ids)})
      union
      select link, ref
      from client_refs
      where key_id = ${keyId} and link = any(${texts(ids)})
    )
    select id, (array_agg(ref order by ref))[:${sql.raw(String(REFS_TOLD_MAX))}] as refs
    from named
    group by id`);
  return new Map(rows.map(({ id, refs }) => [id, refs]));
}
