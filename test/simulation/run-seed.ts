import type { ChainId } from '../../core/chain.ts';
import { assert } from '../../core/errors.ts';
import { closeIncidents } from '../../db/incidents.ts';
import { readerFor } from '../../indexer/capture.ts';
import { correlateJob } from '../../jobs/correlate-job.ts';
import { createActor, type Actor } from './actor.ts';
import { checkAnalytics } from './check-analytics.ts';
import { createHistoryCheck } from './check-history.ts';
import {
  checkClocks,
  checkLedger,
  checkLimits,
  truthAtQuiet,
  truthInStore,
} from './check-ledger.ts';
import { checkOracle } from './check-oracle.ts';
import {
  behind,
  isAnyBlocked,
  countDirty,
  countQuarantined,
  emptyDatabase,
  openQuietly,
} from './database.ts';
import { connectFaulty } from './faulty-pool.ts';
import { createFaults } from './faults.ts';
import { indexerTurns } from './indexer-process.ts';
import { createJobsProcess } from './jobs-process.ts';
import { createRandom } from './random.ts';
import { emptyReport, type Report } from './report.ts';
import { bindSimulated, rules, scenarios } from './scenarios/index.ts';
import { readStored } from './stored.ts';
import { tell } from './tell.ts';
import { createTurns, type Outcome, type Turn } from './turns.ts';
import { createWorld } from './world.ts';

/** Differences after which a seed is given up: more say nothing new. */
const DIVERGENCES_MAX = 5;
/** How often what the jobs did is compared with the oracle: that costs more than what they did. */
const CHECKS = 0.25;
/** Of the jobs' queries, how many let others go on in the middle of a transaction. */
const JOBS_STOP = 0.02;
/** Rounds in which everybody must have caught up once it is quiet. */
const QUIET_ROUNDS_MAX = 400;

/** What a run is about. */
export interface Run {
  seed: number;
  /** Of world time, in which operations begin. */
  minutes: number;
  /** A database of its own, with the schema of this version; what is in it is lost. */
  url: string;
}

/**
 * Lets a world happen, indexes it by the real indexer and jobs while everything fails that may fail, and compares what is
 * stored with what happened. The same seed gives the same run.
 */
