import { sql } from 'drizzle-orm';
import type { RulesByProtocol } from '../core/fold-all.ts';
import { integers, texts } from './arrays.ts';
import type { Queryable } from './pool.ts';

/** A protocol some of whose operations were folded by another version of its rules than the code has. */
export interface OtherRules {
  protocol: string;
  stored: number;
  now: number;
}

/**
 * The protocols whose rules have changed since their operations were last folded all. A protocol that was not known here
 * before has no operations, so that it is noted as it is. It reads one row for each protocol, however many operations
 * there are.
 */
export async function otherRules(db: Queryable, rules: RulesByProtocol): Promise<OtherRules[]> {
  const { rows } = await db.execute<{ protocol: string; stored: number; now: number }>(sql`
    with code as (
      select * from ${versionsOf(rules)} as code (protocol, version)
    ), noted as (
      insert into rule_versions (protocol, version)
      select * from code
      on conflict do nothing
    )
    select protocol, rule_versions.version as stored, code.version as now
    from rule_versions
    join code using (protocol)
    where rule_versions.version <> code.version
    order by protocol`);
  return rows;
}

/** Notes that all operations of these protocols were folded by these rules. */
export async function noteRules(db: Queryable, rules: RulesByProtocol): Promise<void> {
  await db.execute(sql`
    insert into rule_versions (protocol, version)
    select * from ${versionsOf(rules)} as code (protocol, version)
    on conflict (protocol) do update set version = excluded.version, since = now()`);
}

const versionsOf = (rules: RulesByProtocol) => sql`unnest(
  ${texts([...rules.keys()])},
  ${integers([...rules.values()].map(({ version }) => version))}
)`;
