import type { EndpointState } from '../../core/chain.ts';
import { MidflightError } from '../../core/errors.ts';
import { blameFor } from './blame.ts';
import { createBudget } from './budget.ts';
import { createChooser } from './choose.ts';
import { jittered, systemClock, type Clock } from './clock.ts';
import type { Endpoint } from './endpoint.ts';
import { createProber, type Notes } from './prober.ts';
import type { Purpose } from './purpose.ts';
import { createSlot, type Slot } from './slot.ts';
import type { Gate, Limits } from './throttle.ts';

/** Tries for one piece of work, before the caller's own loop takes over. */
const TRIES_MAX = 4;
const RETRY_MS = 150;

/** What the pool must know of a family of chains. */
export interface Driver<Client> {
  /**
   * Makes what talks to one endpoint. It is called once; the function that it returns makes a client for each purpose.
   * Every HTTP request goes through the gate.
   */
  connect: (endpoint: Endpoint & Limits) => (gate: Gate) => Client;
  /**
   * The height of an endpoint's newest block, in seconds at most.
   *
   * @throws MidflightError not transient, if it serves another chain
   */
  probe: (client: Client) => Promise<bigint>;
}

export interface PoolOptions<Client> {
  chainName: string;
  /** The preferred one first. */
  endpoints: readonly (Endpoint & Limits)[];
  driver: Driver<Client>;
  /** The remedy where no endpoint answers. */
  recovery: string;
  /** An endpoint that is this many blocks behind another one is not asked for the head. */
  lagBlocksMax: bigint;
  callsPerDay?: number | undefined;
  notes: Notes;
  clock?: Clock;
}

interface RunOptions {
  /** `backfill` unless said. */
  purpose?: Purpose;
  /** Prefers another endpoint than this one, which has done a part of the work, or did it before. */
  avoid?: Endpoint | undefined;
  /** How often it is tried, before the failure is the caller's. */
  triesMax?: number;
}

/** Where a piece of work is being done. */
export interface Place {
  endpoint: Endpoint;
  /** To be told the newest block that the endpoint shows. */
  saw: (height: bigint) => void;
}

/** The endpoints of one chain. */
export interface Pool<Client> {
  /**
   * Asks every endpoint who it is. Without it, that happens when the first work comes.
   *
   * @throws MidflightError if one serves another chain, or `rpc_unreachable` if none answers
   */
  connect: () => Promise<void>;
  /**
   * Does a piece of work, of one call or many, at one endpoint: the best one. Where that fails for the moment, all of it
   * is done again at the next one.
   *
   * @throws MidflightError the last failure; `rpc_unreachable` if there is no endpoint to ask
   */
  run: <T>(work: (client: Client, place: Place) => Promise<T>, options?: RunOptions) => Promise<T>;
  /** Whether one of them is left alone at the moment. */
  isShort: () => boolean;
  /** In the order of the configuration. */
  state: () => EndpointState[];
}

/**
 * Endpoints of one chain behind one function. The first one in their order that is usable is the best one. One that
 * fails several times in a row rests, and is asked who it is before it is used again. Nothing runs in the background
 * by itself: each piece of work looks after the endpoints that are due.
 */
export function createPool<Client>(options: PoolOptions<Client>): Pool<Client> {
  const { chainName, endpoints, driver, recovery, lagBlocksMax, notes } = options;
  const { clock = systemClock, callsPerDay } = options;
  const budget = createBudget({ callsPerDay, chainName, clock, warn: notes.warn });
  const slots = endpoints.map((endpoint) =>
    createSlot({
      endpoint,
      limits: endpoint,
      clock,
      spend: budget.spend,
      connect: driver.connect(endpoint),
    }),
  );
  const prober = createProber({ slots, chainName, probe: driver.probe, notes, clock });
  /** Failures of which note was taken: work may ask other endpoints in its turn, and theirs are not its own one's. */
  const noted = new WeakSet<object>();
  const chooser = createChooser({ slots, prober, clock, lagBlocksMax });

  const nobody = (): MidflightError => {
    const expelled = slots.find((slot) => slot.expelled)?.expelled;
    if (expelled && slots.every((slot) => slot.expelled)) return expelled;
    const reasons = slots.map((slot) => `${slot.endpoint.name} (${slot.lastError()})`);
    return new MidflightError({
      code: 'rpc_unreachable',
      message: `No RPC endpoint of ${chainName} answers: ${reasons.join(', ')}.`,
      recovery,
      isTransient: true,
      context: { reason: reasons.join(', ') },
    });
  };

  return {
    connect: () => prober.connect(nobody),
    run: async (work, options = {}) => {
      const { purpose = 'backfill', avoid, triesMax = TRIES_MAX } = options;
      budget.admit(purpose);
      const tried = new Map<Slot<Client>, number>();
      const butNot = (slot: Slot<Client>) => slot.endpoint === avoid;
      let failure: unknown = null;
      let stale: { result: Awaited<ReturnType<typeof work>> } | null = null;
      for (let tries = 1; tries <= triesMax; tries += 1) {
        if (tries > 1) await clock.sleep(jittered(RETRY_MS * 2 ** (tries - 2), clock));
        const slot = await chooser.choose({ purpose, tried, butNot });
        if (!slot) break;
        tried.set(slot, (tried.get(slot) ?? 0) + 1);
        const saw = (height: bigint) => {
          slot.seen = { height, at: clock.now() };
        };
        const pace = slot.throttle.pace();
        try {
          const result = await work(slot.clients[purpose], { endpoint: slot.endpoint, saw });
          slot.health.succeed();
          if (purpose === 'head' && chooser.isBehind(slot)) {
            stale = { result };
            if (chooser.hasBetter(tried)) continue;
          }
          return result;
        } catch (error) {
          const blame = blameFor(error);
          if (!blame) throw error;
          failure = error;
          // It will not do better when it is asked again; another one may.
          if (blame === 'refused') tried.set(slot, Infinity);
          if (!(error instanceof Error) || noted.has(error)) continue;
          noted.add(error);
          prober.takeNote(slot, blame, error);
          if (blame === 'rest') slot.throttle.limit(pace, error);
        }
      }
      // An old head says little, but nothing that is wrong.
      if (stale) return stale.result;
      throw failure ?? nobody();
    },
    isShort: () => slots.some(({ health, expelled }) => !expelled && !health.isUsable()),
    state: () => slots.map((slot) => slot.state()),
  };
}
