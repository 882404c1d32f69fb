import { base58 } from '@scure/base';
import { z } from 'zod';

import type { Cluster } from '../cluster.ts';
import { encodeInner, encodeReturned } from '../encode-transaction.ts';
import type { Outcome } from '../outcome.ts';
import { parseTransaction } from '../parse-transaction.ts';
import type { Incoming } from '../parse-transaction.ts';
import { rpcErrors } from '../rpc-error.ts';
import { describeError } from '../transaction-error.ts';
import {
  addressParam,
  blockFor,
  commitmentFields,
  inContext,
  options,
  read,
  slotParam,
} from './read.ts';
import type { Method } from './read.ts';

const encoding = z.enum(['base58', 'base64']).default('base58');
const sendOptions = options({
  encoding,
  skipPreflight: z.boolean().default(false),
  minContextSlot: commitmentFields.minContextSlot,
});
const simulateOptions = options({
  ...commitmentFields,
  encoding,
  sigVerify: z.boolean().default(false),
  replaceRecentBlockhash: z.boolean().default(false),
  innerInstructions: z.boolean().default(false),
});

/** What changes the chain, or pretends to. Simulations run on top of the head, whatever commitment they ask for. */
export function sendMethods(cluster: Cluster): Record<string, Method> {
  const { ledger } = cluster;

  const simulate = (
    transaction: Incoming,
    {
      verifiesSignatures,
      checksBlockhash = true,
    }: { verifiesSignatures: boolean; checksBlockhash?: boolean },
  ): Outcome => {
    const refused = (error: string): Outcome => ({
      error,
      logs: [],
      unitsConsumed: 0,
      inner: [],
      returned: undefined,
    });
    if (ledger.find(transaction.signature)) return refused('AlreadyProcessed');
    if (checksBlockhash && !cluster.isRecent(transaction.message.recentBlockhash)) {
      return refused('BlockhashNotFound');
    }
    return cluster.simulate(transaction, { verifiesSignatures });
  };

  return {
    sendTransaction([data, asked]) {
      const wanted = read(sendOptions, asked);
      const transaction = parseTransaction(decode(data, wanted.encoding));
      blockFor(ledger, { commitment: 'processed', minContextSlot: wanted.minContextSlot });
      if (!wanted.skipPreflight) {
        const outcome = simulate(transaction, { verifiesSignatures: true });
        if (outcome.error === 'SignatureFailure') throw rpcErrors.signatureFailed();
        if (outcome.error !== null) {
          throw rpcErrors.preflightFailed(describeError(outcome.error), encodeOutcome(outcome));
        }
      }
      cluster.submit(transaction);
      return transaction.signature;
    },

    simulateTransaction([data, asked]) {
      const wanted = read(simulateOptions, asked);
      const transaction = parseTransaction(decode(data, wanted.encoding));
      const block = blockFor(ledger, { ...wanted, commitment: 'processed' });
      const outcome = simulate(transaction, {
        verifiesSignatures: wanted.sigVerify,
        checksBlockhash: !wanted.replaceRecentBlockhash,
      });
      return inContext(block, {
        ...encodeOutcome(outcome),
        ...(wanted.innerInstructions && { innerInstructions: encodeInner(outcome.inner) }),
      });
    },

    requestAirdrop: ([address, lamports]) =>
      cluster.airdrop(read(addressParam, address), read(slotParam, lamports)),
  };
}

function encodeOutcome({ error, logs, unitsConsumed, returned }: Outcome) {
  return {
    accounts: null,
    err: error,
    logs,
    returnData: returned === undefined ? null : encodeReturned(returned),
    unitsConsumed,
  };
}

function decode(data: unknown, encoding: 'base58' | 'base64'): Buffer {
  const text = read(z.string(), data);
  if (encoding === 'base64') return Buffer.from(text, 'base64');
  try {
    return Buffer.from(base58.decode(text));
  } catch {
    throw rpcErrors.invalidParams('invalid base58 encoding');
  }
}
