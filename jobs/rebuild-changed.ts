import { reasonOf } from '../core/errors.ts';
import { otherRules } from '../db/rule-versions.ts';
import type { Protocol } from '../protocols/bind.ts';
import type { JobDeps } from './define.ts';
import { rebuild } from './rebuild.ts';

/**
 * Rebuilds those of these protocols whose declaration is another one than their operations were folded by: a declaration
 * changes at the operator's desk, where nobody thinks of a rebuild. What fails is told, and done at the next start.
 */
export async function rebuildChanged(deps: JobDeps, protocols: readonly Protocol[]): Promise<void> {
  const { db, log } = deps;
  try {
    const rules = new Map(protocols.map(({ name, rules }) => [name, rules]));
    const changed = new Set((await otherRules(db, rules)).map(({ protocol }) => protocol));
    if (changed.size === 0) return;
    const names = [...changed];
    log.info(
      { protocols: names },
      'declared anew: what is stored of it is captured and folded again',
    );
    const rebuilt = await rebuild(deps, {
      protocols: protocols.filter(({ name }) => changed.has(name)),
      isDryRun: false,
      onProgress: () => {},
    });
    const { captured, folded, failed } = rebuilt;
    log[failed > 0 ? 'warn' : 'info'](
      { protocols: names, events: captured.events, operations: folded, failed },
      'captured and folded again by the new declaration',
    );
  } catch (error) {
    log.error(
      { reason: reasonOf(error) },
      'what is stored could not be folded again by a new declaration: npm run rebuild does it',
    );
  }
}
