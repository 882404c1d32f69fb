import { createPublicClient, http, isHash } from 'viem';
import { Connection } from '@solana/web3.js';
import type { ChainSource } from '../chains/source.ts';
import { MidflightError } from '../core/errors.ts';
import type { RawLog } from '../core/raw-log.ts';
import { readerFor } from '../indexer/capture.ts';
import type { Protocol } from '../protocols/bind.ts';

/** A chain to record from. */
export interface Recorder {
  source: ChainSource;
  /** An http endpoint of it: it tells which block a transaction is in. */
  url: string;
}

/**
 * The logs of a transaction that a protocol reads, exactly as the indexer would get them.
 *
 * @throws MidflightError if the chain has no such transaction, or nothing in it is the protocol's
 */
export async function recordTransaction(
  { source, url }: Recorder,
  { protocol, hash }: { protocol: Protocol; hash: string },
): Promise<[RawLog, ...RawLog[]]> {
  const { id, family, name } = source.definition;
  const reader = readerFor(id, [protocol]);
  if (!reader) {
    throw failure(
      `${protocol.name} has no contract on ${name}.`,
      `Name its deployment in midflight.config.ts, as protocols.${protocol.name}.deployments['${id}'].`,
    );
  }
  const height = await (family === 'evm' ? evmHeight(url, hash) : solanaHeight(url, hash));
  if (height === null) {
    throw failure(
      `${name} knows no transaction ${hash}.`,
      'Check the hash and the chain, and that the endpoint keeps transactions that old.',
    );
  }
  const { logs } = await source.read({ from: height, to: height }, reader.filter);
  const [first, ...more] = logs.filter(
    ({ at }) => at.transaction.toLowerCase() === hash.toLowerCase() && at.index >= 0,
  );
  if (first) return [first, ...more];
  const contracts = (protocol.contracts.get(id) ?? []).join(', ');
  throw failure(
    `Transaction ${hash} has no log of ${protocol.name} on ${name}.`,
    `These contracts are read there: ${contracts}.`,
  );
}

async function evmHeight(url: string, hash: string): Promise<bigint | null> {
  if (!isHash(hash)) {
    throw failure(`${hash} is no transaction hash.`, 'Write it as 0x and 64 hex digits.');
  }
  const client = createPublicClient({ transport: http(url) });
  const receipt = await client.request({ method: 'eth_getTransactionReceipt', params: [hash] });
  return receipt && BigInt(receipt.blockNumber);
}

async function solanaHeight(url: string, signature: string): Promise<bigint | null> {
  const connection = new Connection(url, 'confirmed');
  const found = await connection.getTransaction(signature, { maxSupportedTransactionVersion: 0 });
  return found && BigInt(found.slot);
}

function failure(message: string, recovery: string): MidflightError {
  return new MidflightError({ code: 'cannot_record', message, recovery });
}
