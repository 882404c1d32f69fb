import { sql } from 'drizzle-orm';
import type { RulesByProtocol } from '../../core/fold-all.ts';
import { reasonOf } from '../../core/errors.ts';
import { HEALTH_POLICY, type HealthPolicy } from '../../core/health.ts';
import type { Database } from '../pool.ts';
import { alertChecks } from './alert-checks.ts';
import { chainChecks } from './chain-checks.ts';
import { channelChecks } from './channel-checks.ts';
import type { Check, CheckDeps, Finding } from './check.ts';
import { foldCheck } from './fold-check.ts';
import { healthChecks } from './health-checks.ts';
import { legChecks } from './leg-checks.ts';
import { lookupChecks } from './lookup-checks.ts';
import { operationChecks } from './operation-checks.ts';
import { quarantineChecks } from './quarantine-checks.ts';
import { transitionChecks } from './transition-checks.ts';
import { verdictCheck } from './verdict-check.ts';
import { workChecks } from './work-checks.ts';

/** Every check, those of the work under way last. */
export const checks: readonly Check[] = [
  ...chainChecks,
  ...legChecks,
  ...lookupChecks,
  ...operationChecks,
  foldCheck,
  ...transitionChecks,
  ...healthChecks,
  verdictCheck,
  ...alertChecks,
  ...channelChecks,
  ...workChecks,
  ...quarantineChecks,
];

/** One statement of a check may take this long. */
const STATEMENT_MINUTES_MAX = 10;

/** A check with what it found, or the reason why it could not be made. */
export type Examined = { check: Check } & (
  | { finding: Finding; error?: undefined }
  | { finding?: undefined; error: string }
);

/**
 * Makes every check on the database as it is at one moment, and writes nothing. One that fails or takes too long stops no
 * other.
 */
export async function examine(
  db: Database,
  {
    rules,
    policy = HEALTH_POLICY,
    isThorough,
    onProgress = () => {},
    onExamined = () => {},
  }: {
    rules: RulesByProtocol;
    policy?: HealthPolicy | undefined;
    isThorough: boolean;
    onProgress?: CheckDeps['onProgress'];
    onExamined?: (examined: Examined) => void;
  },
): Promise<Examined[]> {
  return db.transaction(
    async (tx) => {
      await tx.execute(sql.raw(`set local statement_timeout = '${STATEMENT_MINUTES_MAX} min'`));
      const all: Examined[] = [];
      for (const check of checks) {
        const examined = await tx
          .transaction((part) => check.find({ tx: part, rules, policy, isThorough, onProgress }))
          .then((finding) => ({ check, finding }))
          .catch((error: unknown) => ({ check, error: reasonOf(error) }));
        all.push(examined);
        onExamined(examined);
      }
      return all;
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}
