import type { AbiEvent, AbiParameter } from 'viem';

/** What values of a field can be compared with; texts and bytes of any length are so by their hash. */
export type FieldType = 'number' | 'address' | 'bool' | 'text' | 'bytes' | `bytes${number}`;

/** A field of an event. */
export interface Field {
  /** Of a struct, with the names that lead to it: `order.amount`. */
  path: string;
  type: FieldType;
  /** The signature's word for the type. */
  solidity: string;
  /** The log has the value's hash alone: it is indexed, and of any length. */
  isHash: boolean;
}

/** The fields of an event that have one value; lists have none. */
export function fieldsOf({ inputs }: AbiEvent): Field[] {
  return inputs.flatMap((input) => leavesOf(input, '', input.indexed === true));
}

function leavesOf(input: AbiParameter, prefix: string, isIndexed: boolean): Field[] {
  const path = `${prefix}${input.name}`;
  if (input.type === 'tuple' && 'components' in input) {
    // Of an indexed struct the log has one hash of everything.
    if (isIndexed) return [];
    return input.components.flatMap((part) => leavesOf(part, `${path}.`, false));
  }
  const type = typeOf(input.type);
  if (type === null) return [];
  const isHash = isIndexed && (type === 'text' || type === 'bytes');
  return [{ path, type, solidity: input.type, isHash }];
}

function typeOf(solidity: string): FieldType | null {
  if (/^u?int\d*$/.test(solidity)) return 'number';
  if (solidity === 'string') return 'text';
  if (solidity === 'address' || solidity === 'bool' || solidity === 'bytes') return solidity;
  // CAST: the pattern has just been checked.
  return /^bytes\d+$/.test(solidity) ? (solidity as `bytes${number}`) : null;
}

/** The value of a field in the decoded arguments of its event. */
export function valueAt(args: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>(
    // CAST: a struct is an object by its names; every path is one of the event's own fields.
    (value, name) => (value as Record<string, unknown>)[name],
    args,
  );
}
