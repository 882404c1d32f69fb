import type { ChainId } from '../core/chain.ts';
import { checkRules } from '../core/check-rules.ts';
import { assert } from '../core/errors.ts';
import type { ChainRef } from '../core/leg.ts';
import type { Hex, RawLog } from '../core/raw-log.ts';
import type { Rules } from '../core/rules.ts';
import { beginningOf, type Beginning } from './beginning.ts';
import type { Captured, Deployment, EventCapture, ProtocolDefinition } from './define.ts';
import { familyOf } from './family-of.ts';

/** A protocol with all its deployments, ready to capture. */
export interface Protocol {
  name: string;
  version: number;
  rules: Rules;
  /** Where it is: the network of each chain, and its name in the protocol's messages. */
  chains: ReadonlyMap<ChainId, { network: string; name: string }>;
  /** The contracts or programs to read on each chain. */
  contracts: ReadonlyMap<ChainId, readonly string[]>;
  /** The first topics of the events that the protocol has on a chain. */
  topicsOn: (chain: ChainId) => readonly Hex[];
  /** Since when there may be events of it on a chain; null where that is not known. */
  beginsOn?: (chain: ChainId) => Beginning | null;
  receiptIndexTopics: readonly Hex[];
  /** The first topics that are wanted on a chain whoever emits them. */
  anywhereOn?: (chain: ChainId) => readonly Hex[];
  /** The first topics of events on a chain that need the call of their transaction. */
  callTopicsOn?: (chain: ChainId) => readonly Hex[];
  /** See `ProtocolDefinition`. */
  emitsBySelfCpi?: boolean;
  /** Turns one log into a leg, or says why it cannot. */
  capture: (log: RawLog) => CaptureResult;
}

/** The event's name and its leg, or the reason why it has none; an aside tells nothing, and is none. */
export type CaptureResult =
  | { type: 'leg'; event: string; captured: Captured }
  | { type: 'aside'; event: string }
  | { type: 'unreadable'; event: string; reason: string };

/** Joins a protocol's known deployments with the operator's own, which win on the same chain. */
export function bindProtocol<D extends Deployment>(
  definition: ProtocolDefinition<D>,
  own: Readonly<Record<ChainId, D>> = {},
): Protocol {
  const [fault] = checkRules(definition.rules);
  assert(fault === undefined, `the rules of ${definition.name} cannot be folded by: ${fault}`);
  // CAST: the keys of both records are chain ids.
  const deployments = new Map(
    Object.entries({ ...definition.deployments, ...own }) as [ChainId, D][],
  );
  const chainNamed = nameChains(definition, deployments);
  const contractsOn = (chain: ChainId, deployment: D) => {
    const family = familyOf(chain);
    if (family === null) return [];
    const contracts = definition.contracts(deployment, family);
    // The same letter in another case is another one in base58.
    return family === 'evm' ? contracts.map((address) => address.toLowerCase()) : contracts;
  };
  /** Whether it has the known contracts of a chain: what stands beside them is not older. */
  const isKnown = (chain: ChainId, deployment: D) => {
    const known = definition.deployments[chain];
    const here = contractsOn(chain, deployment);
    return known !== undefined && contractsOn(chain, known).every((one) => here.includes(one));
  };
  const eventsOn = (chain: ChainId) =>
    definition.events.filter(({ family }) => family === familyOf(chain));
  // Made once for each chain: closures and searches for each log would cost more than most captures.
  const views = new Map(
    [...deployments].map(([chain, deployment]) => {
      const { network } = deployment;
      const events = eventsOn(chain);
      const view = {
        events: new Map(
          events.map(({ topic }) => [topic, events.filter((event) => event.topic === topic)]),
        ),
        anywhere: topicsOf(events.filter(({ anywhere }) => anywhere?.(deployment))),
        callTopics: topicsOf(events.filter(({ needsCall }) => needsCall?.(deployment))),
        deployment,
        here: { chain, name: definition.chainName(deployment) },
        chainNamed: (name: string) => chainNamed(network, name),
        deploymentOn: (chain: ChainId | null) => {
          const other = chain === null ? undefined : deployments.get(chain);
          return other?.network === network ? other : undefined;
        },
      };
      return [chain, view] as const;
    }),
  );
  return {
    name: definition.name,
    version: definition.version,
    rules: definition.rules,
    chains: new Map(
      [...deployments].map(([chain, deployment]) => [
        chain,
        { network: deployment.network, name: definition.chainName(deployment) },
      ]),
    ),
    contracts: new Map(
      [...deployments].map(([chain, deployment]) => [chain, contractsOn(chain, deployment)]),
    ),
    topicsOn: (chain) => topicsOf(eventsOn(chain)),
    beginsOn: (chain) => {
      const deployment = deployments.get(chain);
      if (!deployment) return null;
      const { network } = deployment;
      return beginningOf(definition, { chain, network, isKnown: isKnown(chain, deployment) });
    },
    receiptIndexTopics: definition.events
      .filter(({ needsReceiptIndex }) => needsReceiptIndex)
      .map(({ topic }) => topic),
    anywhereOn: (chain) => views.get(chain)?.anywhere ?? [],
    callTopicsOn: (chain) => views.get(chain)?.callTopics ?? [],
    emitsBySelfCpi: definition.emitsBySelfCpi ?? false,
    capture: (log) => {
      const view = views.get(log.at.chain);
      const event = view && eventOf(view.events.get(log.topics[0] ?? '0x'), view.deployment, log);
      if (!view || !event) {
        return { type: 'unreadable', event: 'unknown', reason: 'no event of this protocol here' };
      }
      try {
        const captured = event.capture(log, {
          at: log.at,
          emitter: log.emitter,
          ordinal: log.ordinal,
          receiptIndex: log.receiptIndex,
          call: log.call,
          isAsked: log.isAsked ?? false,
          deployment: view.deployment,
          here: view.here,
          chainNamed: view.chainNamed,
          deploymentOn: view.deploymentOn,
        });
        if (!captured) return { type: 'aside', event: event.name };
        return { type: 'leg', event: event.name, captured: storable(captured) };
      } catch (error) {
        // The log is the world's: an unreadable one is kept with its reason, and must not stop the chain.
        const reason = error instanceof Error ? error.message : String(error);
        return { type: 'unreadable', event: event.name, reason: withoutNul(reason) };
      }
    },
  };
}

