import type { ReportedLeg, Subject } from './define.ts';

/**
 * The subjects that the links of these steps name, or of any step. Where legs share a key, the first of them tells by what it is asked.
 *
 * @param pattern of the keys that name a subject
 */
export function firstByKey(
  legs: readonly ReportedLeg[],
  {
    steps,
    pattern,
    asked,
  }: {
    steps?: readonly string[];
    pattern: RegExp;
    asked: (leg: ReportedLeg, key: string) => string;
  },
): Subject[] {
  const byKey = new Map<string, Subject>();
  for (const leg of legs) {
    if (steps && !steps.includes(leg.step)) continue;
    for (const key of leg.links) {
      if (pattern.test(key) && !byKey.has(key)) byKey.set(key, { key, asked: asked(leg, key) });
    }
  }
  return [...byKey.values()];
}