export async function runSeed({ seed, minutes, url }: Run): Promise<Report> {
  const random = createRandom(seed);
  const plot = random.fork('plot');
  const report = emptyReport(seed);
  const admin = openQuietly(url);
  await emptyDatabase(admin);
  const world = createWorld(
    { minutes, operationsPerMinute: 12 },
    { random: random.fork('world'), scenarios },
  );
  const bound = bindSimulated(world.chains);
  const chains = new Map<ChainId, (typeof world.chains)[number]>(
    world.chains.map((chain) => [chain.definition.id, chain]),
  );
  let isQuiet = false;
  const turns = createTurns({
    mayStop: (probability) => !isQuiet && plot.chance(probability),
    isBlocked: () => isAnyBlocked(admin),
  });
  const bell = { isRung: false, mayBeLost: false };
  const onBell = () => {
    if (!(bell.mayBeLost && plot.chance(0.3))) bell.isRung = true;
  };
  const clock = { ms: 0 };
  const actors: Actor[] = world.chains.map((chain) =>
    createActor(chain, {
      turns,
      random: plot.fork(chain.definition.name),
      url,
      reader: (id) => {
        const reader = readerFor(id, bound);
        assert(reader, `${id} has contracts`);
        return reader;
      },
      now: () => clock.ms,
      onBell,
    }),
  );
  const jobsConnection = connectFaulty(
    url,
    () => {},
    () => turns.gate(JOBS_STOP),
  );
  const jobs = createJobsProcess(jobsConnection, rules);
  const history = createHistoryCheck(
    new Set([...rules.values()].flatMap(({ steps }) => steps[0]?.name ?? [])),
    ['cctp'],
  );
  const say = (differences: readonly string[]) => {
    for (const difference of differences) {
      if (report.divergences.length < DIVERGENCES_MAX) report.divergences.push(difference);
    }
  };
  let sweptAt = world.now();
  const check = async (isAtQuiet: boolean) => {
    say(await history.next(admin.db));
    if ((await countQuarantined(admin)) > 0) say(['something is in quarantine']);
    if ((await countDirty(admin)) > 0) {
      if (isAtQuiet) say(['it is quiet, and there are dirty marks that nobody acts on']);
      return;
    }
    report.checks += 1;
    const stored = await readStored(admin.db, chains);
    say(history.compare(stored));
    say(await checkOracle(admin.db, { rules, stored }));
    const mayBeOffFork = ({ definition: { id } }: Actor['chain']) =>
      actors.some(
        ({ chain, endpoint }) => chain.definition.id === id && endpoint.lies.otherFork > 0,
      );
    const firm = truthInStore(chains, stored, { isFinal: false, mayBeOffFork });
    const final = truthInStore(chains, stored, { isFinal: true, mayBeOffFork });
    say(checkLimits(world.operations, { firm, final }, stored));
    if (isAtQuiet) {
      const truth = truthAtQuiet(chains, stored);
      say(checkClocks(truth, stored));
      say(checkLedger(world.operations, truth, stored));
      const asked = { rules, operations: world.operations, truth, stored };
      const { differences, lanes } = await checkAnalytics(admin.db, asked);
      say(differences);
      report.lanes += lanes;
      report.add(stored);
    }
  };
  let brokeBefore = 0;
  const takeJobs = async () => {
    if ([...turns.stopped].some(({ owner }) => owner === jobs)) return;
    bell.isRung = false;
    const work = () => (plot.chance(0.4) ? jobs.batch(plot.pick([1, 5, 50])) : jobs.job());
    await finishJobs(await turns.run({ owner: jobs, name: 'jobs', onReleased: judgeJobs }, work));
  };
  const judgeJobs = (outcome: Outcome) => {
    const { breaks } = jobsConnection;
    if (outcome.type === 'failed' && breaks === brokeBefore) say([`jobs: ${tell(outcome.error)}`]);
    brokeBefore = breaks;
    // A batch leaves the rest to the next signal; what it did not do is still marked.
    if (outcome.type === 'done' && outcome.isMore) bell.isRung = true;
  };
  const finishJobs = async (outcome: Outcome | null) => {
    if (!outcome) return;
    judgeJobs(outcome);
    await jobsConnection.buried();
    // What was not folded to the end may differ, and what is due without a mark is found only at the end.
    const isFolded = outcome.type === 'done' && !outcome.isMore;
    if (isFolded && plot.chance(CHECKS)) await check(false);
  };
  const resume = async (turn: Turn) => {
    if (turn.owner === jobs) await finishJobs(await turns.resume(turn));
    else await actors.find((actor) => actor.resumes(turn))?.resume(turn);
  };
  const isSweepDue = () =>
    correlateJob.everyMs > 0 && (world.now() - sweptAt) * 1_000 >= correlateJob.everyMs;
  // Some chains are indexed later than others: until then operations lead out of sight.
  const late = new Map(
    actors.flatMap((actor) =>
      plot.chance(0.25) ? [[actor, world.now() + plot.int(20, 150)] as const] : [],
    ),
  );
  const takeTurn = async (actor: Actor) => {
    if (world.now() < (late.get(actor) ?? 0)) return;
    await actor.take(plot.pick(indexerTurns));
    say(actor.surprises.splice(0));
  };
  const faults = createFaults({ random: plot.fork('faults'), actors, bell, jobsConnection, world });
  const comeToRest = async () => {
    isQuiet = true;
    bell.mayBeLost = false;
    jobsConnection.mend();
    for (const turn of turns.stopped) await resume(turn);
    for (const actor of actors) await actor.calm();
    world.settle();
    for (const actor of actors) {
      let why: string | null = 'nothing was read';
      for (let round = 0; why !== null && round < QUIET_ROUNDS_MAX; round += 1) {
        for (const turn of indexerTurns) {
          for (let isMore = true; isMore;) {
            const outcome = await actor.take(turn);
            isMore = outcome?.type === 'done' && outcome.isMore && turn !== 'second look';
          }
        }
        clock.ms += 60_000;
        why = await behind(admin, actor.chain.definition.id, actor.chain.tip());
      }
      if (why !== null) say([`${actor.chain.definition.name} never catches up: ${why}`]);
      say(actor.surprises.splice(0));
    }
    for (const { chain } of actors) await closeIncidents(admin.db, chain.definition.id);
    // The schedule finds what no bell told of.
    if (plot.chance(0.5)) bell.isRung = false;
    if (bell.isRung || isSweepDue()) await jobs.job();
    bell.isRung = false;
    sweptAt = world.now();
    await check(true);
    report.quiets += 1;
    isQuiet = false;
  };

  try {
    const rests = [plot.int(1, 3), plot.int(4, 8)].map((minute) => world.now() + minute * 60);
    while (!world.isOver() && report.divergences.length === 0) {
      if (rests[0] !== undefined && world.now() > rests[0]) {
        rests.shift();
        await comeToRest();
      }
      const act = plot.weighted({
        advance: 4,
        index: 14,
        resume: turns.stopped.size > 0 ? 5 : 0,
        jobs: bell.isRung ? 6 : isSweepDue() ? 2 : 0,
        jobsForNothing: 0.5,
        fault: 2,
      });
      if (act === 'advance') {
        const seconds = plot.int(1, 10);
        world.advance(seconds);
        clock.ms += seconds * 1_000;
      } else if (act === 'index') {
        await takeTurn(plot.pick(actors));
      } else if (act === 'resume') {
        await resume(plot.pick([...turns.stopped]));
      } else if (act === 'fault') {
        await faults.draw();
      } else {
        if (act === 'jobs' && !bell.isRung) sweptAt = world.now();
        await takeJobs();
      }
    }
    if (report.divergences.length === 0) await comeToRest();
  } finally {
    isQuiet = true;
    for (const turn of turns.stopped) await resume(turn);
    for (const actor of actors) await actor.end();
    await jobsConnection.close();
    await admin.close();
  }
  report.finish({ world, actors, jobsBreaks: jobsConnection.breaks, history });
  return report;
}
