import type { RpcRequestError } from 'viem';

/** What Geth gives a call that a contract refused. */
const REVERTED = 3;
const TEXT = /\brevert/i;

/**
 * True if it is a contract that refused, by its own words: anybody may have written these, so that they say nothing of the
 * endpoint, whatever they are.
 */
export const isReverted = (error: RpcRequestError): boolean =>
  error.code === REVERTED || TEXT.test(error.details);
