import type { ChainId } from '../core/chain.ts';
import { evidenceOf, transactionHash } from '../core/evidence.ts';
import { showAsset, showUnit, unitAt } from '../core/asset-unit.ts';
import type { KnownTokens } from '../core/token.ts';
import { usualOf } from '../core/usual-of.ts';
import type { OperationRow } from '../db/read-operations.ts';
import type { StoredOperation } from '../db/types.ts';
import { etaAnswer, healthOf } from './health-of.ts';
import type { OperationAnswer } from './schemas/operation.ts';
import type { Surroundings } from './surroundings.ts';

/** An operation as the API shows it: its three answers, as of what each of its chains shows. */
export function presentOperation(
  row: OperationRow,
  surroundings: Surroundings,
  tokens: KnownTokens,
): OperationAnswer {
  const { body, version, updatedAt } = row;
  const { chains, rules, sight } = surroundings;
  const nameOf = (chain: ChainId | null) => (chain && chains.get(chain)?.name) ?? chain;
  const { about, pending, completion, legs } = body;
  // What cannot be seen is not required, and stands in the route all the same.
  const isOutOfSight = (step: string, coverage: string | null) =>
    step === legs[0]?.step && coverage !== 'indexed' && coverage !== null;
  return {
    id: body.id,
    protocol: body.protocol,
    kind: body.kind,
    status: body.status,
    stage: body.stage,
    terminal: body.terminal,
    final: body.final,
    finality: body.finality,
    health: healthOf(row, sight),
    coverage: body.coverage,
    settlement: body.settlement,
    conflicts: body.conflicts,
    specGaps: body.specGaps,
    version,
    origin: endpoint(body, 'origin', surroundings),
    destination: endpoint(body, 'destination', surroundings),
    sender: about.sender ?? null,
    recipient: about.recipient ?? null,
    sent: showAsset(about.sent, body.origin?.chain, tokens),
    wanted: showAsset(about.wanted, body.destination?.chain, tokens),
    received: showAsset(about.received, body.destination?.chain, tokens),
    details: about.details ?? {},
    route: legs
      .filter(
        ({ event, step, coverage }) =>
          event !== null || completion.requires.includes(step) || isOutOfSight(step, coverage),
      )
      .map(({ step, role, chain, network, coverage, inclusion, outcome }) => ({
        step,
        role,
        chain,
        network: nameOf(chain) ?? network,
        coverage,
        inclusion,
        outcome,
      })),
    happened: legs.flatMap((leg) => {
      if (!leg.at || !leg.chain) return [];
      const explorer = chains.get(leg.chain)?.explorer;
      const transaction = transactionHash(leg.at.transaction);
      return [
        {
          step: leg.step,
          role: leg.role,
          chain: leg.chain,
          chainName: nameOf(leg.chain) ?? leg.chain,
          inclusion: leg.inclusion,
          outcome: leg.outcome,
          transaction,
          evidence: evidenceOf(leg.at),
          block: { number: leg.at.blockNumber, hash: leg.at.blockHash },
          time: fromSeconds(leg.at.blockTime),
          explorerUrl: explorer && transaction ? `${explorer}/tx/${transaction}` : null,
          joinedBy: leg.joinedBy,
        },
      ];
    }),
    pending: pending && {
      step: pending.step,
      role: pending.role,
      chain: pending.chain,
      chainName: nameOf(pending.chain),
      since: fromSeconds(pending.since),
      deadline: pending.deadline === null ? null : deadlineText(pending.deadline),
      what: pending.what,
      usual: usualOf(rules, {
        protocol: body.protocol,
        kind: body.kind,
        step: pending.step,
        origin: body.origin?.chain ?? null,
      }),
      eta: etaAnswer(row, sight),
      reason: pending.reason,
    },
    nextAction: body.nextAction,
    completion: {
      requires: completion.requires.flatMap((step) => {
        const leg = legs.find((candidate) => candidate.step === step);
        return leg ? [{ step, role: leg.role, inclusion: leg.inclusion }] : [];
      }),
      missing: completion.missing,
    },
    partial: body.partial,
    assetLocation: body.assetLocation && {
      ...body.assetLocation,
      chainName: nameOf(body.assetLocation.chain),
      ...showUnit(body.assetLocation.amount, unitAt(body.assetLocation, body, tokens)),
    },
    supersedes: body.supersedes,
    supersededBy: body.supersededBy,
    asOf: asOf(body, surroundings),
    startedAt: fromSeconds(body.startedAt),
    updatedAt: updatedAt.toISOString(),
  };
}

/**
 * Where an operation starts or ends, with the leg that was seen there. What ends on a hub has no leg of its own for that: it
 * ends with the last one there that completion requires.
 */
function endpoint(
  body: StoredOperation,
  side: 'origin' | 'destination',
  { chains }: Surroundings,
): OperationAnswer['origin'] {
  const ref = body[side];
  if (!ref) return null;
  const { requires, missing } = body.completion;
  const successes = body.legs.filter(({ outcome }) => outcome === 'success');
  const last =
    side === 'destination' && missing.length === 0
      ? successes.findLast(({ step, chain }) => chain === ref.chain && requires.includes(step))
      : undefined;
  const leg = successes.find(({ role }) => role === side) ?? last;
  return {
    chain: ref.chain,
    name: (ref.chain && chains.get(ref.chain)?.name) ?? ref.name,
    transaction: leg?.at ? transactionHash(leg.at.transaction) : null,
    time: leg?.at ? fromSeconds(leg.at.blockTime) : null,
  };
}

function asOf(body: StoredOperation, { chains, now }: Surroundings): OperationAnswer['asOf'] {
  const ids = new Set([
    ...body.legs.map(({ chain }) => chain),
    body.origin?.chain,
    body.destination?.chain,
  ]);
  return Object.fromEntries(
    [...ids].flatMap((id) => {
      const chain = id ? chains.get(id) : undefined;
      if (!chain?.head) return [];
      const { head } = chain;
      return [
        [
          chain.id,
          {
            name: chain.name,
            head: { number: head.number.toString(), hash: head.hash, time: fromSeconds(head.time) },
            safe: head.safe?.toString() ?? null,
            finalized: head.finalized?.toString() ?? null,
            safeRule: chain.safeRule,
            finalizedRule: chain.finalizedRule,
            lagSeconds: lagSeconds(head.time, now),
          },
        ] as const,
      ];
    }),
  );
}

/** Anybody may write any number into a deadline; what no calendar has is as good as never. */
function deadlineText(seconds: number): string | null {
  const time = new Date(seconds * 1000);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

/** A time of a chain, in Unix seconds, as answers write it. */
export function fromSeconds(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

/** Age of a block; never below zero, because a chain's clock may be ahead of ours. */
export function lagSeconds(blockTime: number, now: Date): number {
  return Math.max(0, Math.round(now.getTime() / 1000 - blockTime));
}
