import type { AlertRule, Finding, Lane } from './alert.ts';

/** What nobody is to be told of; what is null matches everything. */
export interface SilenceMatch {
  rule: AlertRule | null;
  protocol: string | null;
  origin: Lane['origin'];
  destination: Lane['destination'];
  operation: string | null;
}

/** True if an alert is among what a silence names. One about no lane is silenced by its rule alone. */
export function isSilenced(
  alert: Pick<Finding, 'rule' | 'lane' | 'operation'> | null,
  { rule, protocol, origin, destination, operation }: SilenceMatch,
): boolean {
  if (!alert) return false;
  const { lane } = alert;
  return (
    (rule === null || rule === alert.rule) &&
    (protocol === null || protocol === lane?.protocol) &&
    (origin === null || origin === lane?.origin) &&
    (destination === null || destination === lane?.destination) &&
    (operation === null || operation === alert.operation)
  );
}
