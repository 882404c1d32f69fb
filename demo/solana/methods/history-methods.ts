import { z } from 'zod';

import type { Cluster } from '../cluster.ts';
import { encodeTransaction, encodings } from '../encode-transaction.ts';
import type { Landed } from '../ledger.ts';
import { rpcErrors } from '../rpc-error.ts';
import {
  addressParam,
  atLeastConfirmed,
  blockFor,
  commitmentFields,
  inContext,
  options,
  read,
  signatureParam,
} from './read.ts';
import type { Method } from './read.ts';

const pageMax = 1_000;
const statusesMax = 256;
const transactionOptions = z.preprocess(
  // An older form: the encoding alone.
  (value) => (typeof value === 'string' ? { encoding: value } : (value ?? {})),
  z.object({
    ...commitmentFields,
    encoding: z.enum(encodings).default('json'),
    maxSupportedTransactionVersion: z.int().optional(),
  }),
);
const pageOptions = options({
  ...commitmentFields,
  before: signatureParam.nullish(),
  until: signatureParam.nullish(),
  limit: z.int().nullish(),
});

/**
 * Transactions by signature and by address.
 *
 * The cursors of a page are places on the chain: any transaction's signature will do, whatever it mentions. One that the
 * node does not know (at this commitment) is an error since Agave 3.1. Before (`lenientCursors`), an unknown `before` gave
 * an empty page, and an unknown `until` was left aside.
 */
export function historyMethods(
  { ledger }: Cluster,
  { lenientCursors = false }: { lenientCursors?: boolean },
): Record<string, Method> {
  return {
    getTransaction([signature, asked]) {
      const wanted = read(transactionOptions, asked);
      const newest = ledger.at(atLeastConfirmed(wanted));
      const landed = ledger.find(read(signatureParam, signature));
      if (landed === undefined || landed.slot > newest.slot) return null;
      const { slot, time: blockTime } = landed;
      return { slot, blockTime, ...encodeTransaction(landed, wanted) };
    },

    getSignaturesForAddress([address, asked]) {
      const wanted = read(pageOptions, asked);
      const limit = wanted.limit ?? pageMax;
      if (limit < 1 || limit > pageMax) {
        throw rpcErrors.invalidParams(`Invalid limit; max ${pageMax}`);
      }
      atLeastConfirmed(wanted);
      const newest = blockFor(ledger, wanted);

      const find = (signature: string): Landed | undefined => {
        const landed = ledger.find(signature);
        if (landed !== undefined && landed.slot <= newest.slot) return landed;
        if (!lenientCursors) throw rpcErrors.cursorNotFound(signature);
        return undefined;
      };
      const before = wanted.before ? find(wanted.before) : undefined;
      const until = wanted.until ? find(wanted.until) : undefined;
      if (wanted.before && before === undefined) return [];

      const history = ledger.history(read(addressParam, address));
      const page: Landed[] = [];
      for (let at = history.length - 1; at >= 0 && page.length < limit; at -= 1) {
        const landed = history[at];
        if (landed === undefined || (until !== undefined && !isAfter(landed, until))) break;
        if (landed.slot > newest.slot) continue;
        if (before === undefined || isAfter(before, landed)) page.push(landed);
      }
      return page.map(({ signature, slot, time, executed }) => ({
        signature,
        slot,
        err: executed.error,
        memo: null,
        blockTime: time,
        confirmationStatus: ledger.commitmentOf(slot),
      }));
    },

    getSignatureStatuses([signatures]) {
      const wanted = read(z.array(signatureParam), signatures);
      if (wanted.length > statusesMax) {
        throw rpcErrors.invalidParams(`Too many inputs provided; max ${statusesMax}`);
      }
      const statusOf = (signature: string) => {
        const landed = ledger.find(signature);
        if (landed === undefined) return null;
        const { slot, executed } = landed;
        const confirmationStatus = ledger.commitmentOf(slot);
        const above = ledger.blocks({ from: slot + 1, to: ledger.head.slot }).length;
        return {
          slot,
          confirmations: confirmationStatus === 'finalized' ? null : above,
          err: executed.error,
          status: executed.error === null ? { Ok: null } : { Err: executed.error },
          confirmationStatus,
        };
      };
      return inContext(ledger.head, wanted.map(statusOf));
    },
  };
}

/** True if a transaction comes after another one on the chain. */
function isAfter(one: Landed, other: Landed): boolean {
  return one.slot === other.slot ? one.index > other.index : one.slot > other.slot;
}
