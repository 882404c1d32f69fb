import { sql } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import type { Queryable } from './pool.ts';

/** A contract's address as a chain has told it. */
export interface NamedContract {
  protocol: string;
  chain: ChainId;
  /** The field of the protocol's deployment that it fills. */
  field: string;
  address: string;
}

/** What chains have told so far. */
export async function namedContracts(db: Queryable): Promise<NamedContract[]> {
  const { rows } = await db.execute<NamedContract & Record<string, unknown>>(sql`
    select protocol, chain, field, address from named_contracts order by protocol, chain, field`);
  return rows;
}

/** Notes what a chain told; the first answer stands. */
export async function nameContract(
  db: Queryable,
  { protocol, chain, field, address }: NamedContract,
): Promise<void> {
  await db.execute(sql`
    insert into named_contracts (protocol, chain, field, address)
    values (${protocol}, ${chain}, ${field}, ${address})
    on conflict do nothing`);
}
