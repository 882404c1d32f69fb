import { parseAbiItem, toEventSelector, type Abi, type AbiEvent } from 'viem';
import type { Hex } from '../../core/raw-log.ts';
import type { Side } from '../../core/rules.ts';
import { eventDecoder } from '../event-decoder.ts';
import { fieldsOf, type Field } from './fields-of.ts';
import type { Own, OwnEntry } from './schema.ts';

/** What is wrong with a declaration: where, and the end of a sentence whose subject is the value there. */
export interface Fault {
  path: readonly string[];
  message: string;
}

export type OwnRole = NonNullable<OwnEntry['role']>;

/** An event of a declaration with what its signature says. */
export interface ReadEvent {
  /** Its name in the declaration. */
  name: string;
  /** The step that it is: its own, or that of another event. */
  step: string;
  role: OwnRole;
  side: 'origin' | 'destination';
  entry: OwnEntry;
  abi: AbiEvent;
  fields: ReadonlyMap<string, Field>;
  topic: Hex;
  topicCount: number;
}

/** Reads the signatures of a declaration. */
export function readEvents(own: Own): { events: ReadEvent[]; faults: Fault[] } {
  const entries: [string, OwnEntry][] = Object.entries(own.events);
  const firsts = new Map(entries.filter(([, { role }]) => role !== undefined));
  const events: ReadEvent[] = [];
  const faults: Fault[] = [];
  for (const [name, entry] of entries) {
    const step = entry.sameAs ?? name;
    const first = firsts.get(step);
    const abi = parse(entry.event);
    if (first?.role === undefined) {
      const path = ['events', name, 'sameAs'];
      faults.push({ path, message: `must be an event with a role: ${listOf([...firsts.keys()])}` });
    } else if (typeof abi === 'string') {
      faults.push({ path: ['events', name, 'event'], message: abi });
    } else {
      events.push({
        name,
        step,
        role: first.role,
        side: first.at ?? sides[first.role],
        entry,
        abi,
        fields: new Map(fieldsOf(abi).map((field) => [field.path, field])),
        topic: toEventSelector(abi),
        topicCount: 1 + indexedOf(abi),
      });
    }
  }
  return { events, faults };
}

/** Where a step happens, unless it says so. */
const sides = {
  origin: 'origin',
  destination: 'destination',
  action: 'destination',
  cancel: 'origin',
  refund: 'origin',
  settlement: 'origin',
} as const satisfies Record<OwnRole, Side>;

const indexedOf = ({ inputs }: AbiEvent): number => inputs.filter(({ indexed }) => indexed).length;

const EXAMPLE = 'event Sent(bytes32 indexed id, uint256 amount)';

/** The event of a signature, or what is wrong with it. */
function parse(signature: string): AbiEvent | string {
  try {
    const abi = parseAbiItem(signature) as Abi[number];
    if (abi.type !== 'event') return `must be the signature of an event, such as "${EXAMPLE}"`;
    const unnamed = abi.inputs.findIndex(({ name }) => !name);
    if (unnamed >= 0)
      return `must name each parameter, and does not name number ${unnamed + 1}: any name will do`;
    const names = abi.inputs.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) return `must name each parameter differently, and calls two ${twice}`;
    if (indexedOf(abi) > 3) return 'must have at most 3 indexed parameters';
    eventDecoder(abi);
    return abi;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    // What it repeats of the signature, and its own version, is no help.
    const lines = text.split('\n').filter((line) => line && !/^(?:Details|Version):/.test(line));
    const why = lines.join(' ').replace(/\.$/, '');
    return `must be the signature of an event, such as "${EXAMPLE}": ${why}`;
  }
}

/** Words with commas between, and `or` before the last. */
export function listOf(words: readonly string[]): string {
  const last = words.at(-1) ?? 'none';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}
