import type { ChainId } from '../../core/chain.ts';
import type { About, ChainRef, Link } from '../../core/leg.ts';
import { lowerHex } from '../../core/lower-hex.ts';
import type { Hex } from '../../core/raw-log.ts';
import { addressOn } from '../bytes32.ts';
import { exactLink, type Captured, type CaptureInput, type Deployment } from '../define.ts';
import { keccak } from '../keccak.ts';
import { reasonText } from '../reason-text.ts';
import { chainCalled, endOf, nameOfChain, type End } from './ends.ts';
import { valueAt, type Field } from './fields-of.ts';
import type { ReadEvent } from './read-events.ts';
import type { Own, OwnCondition } from './schema.ts';
import { keyPrefix } from '../key-prefix.ts';

/** The contracts of a declaration on one chain. */
export interface OwnDeployment extends Deployment {
  /** What the protocol's events call the chain. */
  chainName: string;
  contracts: Readonly<Record<string, Hex>>;
}

type Input = CaptureInput<unknown, OwnDeployment>;
type Ends = Record<'origin' | 'destination', ChainRef | null>;

/** A declaration that was checked, with its name. */
export interface NamedOwn {
  name: string;
  own: Own;
  events: readonly ReadEvent[];
}

/** Longer texts are no values to look at. */
const TEXT_MAX = 200;

/** Reads an event of a declared protocol; null where it does not hold what the declaration asks for. */
export function captureOwn(
  event: ReadEvent,
  declared: NamedOwn,
): (input: Input) => Captured | null {
  const { entry, step, role } = event;
  const [origin, destination] = [
    endOf('origin', event, declared.own, declared.events),
    endOf('destination', event, declared.own, declared.events),
  ];
  return (input) => {
    const { args } = input;
    if (entry.when && !holds(event, entry.when, args)) return null;
    const ends: Ends = {
      origin: refOf(origin, input, declared.own),
      destination: refOf(destination, input, declared.own),
    };
    const hasFailed = entry.failedIf !== undefined && holds(event, entry.failedIf, args);
    const about: About = {
      kind: declared.own.kind,
      ...(ends.origin && { origin: ends.origin }),
      ...(ends.destination && { destination: ends.destination }),
      ...(role === 'origin' && tellBeginning(event, args)),
      ...tellValue(event, input, ends, hasFailed),
      ...(hasFailed && tellReason(event, args)),
      ...tellRest(event, args),
    };
    return {
      step,
      ...(hasFailed && { outcome: entry.failedIf?.mayRetry ? 'failed_retryable' : 'failed' }),
      links: [linkOf(event, args, ends, declared)],
      about,
    };
  };
}

function refOf(end: End | null, { args, here }: Input, own: Own): ChainRef | null {
  if (end === null) return null;
  switch (end.type) {
    case 'here':
      return here;
    case 'field':
      return chainCalled(own, String(valueAt(args, end.path)));
    case 'chain': {
      const chain = end.chain === 'other' ? otherThan(here.chain, own) : end.chain;
      return chain && { chain, name: nameOfChain(own, chain) };
    }
  }
}

/** Of two chains, the other one. */
function otherThan(chain: ChainId | null, { chains }: Own): ChainId | null {
  // CAST: the keys are chain ids.
  return (Object.keys(chains) as ChainId[]).find((other) => other !== chain) ?? null;
}

function holds({ fields }: ReadEvent, { field, is }: OwnCondition, args: unknown): boolean {
  const known = fields.get(field);
  const wanted = known?.type === 'text' ? String(is) : lowerHex(String(is));
  return known !== undefined && textOf(known, args) === wanted;
}

/** A value as answers show it: numbers in decimal, bytes and addresses in lower-case hex. */
const textOf = ({ path, type }: Field, args: unknown): string => {
  const text = String(valueAt(args, path));
  return type === 'text' ? text : lowerHex(text);
};

/** The link that the events of one operation share, and no other ones: protocol, network, and what is declared. */
function linkOf(
  { entry, fields }: ReadEvent,
  args: unknown,
  ends: Ends,
  { name, own }: NamedOwn,
): Link {
  const parts = entry.link.map((part) => {
    if (typeof part === 'string') {
      const field = fields.get(part);
      return field ? keyOf(field, args) : '';
    }
    if ('is' in part) return part.is;
    const end = ends[part.chain];
    if (!end?.chain) throw new Error(`a link with the unknown chain ${end?.name ?? ''}`);
    return end.chain;
  });
  const rule = entry.link.flatMap((part) => (typeof part === 'string' ? part : [])).join(', ');
  return exactLink([keyPrefix(name, own.network), ...parts].join(':'), rule);
}

/** What may be of any length, and hold any sign, is named by its hash, which is all that an indexed one shows. */
function keyOf(field: Field, args: unknown): string {
  const text = textOf(field, args);
  if (field.isHash) return text;
  // Bytes that are no UTF-8 decode to this sign, whichever they are.
  if (field.type === 'text' && text.includes('\uFFFD')) throw new Error('a link by broken text');
  if (field.type === 'text') return keccak(`0x${Buffer.from(text, 'utf8').toString('hex')}`);
  // CAST: bytes are in hex.
  return field.type === 'bytes' ? keccak(text as Hex) : text;
}

function tellBeginning(event: ReadEvent, args: unknown): About {
  const { deadline, promises = {} } = event.entry;
  const promised = Object.entries(promises).flatMap(([action, condition]) =>
    condition === true || holds(event, condition, args) ? action : [],
  );
  return {
    ...(deadline !== undefined && { deadline: Number(valueAt(args, deadline)) }),
    ...(promised.length > 0 && { promises: promised }),
  };
}

/** Who, whom, and how much of what. What failed has moved nothing. */
function tellValue(
  { entry, role, fields }: ReadEvent,
  { args, here }: Input,
  ends: Ends,
  hasFailed: boolean,
): About {
  const { sender, recipient, amount, token } = entry;
  const addressAt = (path: string, chain: ChainRef | null) => {
    // CAST: addresses and 32 bytes are in hex.
    const hex = valueAt(args, path) as Hex;
    return fields.get(path)?.type === 'bytes32' ? addressOn(chain?.chain ?? null, hex) : hex;
  };
  const asset = amount !== undefined &&
    !hasFailed && {
      ...(token !== undefined && { token: addressAt(token, here) }),
      amount: String(valueAt(args, amount)),
    };
  return {
    ...(sender !== undefined && { sender: addressAt(sender, ends.origin) }),
    ...(recipient !== undefined && { recipient: addressAt(recipient, ends.destination) }),
    ...(asset && role === 'origin' && { sent: asset }),
    ...(asset && role === 'destination' && { received: asset }),
  };
}

function tellReason({ entry, fields }: ReadEvent, args: unknown): About {
  const field = fields.get(entry.reason ?? '');
  if (!field) return {};
  const text = textOf(field, args);
  // CAST: bytes are in hex.
  return { reason: field.type === 'bytes' ? reasonText(text as Hex) : text.slice(0, TEXT_MAX) };
}

/** All that an event carries beside. */
function tellRest({ entry, fields }: ReadEvent, args: unknown): About {
  const { sender, recipient, amount, token, origin, destination, deadline, reason } = entry;
  const told: unknown[] = [sender, recipient, amount, token, origin, destination, deadline, reason];
  const rest = [...fields.values()].filter(({ path }) => !told.includes(path));
  if (rest.length === 0) return {};
  return {
    details: Object.fromEntries(
      rest.map((field) => [field.path, textOf(field, args).slice(0, TEXT_MAX)]),
    ),
  };
}
