import { z } from 'zod';
import { nameTokens } from '../db/name-tokens.ts';
import { defineJob, type JobDefinition } from './define.ts';

/** Transitions that are looked at in one transaction, and such pages in one run: the rest is for the next one. */
const PAGE = 500;
const PAGES_MAX = 40;

/** Finds the tokens that operations name, for the indexer to ask their chains about. Any number may run at once. */
export const tokenJob: JobDefinition = defineJob({
  name: 'tokens',
  payload: z.object({}),
  everyMs: 5_000,
  run: async (_, { db, signal }) => {
    for (let page = 0; page < PAGES_MAX && !signal.aborted; page += 1) {
      const { hasMore } = await db.transaction((tx) => nameTokens(tx, { limit: PAGE }));
      if (!hasMore) return;
    }
  },
});
