import { HEALTH_POLICY } from '../core/health.ts';
import type { Rules } from '../core/rules.ts';
import { chainsById, type ApiDeps, type Chains } from './deps.ts';
import { sightNow, type SightNow } from './health-of.ts';

/** What an answer needs beside the operation's row. */
export interface Surroundings {
  chains: Chains;
  /** By protocol. */
  rules: ReadonlyMap<string, Rules>;
  /** What we see of the chains, by which waits are judged. */
  sight: SightNow;
  now: Date;
}

type SurroundingDeps = Pick<ApiDeps, 'db' | 'protocols' | 'now' | 'chains' | 'health' | 'sight'>;

/** The surroundings as they are now; where chains are shared by requests, as they were up to a second ago. */
export async function surroundingsNow({
  db,
  protocols,
  now,
  chains = () => chainsById(db),
  health: policy = HEALTH_POLICY,
  sight,
}: SurroundingDeps): Promise<Surroundings> {
  const rules = new Map(protocols.map(({ name, rules: own }) => [name, own]));
  const [known, seen] = await Promise.all([
    chains(),
    sight ? sight() : sightNow(db, { rules, policy, now: now() }),
  ]);
  return { chains: known, rules, sight: seen, now: now() };
}
