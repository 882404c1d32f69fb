import type { AbiParameter, AbiParameterToPrimitiveType } from 'viem';
import type { Hex } from '../../core/raw-log.ts';
import { eventDecoder } from '../event-decoder.ts';
import { bytesIn } from '../slice-hex.ts';

/** No transaction carries more. What is longer was made to cost time. */
export const BYTES_MAX = 128 * 1024;

/** Named parameters as an object. */
export type Named<P extends readonly AbiParameter[]> = {
  [Name in Extract<P[number]['name'], string>]: Value<Extract<P[number], { name: Name }>>;
};
type Value<P extends AbiParameter> = AbiParameterToPrimitiveType<P>;

/**
 * Prepares the decoding of ABI parameters, all of them named: as an object, addresses in lower case. The decoder gives null
 * for data of another shape, and for what is not lower-case hex; it never throws. What stands behind the parameters is left alone.
 */
export function tupleDecoder<const P extends readonly AbiParameter[]>(parameters: P) {
  // The data of an event without topics is nothing but its parameters.
  const decode = eventDecoder({ type: 'event', name: '', inputs: parameters });
  return (data: Hex): Named<P> | null => {
    if (bytesIn(data) > BYTES_MAX || !/^0x[0-9a-f]*$/.test(data)) return null;
    try {
      // CAST: these are the parameters' own names, each with what its type reads.
      return decode({ topics: [], data }) as Named<P>;
    } catch {
      return null;
    }
  };
}
