import type { ChainId } from '../core/chain.ts';
import { isOfFirmLeg } from '../core/inclusion.ts';
import type { ChainRef } from '../core/leg.ts';
import type { Quality, ToldTransition } from '../db/read-transitions.ts';
import type { Cause } from '../db/types.ts';

/** A body is no larger than this: what does not fit is left out, and `truncated` says so. */
const BODY_BYTES_MAX = 32_768;
/** Some protocols take any text for an address or a token. */
const TEXT_LENGTH_MAX = 200;

/** In which quality it is told, and the names of chains. */
export interface Telling {
  quality: Quality;
  chainNames: ReadonlyMap<ChainId, string>;
}

/**
 * The body of a delivery: a transition as streams tell it, and its operation in short. All ids and numbers of any size are text.
 * `version` counts the states of the operation, so that a receiver may drop what is older than what it has. Of what is not
 * firm, `confirmed` says nothing: no stage, and no leg.
 */
export function transitionBody(told: ToldTransition, telling: Telling): string {
  const isAll = telling.quality === 'included';
  const changes = told.changes.filter((change) => isAll || isOfFirmLeg(change));
  const data = {
    seq: told.seq.toString(),
    operationId: told.operationId,
    version: told.version,
    from: told.fromStatus,
    to: told.toStatus,
    stageFrom: isAll ? told.fromStage : null,
    stageTo: isAll ? told.toStage : null,
    final: told.final,
    changes: changes.map(({ step, from, to }) => ({ step, from, to })),
    cause: causeOf(told.cause, telling),
    chainTime: told.chainTime.toISOString(),
    observedAt: told.observedAt.toISOString(),
    operation: operationOf(told.operation, telling),
  };
  const body = {
    type: 'operation.transition',
    timestamp: data.observedAt,
    seq: data.seq,
    version: data.version,
    data,
  };
  const whole = JSON.stringify(body);
  return Buffer.byteLength(whole) <= BODY_BYTES_MAX
    ? whole
    : JSON.stringify({
        ...body,
        data: {
          ...data,
          changes: [],
          operation: data.operation && { ...data.operation, formerIds: [] },
          truncated: true,
        },
      });
}

const causeOf = (cause: Cause, { chainNames }: Telling) =>
  'chain' in cause ? { ...cause, chainName: chainNames.get(cause.chain) ?? cause.chain } : cause;

function operationOf(operation: ToldTransition['operation'], { chainNames }: Telling) {
  if (!operation) return null;
  const { origin, destination, sent, ...own } = operation;
  const place = (ref: ChainRef | null) =>
    ref && { chain: ref.chain, name: (ref.chain && chainNames.get(ref.chain)) ?? cut(ref.name) };
  return {
    ...own,
    origin: place(origin),
    destination: place(destination),
    sender: cut(own.sender),
    recipient: cut(own.recipient),
    sent: sent && {
      token: cut(sent.token),
      amount: cut(sent.amount),
      symbol: cut(sent.symbol),
      decimals: sent.decimals ?? null,
    },
  };
}

const cut = (text: string | null | undefined) => text?.slice(0, TEXT_LENGTH_MAX) ?? null;

/** The body of a ping, which says nothing but that a webhook is there. */
export function pingBody(webhookId: string, now: Date): string {
  return JSON.stringify({
    type: 'ping',
    timestamp: now.toISOString(),
    data: { webhook: webhookId },
  });
}
