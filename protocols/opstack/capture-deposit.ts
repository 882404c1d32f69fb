import { toHex } from 'viem';
import type { Hex } from '../../core/raw-log.ts';
import type { Captured, CaptureInput } from '../define.ts';
import { wholeLinks } from './capture-message.ts';
import { decodeDeposit, depositTransaction, sourceHash, type Deposit } from './deposit.ts';
import type { OpstackDeployment } from './deployments.ts';
import { endOf, predeploys, type End } from './end.ts';
import { depositLink } from './links.ts';
import { decodeRelay, messageHash, versionOf, type Message } from './message.ts';
import { coins, tellSent } from './tell-message.ts';

interface TransactionDeposited {
  from: Hex;
  to: Hex;
  version: bigint;
  opaqueData: Hex;
}

/** Contracts have another address on the OP chain. Source: optimism `AddressAliasHelper.sol`. */
const ALIAS = 0x1111000000000000000000000000000000001111n;

const aliasOf = (address: Hex): Hex =>
  toHex(BigInt.asUintN(160, BigInt(address) + ALIAS), { size: 20 });

/** Reads `TransactionDeposited`. A deposit of the messenger is a message; what others deposit leaves no event when it is there. */
export function captureDeposited({
  args,
  ...input
}: CaptureInput<TransactionDeposited, OpstackDeployment>): Captured {
  const end = endOf(input, ['portal']);
  if (args.version !== 0n) throw new Error(`a deposit of version ${args.version}`);
  const deposit = decodeDeposit(args);
  const source = sourceHash(input.at);
  const transaction = depositTransaction(deposit, source);
  const link = depositLink(end.outbound, transaction);
  const details = {
    l2Transaction: transaction,
    sourceHash: source,
    gasLimit: deposit.gasLimit.toString(),
  };
  const message = messageIn(deposit, end);
  if (message) {
    const { details: told, ...about } = tellSent(message, end);
    return {
      step: 'send',
      links: [...wholeLinks(end.outbound, message), link],
      about: {
        kind: 'deposit',
        ...about,
        details: { ...told, ...details, messageHash: messageHash(message) },
      },
    };
  }
  const sent = coins(deposit.mint);
  return {
    step: 'send',
    links: [link],
    about: {
      kind: 'portal_deposit',
      origin: end.here,
      destination: end.there,
      sender: deposit.from,
      ...(deposit.to && { recipient: deposit.to }),
      ...(sent && { sent }),
      details: {
        ...details,
        ...(deposit.value !== deposit.mint && { value: deposit.value.toString() }),
      },
    },
  };
}

/** The message that a deposit of the messenger itself is. Anybody may deposit such a call: it counts for nothing there. */
function messageIn({ from, to, data }: Deposit, { messenger }: End): Message | undefined {
  if (from !== aliasOf(messenger) || to !== predeploys.messenger) return undefined;
  const message = decodeRelay(data);
  if (!message || versionOf(message.nonce) !== 1) {
    throw new Error('a deposit of the messenger that is no message of version 1');
  }
  return message;
}
