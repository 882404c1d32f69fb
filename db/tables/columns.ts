import { bigint, customType, text, timestamp } from 'drizzle-orm/pg-core';
import type { ChainId } from '../../core/chain.ts';

// Kinds of columns that several tables have.

/** A block number, or the number of a row. */
export const height = (name = '') => bigint(name, { mode: 'bigint' });
/** A time, with its zone. */
export const instant = (name = '') => timestamp(name, { withTimezone: true, mode: 'date' });
/** A chain by its CAIP-2 id. */
export const chainId = (name = '') => text(name).$type<ChainId>();
/** Bytes as they are. */
export const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
/** Block ranges as one value, `{[10,20),[30,40)}`: union and difference are the database's own operators. */
export const ranges = customType<{ data: string }>({ dataType: () => 'int8multirange' });
