import type { ChainId } from '../core/chain.ts';
import type { Rules } from '../core/rules.ts';
import type { ChainRow } from '../db/chains.ts';
import { chainsById, type ApiDeps } from './deps.ts';

/** What an answer needs beside the operation's row. */
export interface Surroundings {
  chains: ReadonlyMap<ChainId, ChainRow>;
  /** By protocol. */
  rules: ReadonlyMap<string, Rules>;
  now: Date;
}

/** The surroundings as they are now. */
export async function surroundingsNow({ db, protocols, now }: ApiDeps): Promise<Surroundings> {
  return {
    chains: await chainsById(db),
    rules: new Map(protocols.map(({ name, rules }) => [name, rules])),
    now: now(),
  };
}
