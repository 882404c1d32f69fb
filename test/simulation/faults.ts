import type { Actor } from './actor.ts';
import { honest, type Mood } from './endpoint.ts';
import type { FaultyConnection } from './faulty-pool.ts';
import type { Random } from './random.ts';
import type { SimulatedWorld } from './world.ts';

/** Draws what goes wrong next. */
export function createFaults({
  random,
  actors,
  bell,
  jobsConnection,
  world,
}: {
  random: Random;
  actors: readonly Actor[];
  bell: { isRung: boolean; mayBeLost: boolean };
  jobsConnection: FaultyConnection;
  world: Pick<SimulatedWorld, 'advance'>;
}): { draw: () => Promise<void> } {
  // Not every world begins among honest nodes.
  for (const { endpoint } of actors) {
    if (random.chance(0.3)) endpoint.mood = drawMood(random);
  }
  const when = () => (random.chance(0.3) ? 'after commit' : 'before');
  const faults = {
    mood: () => {
      random.pick(actors).endpoint.mood = drawMood(random);
    },
    honesty: () => {
      for (const { endpoint } of actors) endpoint.mood = { ...honest };
    },
    breakIndexer: () => random.pick(actors).breakIn(random.int(1, 25), when()),
    breakJobs: () => jobsConnection.breakIn(random.int(1, 25), when()),
    kill: () => random.pick(actors).kill(),
    takeOver: () => random.pick(actors).takeOver(),
    away: () => {
      random.pick(actors).endpoint.mood.failures = random.int(5, 30);
    },
    // Nobody is there for a while, and then everything is far ahead.
    pause: () => world.advance(random.int(60, 220)),
    halt: () => random.pick(actors).halt(random.int(10, 40)),
    bell: () => {
      bell.mayBeLost = !bell.mayBeLost;
      // The queue's store was emptied.
      bell.isRung = false;
    },
  };
  return {
    draw: async () => {
      const fault = random.weighted({
        mood: 6,
        honesty: 1,
        breakIndexer: 5,
        breakJobs: 3,
        kill: 2,
        takeOver: 2,
        away: 1,
        pause: 0.4,
        halt: 1,
        bell: 2,
      });
      await faults[fault]();
    },
  };
}

function drawMood(random: Random): Mood {
  return {
    failures: random.chance(0.2) ? random.int(1, 4) : 0,
    lag: random.chance(0.3) ? random.int(1, 6) : 0,
    otherFork: random.chance(0.3) ? 0.15 : 0,
    omits: random.chance(0.4) ? 0.3 : 0,
    shortens: random.chance(0.3) ? 0.3 : 0,
  };
}
