import { hexToBigInt } from 'viem';
import type { ChainRef, Link } from '../../core/leg.ts';
import { lowerHex } from '../../core/lower-hex.ts';
import { addressOn } from '../bytes32.ts';
import type { CaptureInput } from '../define.ts';
import { familyOf } from '../family-of.ts';
import type { WormholeDeployment } from './deployments.ts';
import { nttCauseLink, nttMessageLink, nttShownLink } from './links.ts';
import type { NttTransfer } from './ntt-message.ts';
import { reachable, type Told } from './reachable.ts';
import type { VaaId } from './vaa-id.ts';

type Input = CaptureInput<unknown, WormholeDeployment>;

/** Whether the events of this NTT manager are read on its chain. */
export function isManagerRead(
  manager: string,
  { allNtt, nttManagers }: Pick<WormholeDeployment, 'allNtt' | 'nttManagers'>,
): boolean {
  return allNtt || nttManagers.some((known) => known === lowerHex(manager));
}

interface Sending {
  kind: string;
  origin: ChainRef;
  source: WormholeDeployment;
  /** The message itself, if its number is known and nobody but a transceiver is between. */
  vaa?: VaaId | undefined;
}

/** What a native token transfer says. Managers on Solana emit nothing: its end is not seen there. */
export function tellNtt(
  transfer: NttTransfer,
  { kind, origin, source, vaa }: Sending,
  input: Input,
): Told {
  const { network, wormholeId } = source;
  const { digest, id, toChain, amount, decimals } = transfer;
  const named = input.chainNamed(String(toChain)).chain;
  const manager = addressOn(named, transfer.recipientManager);
  const destination = reachable(toChain, (there) => isManagerRead(manager, there), input);
  const sourceManager = addressOn(origin.chain, transfer.sourceManager);
  const isSentHere = input.here.name === String(wormholeId);
  const isEvm = origin.chain !== null && familyOf(origin.chain) === 'evm';
  const received = { network, chain: toChain, manager, digest };
  const links: Link[] = isSentHere
    ? [
        nttCauseLink(received),
        ...(vaa ? [nttShownLink(received, vaa)] : []),
        ...(isEvm
          ? [nttMessageLink(network, input.at, { manager: sourceManager, id: hexToBigInt(id) })]
          : []),
      ]
    : [];
  return {
    about: {
      kind,
      destination,
      sender: addressOn(origin.chain, transfer.sender),
      recipient: addressOn(named, transfer.recipient),
      details: {
        digest,
        sourceManager,
        manager,
        token: `${wormholeId}/${addressOn(origin.chain, transfer.sourceToken)}`,
        amountInMessage: amount.toString(),
        decimalsInMessage: String(decimals),
      },
    },
    links,
  };
}
