import { z } from 'zod';
import { alertRules, type AlertRule } from '../core/alerts/alert.ts';
import type { EffectiveRules } from '../core/alerts/rule-options.ts';
import { HEALTH_POLICY, type HealthPolicy } from '../core/health.ts';
import { inRound } from '../db/alert-rounds.ts';
import { stepAlerts, type Routes } from '../db/step-alerts.ts';
import { checks, type CheckContext, type Checked } from './check-alerts.ts';
import { defineJob, type JobDefinition, type JobDeps } from './define.ts';

/** What raises alerts, and who is told. */
export interface AlertSettings {
  rules: EffectiveRules;
  routes: Routes;
  /** When we see too little to accuse anybody. */
  health?: HealthPolicy;
  /** An alert that nobody acknowledges for so long goes to other channels; null for never. */
  escalateMs: number | null;
  /** Our clock, where a test has one of its own; the database's unless given. */
  now?: () => Date;
}

/** By one check alone nothing begins and nothing ends. */
const CHECKS_MIN = 2;

/**
 * Checks each rule when it is time, and takes its alerts one step on. Each rule is a transaction of its own: what fails in one keeps
 * no other from being checked. Any number of processes may do so at once.
 */
export function alertJob(settings: AlertSettings): JobDefinition {
  return defineJob({
    name: 'alerts',
    payload: z.object({}),
    everyMs: 2_000,
    run: async (_, deps) => {
      const failures: unknown[] = [];
      for (const rule of alertRules) {
        if (deps.signal.aborted) return;
        try {
          await checkRule(rule, settings, deps);
        } catch (error) {
          failures.push(error);
        }
      }
      const [first] = failures;
      if (first !== undefined) throw first;
    },
  });
}

async function checkRule(
  rule: AlertRule,
  { rules, routes, escalateMs, health = HEALTH_POLICY, now }: AlertSettings,
  { db, log, rules: protocols }: JobDeps,
): Promise<void> {
  const options = rules[rule];
  const { everySeconds, holdSeconds, clearSeconds } = options ?? off;
  const changed = await inRound(
    db,
    { rule, everyMs: everySeconds * 1_000, now: now?.() },
    async (tx, round) => {
      // A rule that was turned off finds nothing: what it had raised ends.
      // CAST: the options of the rule whose check it is.
      const check = checks[rule] as (options: object, context: CheckContext) => Promise<Checked>;
      const checked: Checked = options
        ? await check(options, { tx, ...round, rules, protocols, health })
        : { findings: [] };
      const { memo, ...said } = checked;
      const result = await stepAlerts(tx, {
        rule,
        ...said,
        policy: {
          holdMs: holdSeconds * 1_000,
          clearMs: clearSeconds * 1_000,
          checksMin: holdSeconds === 0 ? 1 : CHECKS_MIN,
          escalateMs,
        },
        routes,
        now: round.now,
      });
      return { result, ...(memo && { memo }) };
    },
  );
  if (changed) log.info({ rule, alerts: changed }, 'alerts changed');
}

const off = { everySeconds: 60, holdSeconds: 0, clearSeconds: 0 };
