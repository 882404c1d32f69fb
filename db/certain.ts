import { sql, type SQL } from 'drizzle-orm';
import type { World } from '../core/world.ts';
import { bigints, texts } from './arrays.ts';

/** What is certain, as rows to select from: `certain (protocol, chain, number, time)`, the time in Unix seconds. */
export function certainRows({ checkpoints }: World): SQL {
  const certain = [...checkpoints].flatMap(([protocol, chains]) =>
    [...chains].flatMap(([chain, { certain }]) =>
      certain ? [{ protocol, chain, ...certain }] : [],
    ),
  );
  return sql`unnest(
    ${texts(certain.map(({ protocol }) => protocol))},
    ${texts(certain.map(({ chain }) => chain))},
    ${bigints(certain.map(({ number }) => number))},
    ${bigints(certain.map(({ time }) => BigInt(time)))}
  ) as certain (protocol, chain, number, time)`;
}
