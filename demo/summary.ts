import type { Reorg } from './reorg.ts';
import type { View } from './watch.ts';

/** What a run has shown, as a few lines to end with. */
export function summarize(parts: {
  view: View;
  reorgs: readonly Reorg[];
  restarts: number;
  elapsedMs: number;
}): string[] {
  const { view, reorgs, restarts, elapsedMs } = parts;
  const { stats, totals } = view;
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
  const { protocols, completed, firstCompleteAfterMs } = totals;
  const first = [...firstCompleteAfterMs.values()];
  const firsts = [...firstCompleteAfterMs].map(([name, ms]) => `${name} ${seconds(ms)}`);
  const list = (entries: Iterable<[string, number]>) =>
    [...entries]
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ') || 'none';

  const deepest = Math.max(...reorgs.map(({ depth }) => depth));
  const deep = reorgs.filter(({ isDeep }) => isDeep).length;
  const extent =
    reorgs.length === 0
      ? ''
      : `, the deepest of ${deepest} blocks; ${deep} of them below a safe block`;
  return [
    `After ${seconds(elapsedMs)}:`,
    `  operations by status   ${list(Object.entries(stats?.operations.byStatus ?? {}))} (of ${stats?.operations.total ?? 0}; final ${stats?.operations.final ?? 0})`,
    `  by protocol            ${list(protocols)}`,
    `  complete by protocol   ${list(completed)}`,
    `  seen waiting on        ${list(totals.waited)}`,
    `  transitions seen       ${totals.transitions}, of them rollbacks ${totals.rollbacks}, completions taken back ${totals.completionsTakenBack}`,
    `  reorgs survived        ${reorgs.length}${extent}`,
    `  first complete after   ${first.length === 0 ? 'never' : `${seconds(Math.min(...first))} (${firsts.join(', ')})`}`,
    ...(restarts === 0 ? [] : [`  restarts of Midflight  ${restarts}`]),
  ];
}
