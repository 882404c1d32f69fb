import type { ParseAbiItem } from 'viem';
import type { ChainId } from '../../core/chain.ts';
import type { Hex } from '../../core/raw-log.ts';
import type { Deadline, Waiting } from '../../core/rules.ts';
import type { Day } from '../beginning.ts';

/** An own protocol is read on EVM chains alone. */
export type EvmChainId = `eip155:${number}`;

/** A length of time: `30s`, `15m`, `2h`, `7d`. */
export type Duration = `${number}${'s' | 'm' | 'h' | 'd'}`;

/** A protocol of the operator's own, as `midflight.config.ts` declares it: see docs/own-protocol.md. */
export interface OwnDeclaration {
  /** The contracts of each chain, by names of the operator's choice. */
  chains: Readonly<Record<EvmChainId, Readonly<Record<string, Hex>>>>;
  /** What its events call each chain, where that is not the chain's EVM id. */
  names?: Readonly<Record<ChainId, string>>;
  /** The world that its contracts are of, `mainnet` unless set; it is part of every id. */
  network?: string;
  /** A day before its first event on any chain, such as `2024-05-31`: chains may then be read from `deployment` on. */
  since?: Day;
  /** What kind of operation it is, in answers: `message` unless set. */
  kind?: string;
  /** How the amount received compares to the one sent, where both are told in the same unit. */
  amounts?: 'equal' | 'at_most';
  /** What it emits, by the step that each event is. */
  events: Readonly<Record<string, OwnEvent>>;
}

/** One event, and what it means. `T`: its signature; `On`: the names of the contracts. */
export type OwnEvent<T extends string = string, On extends string = string> =
  | OriginEvent<T, On>
  | DestinationEvent<T, On>
  | ActionEvent<T, On>
  | AsideEvent<T, On>
  | SameEvent<T, On>;

/** A field of an event with this signature, of one of these types; those of a struct are named `order.amount`. */
type FieldOf<T extends string, Type extends string = string> = string extends T
  ? string
  : Extract<LeavesOf<InputsOf<T>>, { type: Type }>['name'];

type InputsOf<T extends string> =
  ParseAbiItem<T> extends { inputs: infer I extends readonly unknown[] } ? I[number] : never;

type LeavesOf<P, Prefix extends string = ''> = P extends {
  name: infer N extends string;
  type: infer Type extends string;
}
  ? P extends { type: 'tuple'; components: infer C extends readonly unknown[] }
    ? LeavesOf<C[number], `${Prefix}${N}.`>
    : { name: `${Prefix}${N}`; type: Type }
  : never;

type Address = 'address' | 'bytes32';
type Whole = `uint${string}`;

/** Holds of an event whose field has this value. */
export interface Condition<Field extends string = string> {
  field: Field;
  is: boolean | number | bigint | string;
}

/** A part of a link: a field; a constant; the chain that the operation begins on, or leads to. */
export type LinkPart<Field extends string = string> =
  | Field
  | { is: string }
  | { chain: 'origin' | 'destination' };

/** The chain at the other end: told by a field, always the same one, or `other` where there are two. */
export type ChainPart<Field extends string = string> = Field | { chain: ChainId | 'other' };

interface AnyEvent<T extends string, On extends string> {
  /** Which contract emits it. */
  on: On;
  /** Its signature, as Solidity has it. */
  event: T;
  /** It counts only if this holds: one event may be several steps. */
  when?: Condition<FieldOf<T>>;
  /** What no two operations have in common; the same values in the same order in each of its events. */
  link: readonly [LinkPart<FieldOf<T>>, ...LinkPart<FieldOf<T>>[]];
  /** It says that it failed if this holds: for good, unless it may be tried again. */
  failedIf?: Condition<FieldOf<T>> & { mayRetry?: boolean };
  /** Why it failed. */
  reason?: FieldOf<T>;
}

interface Value<T extends string> {
  sender?: FieldOf<T, Address>;
  recipient?: FieldOf<T, Address>;
  amount?: FieldOf<T, Whole>;
  token?: FieldOf<T, Address>;
}

