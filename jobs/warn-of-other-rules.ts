import type { Logger } from 'pino';
import type { RulesByProtocol } from '../core/fold-all.ts';
import type { Database } from '../db/pool.ts';
import { otherRules } from '../db/rule-versions.ts';

/**
 * Warns where stored operations were folded by other rules than these: a new version of the rules marks none, so that they
 * stay as they are until something happens to them.
 */
export async function warnOfOtherRules(
  db: Database,
  rules: RulesByProtocol,
  log: Logger,
): Promise<void> {
  for (const { protocol, stored, now } of await otherRules(db, rules)) {
    log.warn(
      { protocol, stored, now },
      'operations were folded by other rules than these; npm run rebuild folds them again',
    );
  }
}
