import type { Reorg } from './reorg.ts';
import type { Tally } from './tally.ts';
import type { View } from './watch.ts';

/** What a run has shown, as a few lines to end with. */
export function summarize(parts: {
  view: View;
  /** Null where the product did not answer in the end. */
  counted: Tally | null;
  reorgs: readonly Reorg[];
  restarts: number;
  elapsedMs: number;
}): string[] {
  const { view, counted, reorgs, restarts, elapsedMs } = parts;
  const { totals } = view;
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
  const { firstCompleteAfterMs } = totals;
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
    ...(counted
      ? [
          `  operations by status   ${list(counted.byStatus)} (of ${counted.isCut ? 'the newest ' : ''}${counted.total}; final ${counted.final})`,
          `  by protocol            ${list(counted.byProtocol)}`,
          `  complete by protocol   ${list(counted.completeByProtocol)}`,
        ]
      : []),
    `  seen waiting on        ${list(totals.waited)}`,
    `  transitions seen       ${totals.transitions}, of them rollbacks ${totals.rollbacks}, completions taken back ${totals.completionsTakenBack}`,
    `  reorgs survived        ${reorgs.length}${extent}`,
    `  first complete after   ${first.length === 0 ? 'never' : `${seconds(Math.min(...first))} (${firsts.join(', ')})`}`,
    ...(restarts === 0 ? [] : [`  restarts of Midflight  ${restarts}`]),
  ];
}
