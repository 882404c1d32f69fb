import { z } from 'zod';
import { isChainId } from '../core/chain.ts';
import type { ProtocolDefinition } from '../protocols/define.ts';
import { bindProtocols, protocols } from '../protocols/index.ts';
import { checkOwn } from '../protocols/own-protocol/check-own.ts';
import { defineOwn } from '../protocols/own-protocol/define-own.ts';
import { findClash } from '../protocols/own-protocol/find-clash.ts';
import { ownSchema } from '../protocols/own-protocol/schema.ts';

const chainKey = z.string().refine(isChainId, 'must be a CAIP-2 id such as eip155:1');

/** Of the protocols that are built in: deployments beside the ones that are known. */
const builtInSchema = z.strictObject(
  Object.fromEntries(
    Object.entries(protocols).map(([name, { deployment }]) => [
      name,
      z.strictObject({ deployments: z.record(chainKey, deployment).default({}) }).optional(),
    ]),
  ),
);

/** An issue of one value inside of `protocols`. */
interface Issue {
  path: PropertyKey[];
  message: string;
}

/**
 * What may be configured of protocols: deployments of those that are built in, by their names, and whole protocols of the
 * operator's own, by any other one.
 */
export const protocolsSchema = z.record(z.string(), z.unknown()).transform((value, context) => {
  const refuse = (issues: readonly Issue[]) => {
    for (const { path, message } of issues) context.addIssue({ code: 'custom', path, message });
    return z.NEVER;
  };
  const entries = Object.entries(value);
  const misnamed = entries.flatMap(([name, told]) => faultOfName(name, told));
  if (misnamed.length > 0) return refuse(misnamed);
  const builtIn = builtInSchema.safeParse(
    Object.fromEntries(entries.filter(([name]) => Object.hasOwn(protocols, name))),
  );
  if (!builtIn.success) {
    for (const issue of builtIn.error.issues) context.addIssue({ ...issue });
    return z.NEVER;
  }
  const declared: ProtocolDefinition[] = [];
  for (const [name, told] of entries.filter(([name]) => !Object.hasOwn(protocols, name))) {
    const parsed = ownSchema.safeParse(told);
    if (!parsed.success) {
      for (const issue of parsed.error.issues)
        context.addIssue({ ...issue, path: [name, ...issue.path] });
      return z.NEVER;
    }
    const faults = checkOwn(parsed.data);
    if (faults.length > 0)
      return refuse(faults.map(({ path, message }) => ({ path: [name, ...path], message })));
    const definition = defineOwn(name, parsed.data);
    const clash = findClash(definition, bindProtocols(builtIn.data, declared));
    if (clash) {
      const path = [name, 'chains', clash.chain, clash.contract];
      const message = `must be a contract whose ${clash.event} no other protocol reads, and ${clash.other} does`;
      return refuse([{ path, message }]);
    }
    // CAST: its deployments are of its own type, and nobody gives it others.
    declared.push(definition as unknown as ProtocolDefinition);
  }
  return { builtIn: builtIn.data, declared };
});

function faultOfName(name: string, told: unknown): Issue[] {
  const isBuiltIn = Object.hasOwn(protocols, name);
  const isDeclared = typeof told === 'object' && told !== null && 'events' in told;
  const path = [name];
  if (isBuiltIn && isDeclared)
    return [{ path, message: `must have another name: ${name} is built in` }];
  if (isBuiltIn) return [];
  if (!isDeclared) {
    const message =
      'must be one of the protocols that README.md lists, or be declared by ownProtocol({ … })';
    return [{ path, message }];
  }
  if (/^[a-z][a-z0-9_-]{0,31}$/.test(name)) return [];
  const message =
    'must have a name of at most 32 lower-case letters, digits, dashes and _ that begins with a letter';
  return [{ path, message }];
}
