import type { ChainId } from '../../core/chain.ts';
import { asTransient } from '../../indexer/as-transient.ts';
import type { Reader } from '../../indexer/capture.ts';
import type { SimulatedFork } from './chain.ts';
import { honest, simulateEndpoint, type SimulatedEndpoint } from './endpoint.ts';
import { connectFaulty } from './faulty-pool.ts';
import { createIndexerProcess, type IndexerProcess, type IndexerTurn } from './indexer-process.ts';
import type { Random } from './random.ts';
import { tell } from './tell.ts';
import type { Outcome, Turn, Turns } from './turns.ts';

/** Of the answers of an endpoint, how many let others go on before they are heard. */
const READS_STOP = 0.2;

/** The process that indexes a chain, those that did before and do not know that they lost it, and the chain's endpoint. */
export interface Actor {
  chain: SimulatedFork;
  endpoint: SimulatedEndpoint;
  counts: { crashes: number; restarts: number; takeovers: number };
  /** Takes a turn of the process that has the chain; starts one if there is none. */
  take: (turn: IndexerTurn) => Promise<Outcome | null>;
  /** Whether a turn is one of its processes'. */
  resumes: (turn: Turn) => boolean;
  /** Goes on with a turn that stopped. */
  resume: (turn: Turn) => Promise<void>;
  /** Lets a connection of the process break. */
  breakIn: (queries: number, when: 'before' | 'after commit') => void;
  /** Ends the process, in the middle of whatever it does. */
  kill: () => Promise<void>;
  /** The session that holds the chain's lock is lost, and another process takes the chain over. */
  takeOver: () => Promise<void>;
  /** No block comes for so many seconds. */
  halt: (seconds: number) => void;
  /** Ends what is left of former processes, and lets everybody be honest. */
  calm: () => Promise<void>;
  end: () => Promise<void>;
  /** Everything that no fault explains. */
  surprises: string[];
}

export function createActor(
  chain: SimulatedFork,
  {
    turns,
    random,
    url,
    reader,
    now,
    onBell,
  }: {
    turns: Turns;
    random: Random;
    url: string;
    reader: (chain: ChainId) => Reader;
    now: () => number;
    onBell: () => void;
  },
): Actor {
  const { id, name } = chain.definition;
  const endpoint = simulateEndpoint(chain, {
    random: random.fork(`endpoint of ${name}`),
    stride: BigInt(random.int(5, 120)),
    pass: () => turns.gate(READS_STOP),
  });
  const counts = { crashes: 0, restarts: 0, takeovers: 0 };
  const surprises: string[] = [];
  let current: IndexerProcess | null = null;
  let former: IndexerProcess[] = [];

  const end = async (process: IndexerProcess) => {
    if (current === process) current = null;
    former = former.filter((other) => other !== process);
    counts.crashes += process.connection.breaks;
    const gone = new Error('the process is gone');
    for (const turn of [...turns.stopped].filter(({ owner }) => owner === process)) {
      for (let outcome = null; outcome === null;) outcome = await turns.resume(turn, gone);
    }
    await process.connection.buried();
    await process.end();
  };
  const isFree = (process: IndexerProcess, name: string) =>
    ![...turns.stopped].some((turn) => turn.owner === process && turn.name === name);
  const run = async (process: IndexerProcess, turn: IndexerTurn | 'begin') => {
    if (!isFree(process, turn)) return null;
    const work = () => (turn === 'begin' ? process.begin() : process.take(turn));
    const outcome = await turns.run({ owner: process, name: turn }, work);
    await judge(process, outcome);
    return outcome;
  };
  /** What `repeat` and `retrying` do with a failure. */
  const judge = async (process: IndexerProcess, outcome: Outcome | null) => {
    if (outcome?.type !== 'failed') return;
    const { error } = outcome;
    const isBroken = process.connection.breaks > 0 || former.includes(process);
    const transient = asTransient(error);
    if (transient?.code === 'reading_outdated') {
      if (await process.isOutdated().catch(() => true)) await end(process);
    } else if (!transient) {
      // A failure that no broken connection explains is none of the world's.
      if (!isBroken) surprises.push(`${name}: ${tell(error)}`);
      await end(process);
    }
  };
  const start = async () => {
    const process = createIndexerProcess({
      endpoint,
      reader: reader(id),
      connection: connectFaulty(url, onBell),
      now,
    });
    current = process;
    counts.restarts += 1;
    const outcome = await run(process, 'begin');
    if (outcome?.type === 'failed' && current === process) await end(process);
  };
  return {
    chain,
    endpoint,
    counts,
    surprises,
    take: async (turn) => {
      if (!current) await start();
      const old = former.length > 0 && random.chance(0.3) ? random.pick(former) : null;
      if (old && turn !== 'head') return run(old, turn);
      if (!current || !isFree(current, 'begin')) return null;
      return run(current, current.isOpen() ? turn : 'head');
    },
    resumes: ({ owner }) => [current, ...former].some((own) => own === owner),
    resume: async (turn) => {
      const process = [current, ...former].find((own) => own === turn.owner);
      const outcome = await turns.resume(turn);
      if (process) await judge(process, outcome);
    },
    breakIn: (queries, when) => current?.connection.breakIn(queries, when),
    kill: async () => {
      if (current) await end(current);
    },
    takeOver: async () => {
      if (!current?.isOpen()) return;
      counts.takeovers += 1;
      current.loseSession();
      former.push(current);
      current = null;
      await start();
    },
    halt: (seconds) => chain.halt(chain.tip().time + seconds),
    calm: async () => {
      endpoint.mood = { ...honest };
      current?.connection.mend();
      for (const process of former) await end(process);
    },
    end: async () => {
      for (const process of [...former, ...(current ? [current] : [])]) await end(process);
    },
  };
}
