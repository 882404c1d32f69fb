import { isTerminal, statuses } from '../core/status.ts';
import type { Database } from '../db/pool.ts';
import { nextChanged, type ChangedLeg } from '../db/report-rounds.ts';
import { askOnceMore, openSubjects, type ReportSubject } from '../db/reports.ts';
import type { Reporter } from '../reports/define.ts';

/** Transitions that are looked at in one transaction. */
const PAGE = 1_000;

const open: ReadonlySet<string> = new Set(statuses.filter((status) => !isTerminal(status)));

/**
 * Finds what a reporter's service is to be asked about in one page of operations that have changed. One that is over when it
 * is first seen is not asked about: its chains have told its end.
 *
 * @returns whether there may be more
 */
export async function findSubjects(db: Database, reporter: Reporter): Promise<boolean> {
  const { name, protocol, states } = reporter;
  const over = Object.keys(states).filter((state) => states[state]?.isOver);
  return db.transaction(async (tx) => {
    const { legs, hasMore } = await nextChanged(tx, { reporter: name, protocol, limit: PAGE });
    const opened = new Map<string, ReportSubject>();
    const ended: string[] = [];
    for (const own of byOperation(legs)) {
      const subjects = reporter.subjectsOf(own);
      if (!open.has(own[0]?.status ?? '')) {
        ended.push(...subjects.map(({ key }) => key));
        continue;
      }
      for (const subject of subjects) {
        const leg = own.find(({ links }) => links.includes(subject.key));
        if (leg) opened.set(subject.key, { ...subject, happenedAt: leg.blockTime });
      }
    }
    await openSubjects(tx, [...opened.values()], { reporter: name, protocol, over });
    await askOnceMore(tx, ended, { reporter: name });
    return hasMore;
  });
}

function byOperation(legs: readonly ChangedLeg[]): ChangedLeg[][] {
  const groups = new Map<string, ChangedLeg[]>();
  for (const leg of legs) {
    const group = groups.get(leg.operationId);
    if (group) group.push(leg);
    else groups.set(leg.operationId, [leg]);
  }
  return [...groups.values()];
}
