import type { ChainId } from '../core/chain.ts';
import { isChainId } from '../core/chain.ts';
import { MidflightError } from '../core/errors.ts';
import { lowerHex } from '../core/lower-hex.ts';
import type { ChainView } from '../db/chains.ts';
import { isKnownValue, knownValues } from '../db/known-values.ts';
import type { OperationFilter } from '../db/operation-filter.ts';
import { addressNotations } from './address-notations.ts';
import { chainNamed, type ApiDeps } from './deps.ts';
import { isForeign } from './is-foreign.ts';
import type { OperationFilterQuery } from './schemas/operation-filter.ts';

interface Asker {
  chains: ReadonlyMap<ChainId, ChainView>;
  /** The API key that asks; null without one. */
  keyId: string | null;
}

/**
 * A filter as its query says it: names become what rows hold. A name that nothing can ever match is an error and no empty
 * list: it is a slip of the pen.
 *
 * @throws MidflightError `unknown_protocol`, `unknown_kind` or `unknown_chain`, naming the known ones; `bad_request` for a
 *   span of time that ends before it begins; `key_missing` for a reference without a key
 */
export async function filterOf(
  deps: Pick<ApiDeps, 'db' | 'protocols'>,
  query: OperationFilterQuery,
  { chains, keyId }: Asker,
): Promise<OperationFilter> {
  const { protocol, kind, origin, destination, address, tx, clientRef, ...rest } = query;
  const spans = {
    started: spanOf('started', query.startedAfter, query.startedBefore),
    updated: spanOf('updated', query.updatedAfter, query.updatedBefore),
  };
  await checkNames(deps, { name: 'protocol', values: protocol ?? [] });
  await checkNames(deps, { name: 'kind', values: kind ?? [] });
  if (clientRef !== undefined && keyId === null) {
    throw new MidflightError({
      code: 'key_missing',
      message: `The reference ${clientRef} is known to the API key alone that set it.`,
      recovery: 'Ask with that key: Authorization: Bearer mk_….',
    });
  }
  return {
    status: rest.status,
    stage: rest.stage,
    // What we do not see is for the caller to lay over it: it changes from page to page.
    health: rest.health && { states: rest.health, obstacles: [] },
    final: rest.final,
    protocol,
    kind,
    origin: origin && (await chainsOf(deps, { side: 'origin', values: origin, chains })),
    destination:
      destination && (await chainsOf(deps, { side: 'destination', values: destination, chains })),
    address: address?.flatMap(addressNotations),
    transaction: tx === undefined ? undefined : lowerHex(tx),
    startedAfter: spans.started.after,
    startedBefore: spans.started.before,
    updatedAfter: spans.updated.after,
    updatedBefore: spans.updated.before,
    clientRef: clientRef === undefined || keyId === null ? undefined : { keyId, ref: clientRef },
  };
}

function spanOf(name: string, after: string | undefined, before: string | undefined) {
  const span = {
    after: after === undefined ? undefined : new Date(after),
    before: before === undefined ? undefined : new Date(before),
  };
  if (span.after && span.before && span.after >= span.before) {
    throw new MidflightError({
      code: 'bad_request',
      message: `${name}After, ${after}, is not before ${name}Before, ${before}.`,
      recovery: `Give a ${name}Before that is later than ${name}After: the one counts, the other does not.`,
    });
  }
  return span;
}

/** What is configured here is known, and so is what was indexed once. */
async function checkNames(
  { db, protocols }: Pick<ApiDeps, 'db' | 'protocols'>,
  { name, values }: { name: 'protocol' | 'kind'; values: readonly string[] },
): Promise<void> {
  const configured = new Set(
    name === 'protocol'
      ? protocols.map((protocol) => protocol.name)
      : protocols.flatMap(({ rules }) => Object.keys(rules.kinds ?? {})),
  );
  for (const value of values) {
    if (configured.has(value) || (await isKnownValue(db, name, value))) continue;
    const known = [...new Set([...configured, ...(await knownValues(db, name))])].toSorted();
    throw new MidflightError({
      code: `unknown_${name}`,
      message: `No ${name} ${value} is known here.`,
      recovery:
        name === 'kind'
          ? `Use one of: ${known.join(', ')}. Any other is known here once an operation of it was indexed.`
          : `Use one of: ${known.join(', ')}.`,
    });
  }
}

/** Chains that are indexed, by id or name; and any other by its id, where an operation or a protocol names it. */
async function chainsOf(
  { db, protocols }: Pick<ApiDeps, 'db' | 'protocols'>,
  {
    side,
    values,
    chains,
  }: { side: 'origin' | 'destination'; values: readonly string[]; chains: Asker['chains'] },
): Promise<ChainId[]> {
  const ids: ChainId[] = [];
  for (const value of values) {
    const isNamed =
      isForeign(value, { chains, protocols }) ||
      (isChainId(value) && (await isKnownValue(db, side, value)));
    ids.push(isNamed ? value : chainNamed(chains, value).id);
  }
  return ids;
}
