import { decodeErrorResult, parseAbi } from 'viem';
import type { Hex } from '../../core/raw-log.ts';
import { reasonText } from '../reason-text.ts';

/** Why an execution failed. */
export interface Failure {
  /** Who refused it, where that is told. */
  by: 'receiver' | 'pool' | null;
  /** What they gave back; `0x` where the gas ran out, mostly. */
  data: Hex;
  reason: string;
}

/** What OffRamps of all versions wrap the errors of others in. */
const errors = parseAbi([
  'error ReceiverError(bytes err)',
  'error TokenHandlingError(bytes err)',
  'error TokenHandlingError(address target, bytes err)',
]);

/** Reads what the execution of a message gave back. */
export function failureOf(returnData: Hex): Failure {
  const { by, data } = unwrap(returnData);
  const said = data === '0x' ? 'no reason given, as when the gas runs out' : reasonText(data);
  const blamed = by === 'pool' ? `the token's pool refused it: ${said}` : undefined;
  return { by, data, reason: blamed ?? (by ? `the receiver refused it: ${said}` : said) };
}

function unwrap(returnData: Hex): Pick<Failure, 'by' | 'data'> {
  try {
    const { errorName, args } = decodeErrorResult({ abi: errors, data: returnData });
    return {
      by: errorName === 'ReceiverError' ? 'receiver' : 'pool',
      data: args.length === 2 ? args[1] : args[0],
    };
  } catch {
    return { by: null, data: returnData }; // an error of the OffRamp's own
  }
}
