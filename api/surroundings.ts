import type { Rules } from '../core/rules.ts';
import { chainsById, type ApiDeps, type Chains } from './deps.ts';

/** What an answer needs beside the operation's row. */
export interface Surroundings {
  chains: Chains;
  /** By protocol. */
  rules: ReadonlyMap<string, Rules>;
  now: Date;
}

/** The surroundings as they are now; where chains are shared by requests, as they were up to a second ago. */
export async function surroundingsNow({
  db,
  protocols,
  now,
  chains = () => chainsById(db),
}: Pick<ApiDeps, 'db' | 'protocols' | 'now' | 'chains'>): Promise<Surroundings> {
  return {
    chains: await chains(),
    rules: new Map(protocols.map(({ name, rules }) => [name, rules])),
    now: now(),
  };
}
