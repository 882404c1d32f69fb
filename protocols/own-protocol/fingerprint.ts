import { keccak } from '../keccak.ts';

/** The columns that keep versions hold no more. */
const VERSION_MAX = 32_767;

/**
 * A version that is another one when the value is: equal values have the same one, in whatever order their fields stand. Of
 * other values one in 32 767 has it too.
 */
export function fingerprint(value: unknown): number {
  const hash = keccak(`0x${Buffer.from(canonical(value), 'utf8').toString('hex')}`);
  return 1 + (Number.parseInt(hash.slice(2, 14), 16) % VERSION_MAX);
}

function canonical(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  const texts = fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`);
  return `{${texts.toSorted().join(',')}}`;
}
