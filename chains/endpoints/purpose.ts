/**
 * What an endpoint is asked for, the most urgent first: the newest block, the blocks up to it, older blocks, and blocks
 * that were read before.
 */
export const purposes = ['head', 'follow', 'backfill', 'second_look'] as const;

export type Purpose = (typeof purposes)[number];

/** The higher the sooner. */
export const priorityOf = (purpose: Purpose): number => -purposes.indexOf(purpose);
