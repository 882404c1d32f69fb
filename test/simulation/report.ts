import type { Actor } from './actor.ts';
import type { HistoryCheck } from './check-history.ts';
import type { Stored } from './stored.ts';
import type { SimulatedWorld } from './world.ts';

/** What came of one seed. */
export interface Report {
  seed: number;
  /** What is not as it should be, each for a person to read. */
  divergences: string[];
  operations: number;
  events: number;
  reorgs: number;
  deepReorgs: number;
  crashes: number;
  restarts: number;
  takeovers: number;
  lies: number;
  /** Comparisons with the oracle, and with the ledger. */
  checks: number;
  quiets: number;
  /** Lanes and days of which what data teams are told was compared with the ledger. */
  lanes: number;
  /** Of every transition. */
  digest: string;
  /** Statuses, stages, conflicts and settlements that were reached. */
  reached: Set<string>;
  add: (stored: Stored) => void;
  finish: (end: {
    world: SimulatedWorld;
    actors: readonly Actor[];
    jobsBreaks: number;
    history: HistoryCheck;
  }) => void;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

export function emptyReport(seed: number): Report {
  const report: Report = {
    seed,
    divergences: [],
    operations: 0,
    events: 0,
    reorgs: 0,
    deepReorgs: 0,
    crashes: 0,
    restarts: 0,
    takeovers: 0,
    lies: 0,
    checks: 0,
    quiets: 0,
    lanes: 0,
    digest: '',
    reached: new Set(),
    add: ({ operations }) => {
      for (const { body } of operations.values()) {
        for (const conflict of body.conflicts) report.reached.add(conflict);
        report.reached.add(`settlement ${body.settlement}`);
        if (body.specGaps.length > 0) report.reached.add('spec gap');
        if (body.final) report.reached.add(`final ${body.status}`);
      }
    },
    finish: ({ world, actors, jobsBreaks, history }) => {
      const counts = world.chains.map((chain) => chain.counts);
      report.operations = world.operations.length;
      report.events = sum(counts.map(({ events }) => events));
      report.reorgs = sum(counts.map(({ reorgs }) => reorgs));
      report.deepReorgs = sum(counts.map(({ deepReorgs }) => deepReorgs));
      report.crashes = jobsBreaks + sum(actors.map(({ counts }) => counts.crashes));
      report.restarts = sum(actors.map(({ counts }) => counts.restarts));
      report.takeovers = sum(actors.map(({ counts }) => counts.takeovers));
      report.lies = sum(actors.flatMap(({ endpoint }) => Object.values(endpoint.lies)));
      for (const word of history.reached) report.reached.add(word);
      report.digest = history.digest();
    },
  };
  return report;
}
