import type { Rebuilt } from '../jobs/rebuild.ts';
import { count } from './show-progress.ts';

/** How a rebuild was asked for, and whether it came to its end. */
export interface HowRebuilt {
  isDryRun: boolean;
  isWhole: boolean;
  /** The protocols. */
  names: readonly string[];
}

/** What a rebuild did, or would do, as a table with a verdict under it. */
export function reportRebuild(
  { captured, differences, ...folds }: Rebuilt,
  how: HowRebuilt,
): string {
  const { events, changed, gone, fresh, left, unfolded } = captured;
  const rows: [string, number, string?][] = [
    ['events captured again', events],
    ['  legs that changed', changed],
    ['  legs that are none any more', gone],
    ['  new legs', fresh],
    ['  legs without an operation', unfolded],
    ...rare('  left as they are', left, 'their contracts are not configured'),
    ['operations folded again', folds.folded],
    ['  differ in their status', differences.status],
    ['  differ in their stage', differences.stage],
    ['  differ in something else', differences.other],
    ...rare('  new ones', differences.fresh),
    ...rare('  not compared', folds.waiting, 'the jobs fold them anyway'),
    ...rare('  cannot be folded', folds.failed, 'see npm run quarantine'),
  ];
  const lines = rows.map(([name, value, why]) =>
    `${name.padEnd(32)}${count(value).padStart(12)}   ${why ?? ''}`.trimEnd(),
  );
  const { examples } = differences;
  if (examples.length > 0) lines.push('', how.isDryRun ? 'Would change:' : 'Changed:', ...examples);
  lines.push('', verdict({ captured, differences, ...folds }, how));
  return lines.join('\n');
}

/** A row that is shown only where there is something to say. */
const rare = (name: string, value: number, why = ''): [string, number, string][] =>
  value === 0 ? [] : [[name, value, why]];

function verdict(
  { captured, differences, failed, otherRules }: Rebuilt,
  { isDryRun, isWhole, names }: HowRebuilt,
): string {
  if (!isWhole) return 'Ended before it was through. What is marked is folded; rebuild again.';
  if (otherRules.length > 0) {
    return `Jobs of another version folded ${otherRules.join(', ')}: restart them with this one, and rebuild again.`;
  }
  if (failed > 0)
    return 'Not everything could be folded: see npm run quarantine, and the log. When it is mended, rebuild again.';
  const { status, stage, other, fresh } = differences;
  const { changed, gone, fresh: legs, unfolded } = captured;
  const isSame = status + stage + other + fresh + changed + gone + legs + unfolded === 0;
  if (isSame) return `Everything of ${names.join(', ')} is as it should be.`;
  return isDryRun ? 'Nothing was written. To write it: npm run rebuild' : 'Everything is written.';
}