interface Ends<T extends string> {
  /** Where the operation begins, if this event is not there. */
  origin?: ChainPart<FieldOf<T, Whole | 'string'>>;
  /** Where it leads, if this event is not there. */
  destination?: ChainPart<FieldOf<T, Whole | 'string'>>;
}

interface Beginning<T extends string> {
  /** Until when it is to be delivered, in Unix seconds. */
  deadline?: FieldOf<T, Whole>;
  /** Actions that complete it beside its delivery: always, or if this holds. */
  promises?: Readonly<Record<string, true | Condition<FieldOf<T>>>>;
}

interface Awaited {
  /** How long it usually takes after the step before, and after how long it is worth a look. */
  usual?: { takes: Duration; lateAfter: Duration };
  /** What to say while it is awaited; what is left out is said in general words. */
  waiting?: Partial<Pick<Waiting, 'what' | 'mover' | 'who' | 'action'>>;
}

/** Where it begins. */
export interface OriginEvent<T extends string = string, On extends string = string>
  extends
    AnyEvent<T, On>,
    Value<T>,
    Pick<Ends<T>, 'destination'>,
    Beginning<T>,
    Pick<Awaited, 'waiting'> {
  role: 'origin';
}

/** What completes it. */
export interface DestinationEvent<T extends string = string, On extends string = string>
  extends AnyEvent<T, On>, Value<T>, Pick<Ends<T>, 'origin'>, Awaited {
  role: 'destination';
  /** Until when, counted from the origin; where the origin tells a deadline, that one counts. */
  within?: Duration;
  /** What it is after its deadline: `expired` where there is a refund, unless set. */
  late?: Deadline['becomes'];
  /** The contract refuses it after the deadline. */
  isStrict?: boolean;
  /** The contract accepts nothing but messages that are proven to come from the origin's contract. */
  provesOrigin?: boolean;
}

/** What completes it beside the delivery: always, unless the origin says when it is promised. */
export interface ActionEvent<T extends string = string, On extends string = string>
  extends AnyEvent<T, On>, Ends<T>, Awaited {
  role: 'action';
  /** Where it happens: at the destination unless set. */
  at?: 'origin' | 'destination';
}

/** What calls it off, pays it back, or pays whoever delivered it. */
export interface AsideEvent<T extends string = string, On extends string = string>
  extends AnyEvent<T, On>, Ends<T>, Awaited {
  role: 'cancel' | 'refund' | 'settlement';
  /** Where it happens: at the origin unless set. */
  at?: 'origin' | 'destination';
}

/** Another event of the same step, such as that of an older contract. */
export interface SameEvent<T extends string = string, On extends string = string>
  extends AnyEvent<T, On>, Value<T>, Ends<T>, Beginning<T> {
  sameAs: string;
}

type NamesIn<Chains> = Chains extends unknown ? keyof Chains & string : never;

/**
 * Declares a protocol of one's own for `midflight.config.ts`. It only lends types: fields are those of each event's signature.
 *
 * @example
 * ownProtocol({
 *   chains: { 'eip155:1': { sender: '0x…' }, 'eip155:8453': { receiver: '0x…' } },
 *   events: {
 *     sent: { role: 'origin', on: 'sender', event: 'event Sent(bytes32 indexed id)', link: ['id'] },
 *     received: { role: 'destination', on: 'receiver', event: 'event Received(bytes32 indexed id)', link: ['id'] },
 *   },
 * })
 */
export function ownProtocol<
  const Chains extends OwnDeclaration['chains'],
  const Signatures extends Readonly<Record<string, string>>,
>(
  declaration: Omit<OwnDeclaration, 'chains' | 'events'> & {
    chains: Chains & Readonly<Record<Exclude<keyof Chains, EvmChainId>, never>>;
    events: {
      readonly [Step in keyof Signatures]: OwnEvent<
        Signatures[Step],
        NoInfer<NamesIn<Chains[keyof Chains]>>
      >;
    };
  },
): OwnDeclaration {
  // CAST: the names of fields are texts.
  return declaration as unknown as OwnDeclaration;
}
