import { compareFolds } from '../compare-folds.ts';
import { readWorld } from '../world.ts';
import { EXAMPLES_MAX, REBUILD_REMEDY, type Check, type Finding } from './check.ts';
import { operationPages } from './operation-pages.ts';

/** The promise of the whole: what is stored of an operation is what its legs fold to. */
export const foldCheck: Check = {
  name: 'operations are what their legs fold to',
  meaning: 'An operation says something else than its legs, the rules and the chains do.',
  remedy: REBUILD_REMEDY,
  find: async ({ tx, rules, isThorough, onProgress }) => {
    const world = await readWorld(tx);
    const protocols = [...rules.keys()];
    const { pages, total } = await operationPages(tx, { protocols, isThorough });
    const finding: Finding = { broken: 0, waiting: 0, examples: [] };
    let done = 0;
    for await (const ids of pages) {
      const { differences, failures, waiting, quarantined } = await compareFolds(tx, ids, {
        rules,
        world,
      });
      finding.broken += differences.length + failures.length;
      finding.waiting += waiting.length + quarantined.length;
      const found = [
        ...differences.map(({ id, stored, folded }) => `${id}: ${stored}, folds to ${folded}`),
        ...failures.map(({ id, reason }) => `${id} cannot be folded: ${reason}`),
      ];
      finding.examples.push(...found.slice(0, EXAMPLES_MAX - finding.examples.length));
      done += ids.length;
      onProgress({ done, total: Math.max(done, total) });
    }
    return finding;
  },
};
