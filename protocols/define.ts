import {
  toEventSelector,
  toFunctionSelector,
  type AbiEvent,
  type AbiFunction,
  type ContractEventName,
  type DecodeEventLogReturnType,
} from 'viem';
import type { ZodType } from 'zod';
import type { ChainFamily, ChainId } from '../core/chain.ts';
import type { About, ChainRef, Leg, Link, Position } from '../core/leg.ts';
import type { Lookup } from '../core/lookup.ts';
import type { Call, Hex, RawLog } from '../core/raw-log.ts';
import type { Rules } from '../core/rules.ts';
import type { Since } from './beginning.ts';
import { declarationOf } from './declaration-of.ts';
import { eventDecoder } from './event-decoder.ts';

/** What a protocol's deployment on one chain must at least say. */
export interface Deployment {
  /** Deployments see only those of their own network: testnets reuse the ids of the main one. */
  network: string;
}

/** What a capture function gets to see. */
export interface CaptureInput<Args, D extends Deployment> {
  args: Args;
  at: Position;
  emitter: string;
  ordinal: number;
  receiptIndex: number | null;
  /** The call of its transaction, for events that need it; undefined where the chain did not tell. */
  call: Call | undefined;
  /** It answers a lookup: the chain's own state has shown that it took effect. */
  isAsked: boolean;
  /** The protocol's deployment on the chain of this log. */
  deployment: D;
  /** This log's own chain, as the protocol names it. */
  here: ChainRef;
  /** The chain that the protocol knows by this name, on the same network. */
  chainNamed: (name: string) => ChainRef;
  /** The deployment on another chain of the same network. */
  deploymentOn: (chain: ChainId | null) => D | undefined;
}

/** What one log is to its operation. */
export interface Captured {
  /** Name of a step of the protocol's rules. */
  step: string;
  /** What the event says of itself; success unless told. */
  outcome?: Leg['outcome'];
  links: Link[];
  about: About;
  /** What to look for elsewhere from now on, where it leaves no log. */
  lookups?: Lookup[];
}

/** One event that a protocol understands; made by `eventsOf` or `anchorEventsOf`. */
export interface EventCapture<D extends Deployment> {
  name: string;
  /** The chains that have such events. */
  family: ChainFamily;
  /** The event's first topic; on Solana, its discriminator; the selector of a call. */
  topic: Hex;
  /** How many topics it has, where that tells it from others with the same first one. */
  topicCount?: number;
  /** The event as a fixture declares it; see `test/fixture.ts`. */
  declaration: string;
  /** Its arguments; throws for a log that is not shaped like it. */
  decode: (log: Pick<RawLog, 'topics' | 'data'>) => unknown;
  /** Which of a deployment's contracts emits it; null if any of them may. */
  emitter: ((deployment: D) => string | undefined) | null;
  /** Whoever emits it: on the chains of deployments for which this is true. Its capture judges the emitter. */
  anywhere?: (deployment: D) => boolean;
  needsReceiptIndex: boolean;
  /** The call of its transaction is wanted too: on the chains of deployments for which this is true. */
  needsCall?: (deployment: D) => boolean;
  /** Null for one that tells nothing: it is kept, and no leg of any operation. */
  capture: (log: RawLog, input: Omit<CaptureInput<unknown, D>, 'args'>) => Captured | null;
}

type ArgsOf<E extends AbiEvent> = DecodeEventLogReturnType<[E], ContractEventName<[E]>>['args'];

/**
 * Gives the function that binds an event's signature to what it means, for deployments of type `D`. `capture` throws a
 * plain `Error` for a log that it cannot place, such as one of an unknown version: the event is then stored with that
 * message and no leg, and the chain goes on. Addresses come in lower case.
 *
 * @example
 * const onEvent = eventsOf<MyDeployment>();
 * onEvent(parseAbiItem('event Sent(bytes32 indexed id)'), ({ args }) => ({
 *   step: 'send', links: [exactLink(`demo:${args.id}`, 'message id')], about: {},
 * }))
 */
