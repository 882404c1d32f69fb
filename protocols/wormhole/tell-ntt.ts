import { hexToBigInt } from 'viem';
import type { ChainRef, Link } from '../../core/leg.ts';
import { lowerHex } from '../../core/lower-hex.ts';
import type { Hex } from '../../core/raw-log.ts';
import { addressOn } from '../bytes32.ts';
import type { CaptureInput } from '../define.ts';
import { familyOf } from '../family-of.ts';
import type { WormholeDeployment } from './deployments.ts';
import {
  nttCauseLink,
  nttDigestMessageLink,
  nttMessageLink,
  nttSendLink,
  nttShownLink,
} from './links.ts';
import { inboxOf } from './ntt-inbox.ts';
import type { NttTransfer } from './ntt-message.ts';
import { isOwnTransceiver } from './ntt-transceivers.ts';
import { reachable, type Told } from './reachable.ts';
import type { VaaId } from './vaa-id.ts';

type Input = CaptureInput<unknown, WormholeDeployment>;

/** Whether this NTT manager is read on its chain. */
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
  /** Who sends it to Wormhole, as 32 bytes: a transceiver, if it is what it says. */
  transceiver: Hex;
  /** The message itself, if its number is known and nobody but a transceiver is between. */
  vaa?: VaaId | undefined;
}

/** What a native token transfer says. */
export function tellNtt(transfer: NttTransfer, sending: Sending, input: Input): Told {
  const { kind, origin, source } = sending;
  const { digest, toChain, amount, decimals } = transfer;
  const named = input.chainNamed(String(toChain)).chain;
  const manager = addressOn(named, transfer.recipientManager);
  const destination = reachable(toChain, (there) => isManagerRead(manager, there), input);
  const isSentHere = input.here.name === String(source.wormholeId);
  return {
    about: {
      kind,
      destination,
      sender: addressOn(origin.chain, transfer.sender),
      recipient: addressOn(named, transfer.recipient),
      details: {
        digest,
        sourceManager: addressOn(origin.chain, transfer.sourceManager),
        manager,
        token: `${source.wormholeId}/${addressOn(origin.chain, transfer.sourceToken)}`,
        amountInMessage: amount.toString(),
        decimalsInMessage: String(decimals),
      },
    },
    links: isSentHere ? linksOf(transfer, manager, sending, input) : [],
  };
}

/** How a message is found by what its managers say: where it is sent. */
function linksOf(
  transfer: NttTransfer,
  manager: string,
  { origin, source, transceiver, vaa }: Sending,
  { chainNamed, at }: Input,
): Link[] {
  const { network, wormholeId } = source;
  const { digest, toChain } = transfer;
  const { chain } = origin;
  const inbox = inboxOf(chainNamed(String(toChain)).chain, {
    wormholeId: toChain,
    manager,
    digest,
  });
  const received = { network, inbox };
  const sourceManager = addressOn(chain, transfer.sourceManager);
  const isOwn = isOwnTransceiver(transceiver, sourceManager, { chain, deployment: source });
  const id = hexToBigInt(transfer.id);
  const isEvm = chain !== null && familyOf(chain) === 'evm';
  // Anybody may take a transfer out of a queue, and send a message of their own beside it.
  const isStrangers = !isOwn && source.nttTransceivers[sourceManager] !== undefined;
  return [
    ...(isOwn ? [nttCauseLink(received)] : []),
    ...(vaa ? [nttShownLink(received, vaa)] : []),
    ...(isEvm && !isStrangers
      ? [
          nttMessageLink(network, at, { manager: sourceManager, id }),
          nttDigestMessageLink(network, at, { manager: sourceManager, digest }),
        ]
      : []),
    ...(isOwn && !isEvm ? [nttSendLink(network, wormholeId, sourceManager, id)] : []),
  ];
}
