import type { About, Link } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import type { CaptureInput } from '../define.ts';
import { bytesIn } from '../slice-hex.ts';
import { showAddress } from './address.ts';
import { assetBookOf } from './assets.ts';
import { classifyCalls, type CallsMeaning } from './classify.ts';
import type { SodaxDeployment } from './deployment.ts';
import { hubOf } from './hub-of.ts';
import type { SodaxIntent } from './intent.ts';
import { aboutIntent, assetFrom } from './intent-about.ts';
import { intentLink, unstakeLink } from './links.ts';
import { decodeCalls, type HubCall } from './payload.ts';
import { unstakeAmount } from './unstake-amount.ts';

type Input = CaptureInput<unknown, SodaxDeployment>;

/** Whose wallet it is that is told to do something. */
export interface Owner {
  /** The hub wallet. */
  wallet: Hex;
  /**
   * Who tells it, in the bytes of its network, and which network that is. `sender` is null where only its hash is known; both
   * are where the wallet itself was handed calls.
   */
  sender: Hex | null;
  relayId: string | null;
}

/** What a hub wallet is told to do, and which other legs belong to it. */
export interface Content {
  about: About;
  links: Link[];
  /** It calls an intent off, and is part of that intent's operation. */
  isCancel: boolean;
}

/** Reads what comes to a hub wallet beside value: nothing, calls, or the hash of calls that are handed in later. */
export function readContent(content: Hex, owner: Owner, input: Input): Content {
  const { wallet } = owner;
  if (content === '0x')
    return { about: staying('deposit', wallet, input), links: [], isCancel: false };
  if (bytesIn(content) === 32) {
    return { about: { promises: ['stored_execution'] }, links: [], isCancel: false };
  }
  const calls = decodeCalls(content);
  // What it is to do is not known, so that no more than its execution can be awaited.
  if (!calls) return { about: staying('message', wallet, input), links: [], isCancel: false };
  return readCalls(calls, owner, input);
}

/** Reads the calls that a hub wallet makes. */
export function readCalls(calls: readonly HubCall[], owner: Owner, input: Input): Content {
  const { wallet } = owner;
  const { network } = input.deployment;
  const { contracts } = hubOf(input);
  const meaning = classifyCalls(calls, contracts, assetBookOf(contracts.assets));
  const { kind, intent, intentHash } = meaning;
  if (intent && intentHash) {
    const links = isOwn(intent, owner) ? [intentLink(network, intentHash)] : [];
    if (kind === 'cancel') return { about: { kind: 'cancel' }, links, isCancel: true };
    return { about: aboutIntent(intent, intentHash, input), links, isCancel: false };
  }
  const amount = unstakeAmount(calls, contracts) ?? meaning.amount;
  const isKnown = owner.sender !== null || owner.relayId === null;
  const isStake = calls.some(({ to }) => to === contracts.stakedSoda);
  const isPaired = isStake && (kind === 'unstake' || kind === 'claim') && amount !== undefined;
  return {
    about: withMigration(
      leavingKinds.has(kind) ? leaving(meaning, input) : staying(kind, wallet, input),
      calls.some(({ to }) => to === contracts.icxMigration || to === contracts.balnSwap),
    ),
    links:
      isPaired && isKnown
        ? [unstakeLink(network, { ...owner, amount }, kind === 'unstake' ? 'cause' : 'effect')]
        : [],
    isCancel: false,
  };
}

/** Anybody may send calls about another's intent; the hub refuses them, and they are no part of that intent's operation. */
function isOwn(
  { creator, srcAddress, srcChain }: SodaxIntent,
  { wallet, sender, relayId }: Owner,
): boolean {
  const isSender = srcAddress === sender && String(srcChain) === relayId;
  return creator === wallet && (isSender || relayId === null);
}

/** Those who migrate through a contract that says so are promised that it does. */
function withMigration(about: About, isTold: boolean): About {
  if (about.kind !== 'migration' || !isTold) return about;
  return { ...about, promises: ['migration', ...(about.promises ?? [])] };
}

/** Kinds whose value leaves the hub again, for whoever is its recipient. */
const leavingKinds = new Set<string>([
  'transfer',
  'withdrawal',
  'borrow',
  'withdraw',
  'claim',
  'instant_unstake',
  'migration',
]);

function staying(kind: string, wallet: Hex, input: Input): About {
  const { ref } = hubOf(input);
  // Where that goes which is unstaked, its claim tells.
  const end = kind === 'unstake' ? {} : { destination: ref };
  return { kind, hub: ref, ...end, details: { hubWallet: wallet } };
}

/** Where it goes is told by what the asset stands for; for one that is not known a packet is awaited all the same. */
function leaving(
  { kind, asset, amount, recipient, destination }: CallsMeaning,
  input: Input,
): About {
  const { ref, contracts } = hubOf(input);
  // One that takes nothing out again ends on the hub.
  if (kind === 'migration' && asset === undefined) return { kind, hub: ref, destination: ref };
  const isToHub = destination === contracts.relayId;
  return {
    kind,
    hub: ref,
    ...(destination !== undefined && { destination: input.chainNamed(destination) }),
    ...(recipient && { recipient: showAddress(destination ?? '', recipient) }),
    ...(asset &&
      amount !== undefined && { wanted: assetFrom(asset, destination ?? '', amount, input) }),
    promises: isToHub ? [] : ['dispatch', 'delivery'],
  };
}