export function eventsOf<D extends Deployment>() {
  return <const E extends AbiEvent>(
    event: E,
    capture: (input: CaptureInput<ArgsOf<E>, D>) => Captured | null,
    {
      needsReceiptIndex = false,
      ...where
    }: Partial<Pick<EventCapture<D>, 'needsReceiptIndex' | 'needsCall' | 'anywhere'>> = {},
  ): EventCapture<D> => {
    const decode = eventDecoder(event);
    return {
      name: event.name,
      family: 'evm',
      topic: toEventSelector(event),
      topicCount: 1 + event.inputs.filter(({ indexed }) => indexed).length,
      declaration: declarationOf(event),
      decode,
      emitter: null,
      needsReceiptIndex,
      ...where,
      // CAST: the decoder gives what viem infers from the event, as its test shows. Nobody else has the input.
      capture: (log, input) => capture(Object.assign(input, { args: decode(log) as ArgsOf<E> })),
    };
  };
}

type CallArgsOf<F extends AbiFunction> = ArgsOf<{
  type: 'event';
  name: F['name'];
  inputs: F['inputs'];
}>;

/**
 * The same as `eventsOf` for what leaves no log: a call of a function, or a view that answers a lookup. Calls are seen where
 * an event of the same transaction needs them, and where a lookup finds them.
 *
 * @example
 * const onCall = callsOf<MyDeployment>();
 * onCall(parseAbiItem('function deliver(bytes32 id)'), ({ args }) => ({
 *   step: 'deliver', links: [exactLink(`demo:${args.id}`, 'message id')], about: {},
 * }))
 */
export function callsOf<D extends Deployment>() {
  return <const F extends AbiFunction>(
    declared: F,
    capture: (input: CaptureInput<CallArgsOf<F>, D>) => Captured | null,
    where: Pick<EventCapture<D>, 'anywhere'> = {},
  ): EventCapture<D> => {
    const { name, inputs } = declared;
    // The arguments of a call are laid out like what an event has beside its topics.
    const asEvent = { type: 'event', name, inputs } as const;
    const decode = eventDecoder(asEvent);
    return {
      name,
      family: 'evm',
      topic: toFunctionSelector(declared),
      declaration: declarationOf(asEvent).replace('event', 'function'),
      decode,
      emitter: null,
      needsReceiptIndex: false,
      ...where,
      // CAST: as above.
      capture: (log, input) =>
        capture(Object.assign(input, { args: decode(log) as CallArgsOf<F> })),
    };
  };
}

/** A contract that is missing from a deployment, and the view that gives its address. */
export interface UnnamedContract {
  field: string;
  view: { to: Hex; data: Hex };
}

/** A protocol as its file declares it. */
export interface ProtocolDefinition<D extends Deployment = Deployment> {
  name: string;
  /** Goes up when a change of the captures needs old logs to be read again. */
  version: number;
  /** Checks what an operator's configuration says about a deployment. */
  deployment: ZodType<D>;
  /** The deployments that are known without configuration. */
  deployments: Readonly<Record<ChainId, D>>;
  /** The first block of a chain with events that are of use, where it is known: reading may begin there. */
  startBlocks?: Readonly<Record<ChainId, bigint>>;
  /** Since when it is on main networks: where no first block is known, reading may begin then. */
  since?: Since;
  /** The contracts or programs of a deployment whose events are read. */
  contracts: (deployment: D, family: ChainFamily) => readonly string[];
  /** The name by which the protocol's messages call the chain of a deployment; compared in lower case. */
  chainName: (deployment: D) => string;
  /** Contracts that a deployment lacks and another of its contracts names, by the deployment's own fields. */
  unnamed?: (deployment: D) => readonly UnnamedContract[];
  /** Chains that the protocol's messages name and that have no deployment here, by network and name. */
  foreignChains?: Readonly<Record<string, Readonly<Record<string, ChainRef>>>>;
  events: readonly EventCapture<D>[];
  /** Its programs on Solana emit by calling themselves alone (`emit_cpi!`): nodes that cut off logs lose none of it. */
  emitsBySelfCpi?: boolean;
  rules: Rules;
}

/** Declares a protocol; it only lends types to the declaration. */
export function defineProtocol<D extends Deployment>(
  definition: ProtocolDefinition<D>,
): ProtocolDefinition<D> {
  return definition;
}

/** A link carried by the legs of one operation only. */
export function exactLink(key: string, rule: string): Link {
  return { key, kind: 'exact', rule };
}

/** A link that other operations may carry too: see `Link`. */
export function lookalikeLink(key: string, rule: string): Link {
  return { key, kind: 'lookalike', rule };
}
