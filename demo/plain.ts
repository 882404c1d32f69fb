import type { Outage } from './outage.ts';
import type { Reorg } from './reorg.ts';
import { changeOf, laneOf, legsOf, timeOf, whatOf } from './screen.ts';
import { stageWords } from './stage-words.ts';
import { duration } from './text.ts';
import { sinceOf } from './watch.ts';
import type { Seen, View } from './watch.ts';

/** One transition as one line, for pipes and logs. */
export function plainTransition({ operation, transition }: Seen): string {
  const { observedAt, stageTo, cause } = transition;
  const stage = stageTo ?? operation.stage;
  const chain = cause.chainName ?? cause.chain;
  const where = chain ? ` on ${chain}` : '';
  const legs = legsOf(transition);
  return [
    timeOf(observedAt),
    operation.id,
    whatOf(operation),
    laneOf(operation),
    changeOf(transition),
    ...(stage ? [stageOf(stage)] : []),
    `(${legs ? `${legs}, ` : ''}${cause.type}${where})`,
  ].join('  ');
}

/** The API's word, and what it means to a newcomer. */
function stageOf(stage: string): string {
  const words = stageWords(stage);
  return words === stage ? stage : `${stage}: ${words}`;
}

/** Everything that matters at this moment, as one line. */
export function plainSummary({ stats, chains, waits }: View, now: number): string {
  const byStatus = Object.entries(stats?.operations.byStatus ?? {}).filter(([, n]) => n > 0);
  const counts = byStatus.map(([status, count]) => `${status} ${count}`).join(', ');
  const heads = chains.map(
    ({ chain, name, head, finalized }) =>
      `${name ?? chain} ${head?.number ?? '-'}/${finalized?.number ?? '-'}`,
  );
  const waiting = waits.map(
    ({ on, count, oldest }) =>
      `${count} on ${on} (up to ${duration((now - sinceOf(oldest)) / 1_000)})`,
  );
  return [
    `== ${stats?.operations.total ?? 0} operations: ${counts === '' ? 'none yet' : counts}`,
    `final ${stats?.operations.final ?? 0}`,
    `head/finalized: ${heads.join(', ')}`,
    `waiting: ${waiting.length === 0 ? 'none' : waiting.join(', ')}`,
  ].join(' | ');
}

/** What we just did to a chain, in one sentence. */
export function plainReorg({ chain, manner, depth, isDeep, transactions, time }: Reorg): string {
  const what = {
    reordered: 'replaced, with most of their transactions in other places',
    emptied: 'replaced by empty ones',
    shortened: 'taken back',
    forked: 'dropped by a fork',
  }[manner];
  const reach = isDeep ? ', below its safe block' : '';
  return `${time.toTimeString().slice(0, 8)} reorg of ${chain.name}: ${count(depth, 'block')} with ${count(transactions, 'transaction')} ${what}${reach}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** What the product has to do without for a while, in one sentence. */
export function plainOutage({ chain, ms, time }: Outage): string {
  return `${time.toTimeString().slice(0, 8)} the endpoint of ${chain.name} is silent for ${(ms / 1_000).toFixed(0)} s`;
}
