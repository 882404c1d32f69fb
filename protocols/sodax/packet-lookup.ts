import {
  encodeFunctionData,
  padHex,
  numberToHex,
  parseAbi,
  toEventSelector,
  zeroAddress,
} from 'viem';
import { CLOCK_SKEW_SECONDS, type ChainRef, type Link } from '../../core/leg.ts';
import type { Lookup } from '../../core/lookup.ts';
import type { Hex } from '../../core/raw-log.ts';
import type { CaptureInput } from '../define.ts';
import { familyOf } from '../family-of.ts';
import type { SodaxDeployment } from './deployment.ts';
import { bytesIn } from '../slice-hex.ts';

/** The one view by which a connection tells whether a packet was delivered. */
export const receiptsAbi = parseAbi([
  'function receipts(uint256 srcChainId, uint256 connSn) view returns (bool)',
]);
const TRANSFER = toEventSelector('Transfer(address,address,uint256)');

/** A packet that leaves a chain. */
interface Packet {
  relayId: string;
  connSn: bigint;
  dstAddress: Hex;
  payload: Hex;
  /** Link and step of the leg that delivers it. */
  link: Link;
  step: string;
  /** The transfer of a token that comes with the delivery, where one does: token, from whom, to whom. */
  moves?: { token: Hex; from: Hex; to: Hex } | undefined;
}

/**
 * Asks an EVM chain whether a packet was delivered there, which no event tells. None where its connection is not known, and
 * none on chains of other families, whose events tell.
 */
export function packetLookup(
  packet: Packet,
  { chain }: ChainRef,
  { at, deploymentOn }: CaptureInput<unknown, SodaxDeployment>,
): Lookup[] {
  const connection = deploymentOn(chain)?.connection;
  if (chain === null || connection === undefined || familyOf(chain) !== 'evm') return [];
  const { relayId, connSn, dstAddress, payload, link, step, moves } = packet;
  if (bytesIn(dstAddress) !== 20) return [];
  const isToken = moves && moves.token !== zeroAddress && isAddress(moves);
  return [
    {
      chain,
      key: link.key,
      step,
      view: {
        // CAST: contracts of EVM chains are addresses.
        to: connection as Hex,
        data: encodeFunctionData({ abi: receiptsAbi, args: [BigInt(relayId), connSn] }),
      },
      callee: dstAddress,
      marks: [numberToHex(connSn, { size: 32 }), payload],
      ...(isToken && {
        trail: { emitter: moves.token, topics: [TRANSFER, padHex(moves.from), padHex(moves.to)] },
      }),
      since: at.blockTime - CLOCK_SKEW_SECONDS,
    },
  ];
}

const isAddress = ({ token, from, to }: NonNullable<Packet['moves']>): boolean =>
  [token, from, to].every((bytes) => bytesIn(bytes) === 20);