/** Of events with the same first topic, the one of this emitter; of several, the one with as many topics. */
function eventOf<D extends Deployment>(
  events: readonly EventCapture<D>[] | undefined,
  deployment: D,
  { emitter, topics }: RawLog,
): EventCapture<D> | undefined {
  let first: EventCapture<D> | undefined;
  for (const event of events ?? []) {
    if (event.emitter && event.emitter(deployment) !== emitter) continue;
    if (event.topicCount === topics.length) return event;
    first ??= event;
  }
  return first;
}

const topicsOf = (events: readonly { topic: Hex }[]): Hex[] => [
  ...new Set(events.map(({ topic }) => topic)),
];

/** Longer keys do not fit into the index that finds legs by them. */
const KEY_LENGTH_MAX = 500;

/** Nobody is promised more steps than any protocol has. */
const PROMISES_MAX = 100;

/** No chain counts higher than to 256 bits. */
const AMOUNT = /^\d{1,78}$/;

/**
 * Anybody may put any bytes into a message: what the database cannot keep must not stop the chain, and what cannot be
 * reckoned with must not keep its operation from being folded.
 */
function storable(captured: Captured): Captured {
  for (const { key } of captured.links) {
    if (key.length > KEY_LENGTH_MAX) throw new Error(`a link of ${key.length} characters`);
  }
  const { sent, received, wanted, total, filled, remaining, promises = [] } = captured.about;
  const amounts = [sent?.amount, received?.amount, wanted?.amount, total, filled, remaining];
  for (const amount of amounts) {
    if (amount !== undefined && !AMOUNT.test(amount))
      throw new Error('an amount that is no number');
  }
  if (promises.length > PROMISES_MAX) throw new Error(`${promises.length} promises`);
  if (!hasNul(captured)) return captured;
  // CAST: only the texts inside change.
  return JSON.parse(JSON.stringify(captured), (_, value: unknown) =>
    typeof value === 'string' ? withoutNul(value) : value,
  ) as Captured;
}

/** Nearly no log has one: looking for it costs a fraction of copying. */
function hasNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\u0000');
  if (typeof value !== 'object' || value === null) return false;
  // CAST: any object may be read by its own keys. The loop is the fastest there is, and these have no inherited ones.
  const fields = value as Record<string, unknown>;
  for (const key in fields) if (hasNul(fields[key])) return true;
  return false;
}

/** Postgres keeps no NUL in a text. */
function withoutNul(text: string): string {
  return text.replaceAll('\u0000', '\uFFFD');
}

function nameChains<D extends Deployment>(
  definition: ProtocolDefinition<D>,
  deployments: ReadonlyMap<ChainId, D>,
): (network: string, name: string) => ChainRef {
  const refs = new Map<string, ChainRef>();
  const keyOf = (network: string, name: string) => `${network} ${name.toLowerCase()}`;
  for (const [network, chains] of Object.entries(definition.foreignChains ?? {})) {
    for (const [name, ref] of Object.entries(chains)) refs.set(keyOf(network, name), ref);
  }
  for (const [chain, deployment] of deployments) {
    const name = definition.chainName(deployment);
    refs.set(keyOf(deployment.network, name), { chain, name });
  }
  return (network, name) => refs.get(keyOf(network, name)) ?? { chain: null, name };
}
