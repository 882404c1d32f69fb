import { toFunctionSelector, type AbiFunction, type AbiParameterToPrimitiveType } from 'viem';
import type { Hex } from '../../core/raw-log.ts';
import { eventDecoder } from '../event-decoder.ts';

type Args<F extends AbiFunction> = {
  [Name in Extract<F['inputs'][number]['name'], string>]: AbiParameterToPrimitiveType<
    Extract<F['inputs'][number], { name: Name }>
  >;
};

/**
 * Prepares the decoding of one function's call data: its arguments by name, addresses in lower case; undefined for a call of
 * another function. It throws for one that is not shaped like it.
 */
export function callDecoder<const F extends AbiFunction>(
  declared: F,
): (data: Hex) => Args<F> | undefined {
  const { name, inputs } = declared;
  // The arguments of a call are laid out like what an event has beside its topics.
  const decode = eventDecoder({ type: 'event', name, inputs });
  const selector = toFunctionSelector(declared);
  return (data) =>
    data.toLowerCase().startsWith(selector)
      ? // CAST: the decoder gives what viem infers from the function.
        (decode({ topics: [], data: `0x${data.slice(selector.length)}` }) as Args<F>)
      : undefined;
}
