/**
 * Where to begin to read a chain, as the operator says it:
 *
 * - a number: at that block. A chain that is read already moves there, up or down.
 * - a date: at the last block before it. One that is read already moves down to it, never up.
 * - `deployment`: where the first of its protocols began. Moves down as well, never up.
 * - null: at the newest block, if it is not read yet.
 */
export type StartBlock = bigint | Date | 'deployment' | null;
