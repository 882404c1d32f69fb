import type { Field } from './fields-of.ts';
import { listOf, type Fault, type ReadEvent } from './read-events.ts';
import type { OwnCondition, OwnEntry } from './schema.ts';

/** Whether every field that a declaration names is one of its event, and of the right type. */
export function checkFields(events: readonly ReadEvent[]): Fault[] {
  return events.flatMap((event) =>
    namedIn(event.entry).flatMap((named) => {
      const message = faultOf(event, named);
      return message ? [{ path: ['events', event.name, ...named.path], message }] : [];
    }),
  );
}

/** A place of an entry that names a field. */
interface Named {
  path: string[];
  field: string;
  /** What the field must be, as in "a field of Sent that …"; anything, if nothing is said. */
  what?: string;
  fits: (field: Field) => boolean;
}

const address: Pick<Named, 'what' | 'fits'> = {
  what: 'is an address or bytes32',
  fits: ({ type }) => type === 'address' || type === 'bytes32',
};
const whole: Pick<Named, 'what' | 'fits'> = {
  what: 'is a uint',
  fits: ({ solidity }) => solidity.startsWith('uint'),
};
const chainName: Pick<Named, 'what' | 'fits'> = {
  what: 'is a uint, or a string that is not indexed',
  fits: (field) => whole.fits(field) || (field.type === 'text' && !field.isHash),
};
const anything: Pick<Named, 'what' | 'fits'> = { fits: () => true };

function namedIn(entry: OwnEntry): Named[] {
  const kinds = [
    [address, 'sender', 'recipient', 'token'],
    [whole, 'amount', 'deadline'],
    [chainName, 'origin', 'destination'],
    [anything, 'reason'],
  ] as const;
  return [
    ...entry.link.flatMap((part, index) =>
      typeof part === 'string' ? { path: ['link', String(index)], field: part, ...anything } : [],
    ),
    ...kinds.flatMap(([kind, ...keys]) =>
      keys.flatMap((key) => {
        const field = entry[key];
        return typeof field === 'string' ? { path: [key], field, ...kind } : [];
      }),
    ),
    ...conditionsOf(entry).map(([path, { field, is }]) => ({
      path: [...path, 'field'],
      field,
      what: `can be ${typeof is === 'string' ? JSON.stringify(is) : String(is)}`,
      fits: (one: Field) => canBe(one, is),
    })),
  ];
}

function conditionsOf({ when, failedIf, promises = {} }: OwnEntry): [string[], OwnCondition][] {
  return [
    ...(when ? [[['when'], when] as [string[], OwnCondition]] : []),
    ...(failedIf ? [[['failedIf'], failedIf] as [string[], OwnCondition]] : []),
    ...Object.entries(promises).flatMap(([action, condition]) =>
      condition === true ? [] : [[['promises', action], condition] as [string[], OwnCondition]],
    ),
  ];
}

/** Of an indexed text or bytes of any length, a log has the hash alone. */
function canBe({ type, isHash }: Field, is: OwnCondition['is']): boolean {
  if (isHash) return false;
  if (type === 'bool') return typeof is === 'boolean';
  if (type === 'number') return typeof is === 'bigint' || Number.isSafeInteger(is);
  if (typeof is !== 'string' || type === 'text') return typeof is === 'string';
  if (!/^0x(?:[0-9a-fA-F]{2})*$/.test(is)) return false;
  if (type === 'bytes') return true;
  const bytes = type === 'address' ? 20 : Number(type.slice('bytes'.length));
  return is.length === 2 + bytes * 2;
}

function faultOf({ abi, fields }: ReadEvent, { field: path, what, fits }: Named): string | null {
  const field = fields.get(path);
  if (field && fits(field)) return null;
  const fitting = [...fields.values()].filter(fits).map((one) => one.path);
  const which = what === undefined ? '' : ` that ${what}`;
  const choice = fitting.length === 0 ? ', and it has none' : `: ${listOf(fitting)}`;
  return `must be a field of ${abi.name}${which}${choice}`;
}
