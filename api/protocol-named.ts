import { MidflightError } from '../core/errors.ts';
import type { Protocol } from '../protocols/bind.ts';

/**
 * The protocol that a parameter names.
 *
 * @throws MidflightError `unknown_protocol`, naming the known ones
 */
export function protocolNamed(protocols: readonly Protocol[], text: string): Protocol {
  const protocol = protocols.find(({ name }) => name === text);
  if (protocol) return protocol;
  const names = protocols.map(({ name }) => name).toSorted();
  throw new MidflightError({
    code: 'unknown_protocol',
    message: `No protocol ${text} is known here.`,
    recovery: names.length > 0 ? `Use one of: ${names.join(', ')}.` : 'None is configured.',
  });
}
