import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { HistoryAnswer } from '../../api/schemas/history.ts';
import type { OperationAnswer } from '../../api/schemas/operation.ts';
import type { Product } from '../product.ts';

const PATIENCE_MS = 40_000;
const POLL_MS = 100;

/** What a user reads of an operation. */
export interface View {
  is: string;
  awaits: string | null;
  mover: string | null;
  value: string | null;
  sent: string | null;
  wanted: string | null;
  received: string | null;
  from: string | null;
  to: string | null;
  sender: string | null;
  recipient: string | null;
  settlement: string;
  coverage: string;
  missing: string;
  odd: string;
}

type Lookup = {
  matches: { matched: { step: string; chain: string }; operation: OperationAnswer }[];
};

interface Page {
  operations: OperationAnswer[];
  nextCursor: string | null;
}

const assetText = (asset: OperationAnswer['sent']) =>
  asset && `${asset.amount} ${asset.symbol}:${asset.decimals} ${asset.token}`;
const endText = (end: OperationAnswer['origin']) => end && `${end.name} ${end.transaction}`;

/** An operation as a few words, to compare as a whole. */
export function viewOf(operation: OperationAnswer): View {
  const { kind, status, stage, pending, nextAction, assetLocation, completion } = operation;
  return {
    is: `${kind} ${status} ${stage}`,
    awaits: pending && `${pending.step} on ${pending.chainName}`,
    mover: nextAction?.mover ?? null,
    value: assetLocation && `${assetLocation.place} on ${assetLocation.chainName}`,
    sent: assetText(operation.sent),
    wanted: assetText(operation.wanted),
    received: assetText(operation.received),
    from: endText(operation.origin),
    to: endText(operation.destination),
    sender: operation.sender,
    recipient: operation.recipient,
    settlement: operation.settlement,
    coverage: operation.coverage,
    missing: completion.missing.join(' '),
    odd: [...operation.conflicts, ...operation.specGaps].join(' '),
  };
}

/** Asks a product about operations by their transactions, as users do. */
export function watchOn(product: Product) {
  const lookup = async (tx: string) => {
    const { status, body } = await product.get<Lookup>(`/v1/lookup?tx=${tx}`);
    return status === 200 ? body.matches : [];
  };

  return {
    /** What a transaction is found as: steps, and the ids of their operations. */
    found: async (tx: string) =>
      (await lookup(tx)).map(({ matched, operation }) => [matched.step, operation.id]),

    /** Asks by a transaction until the answer is the expected one; both routes have to give it. */
    reads: async (tx: string, expected: View, step?: string): Promise<OperationAnswer> => {
      let last: unknown = 'nothing was found';
      for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await sleep(POLL_MS)) {
        const match = (await lookup(tx)).find(
          ({ matched }) => step === undefined || matched.step === step,
        );
        if (!match) continue;
        last = viewOf(match.operation);
        if (!isDeepStrictEqual(last, expected)) continue;
        const { body } = await product.get<OperationAnswer>(`/v1/operations/${match.operation.id}`);
        // It may have gone on between the two questions.
        if (body.version !== match.operation.version) continue;
        expect(viewOf(body)).toEqual(expected);
        return body;
      }
      expect(last).toEqual(expected);
      throw new Error('never equal, and equal at last');
    },

    /** The first operation that a transaction belongs to; undefined while none is known. */
    operation: async (tx: string) => (await lookup(tx))[0]?.operation,

    /** Everything that the product knows, by the ids of the operations. */
    all: async (): Promise<Record<string, View>> => {
      const views: Record<string, View> = {};
      let cursor: string | null = '';
      while (cursor !== null) {
        const page: { body: Page } = await product.get<Page>(`/v1/operations?limit=100${cursor}`);
        const { operations, nextCursor } = page.body;
        for (const operation of operations) views[operation.id] = viewOf(operation);
        cursor = nextCursor && `&cursor=${nextCursor}`;
      }
      return views;
    },

    /**
     * The statuses that an operation went through after it was pending, each as often as it came to be. What begins in
     * between is another one that turned out to be this one.
     */
    statuses: async (id: string): Promise<string[]> => {
      const { body } = await product.get<HistoryAnswer>(`/v1/operations/${id}/history`);
      const all = body.transitions.flatMap(({ from, to }) => (from === null ? [] : [from, to]));
      const changes = all.filter((status, index) => status !== all[index - 1]);
      return changes[0] === 'pending' ? changes.slice(1) : changes;
    },
  };
}
