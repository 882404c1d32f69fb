import type { AbiEvent, AbiParameter } from 'viem';

/**
 * An event as Solidity declares it.
 *
 * @example declarationOf(parseAbiItem('event Sent(bytes32 indexed id)')) // 'event Sent(bytes32 indexed id)'
 */
export function declarationOf({ name, inputs }: AbiEvent): string {
  const parameters = inputs.map((input) => parameterText(input, input.indexed ? ' indexed' : ''));
  return `event ${name}(${parameters.join(', ')})`;
}

const TUPLE = 'tuple';

function parameterText(parameter: AbiParameter, mark = ''): string {
  const { type, name } = parameter;
  const shape =
    'components' in parameter
      ? `(${parameter.components.map((field) => parameterText(field)).join(', ')})${type.slice(TUPLE.length)}`
      : type;
  return `${shape}${mark}${name ? ` ${name}` : ''}`;
}
