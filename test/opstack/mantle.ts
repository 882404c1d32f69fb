import { concat, encodeAbiParameters, keccak256, numberToHex, parseAbiParameters } from 'viem';
import type { Hex } from '../../core/raw-log.ts';
import {
  aliasOf,
  called,
  coins,
  type Emitted,
  friend,
  nobody,
  ofMantle,
  on,
  user,
} from './logs.ts';

// What Mantle and Ethereum show of Mantle's bridge, made up for tests. Written apart from what reads it.

/** Ether there, and its own coin on Ethereum. */
export const ether: Hex = '0xdeaddeaddeaddeaddeaddeaddeaddeaddead1111';
export const mnt: Hex = '0x3c3a81e81dc49a522a592e7622a7e711c06bf354';
const oldMnt: Hex = '0xdeaddeaddeaddeaddeaddeaddeaddeaddead0000';

interface MantleMessage {
  nonce: bigint;
  sender: Hex;
  target: Hex;
  mntValue: bigint;
  ethValue: bigint;
  minGasLimit: bigint;
  message: Hex;
}

const aMessage = (more: Partial<MantleMessage>): MantleMessage => ({
  nonce: (1n << 240n) + 7n,
  sender: user,
  target: friend,
  mntValue: 0n,
  ethValue: 0n,
  minGasLimit: 200_000n,
  message: '0xdeadbeef',
  ...more,
});

const relayCall = (message: MantleMessage): Hex =>
  called(
    'relayMessage(uint256 nonce, address sender, address target, uint256 mntValue, uint256 ethValue, uint256 minGasLimit, bytes message)',
    message,
  );
const transferCall = (name: string): Hex =>
  called(`${name}(address from, address to, uint256 amount, bytes extraData)`, coins);

/** A deposit at Mantle's portal, as version 1 of its event has it, or version 0. */
export function depositLog(
  { from, to, data }: { from: Hex; to: Hex; data: Hex },
  [mint, ethMint]: [mnt: bigint, ether: bigint],
  version: 0n | 1n = 1n,
): Emitted {
  const amounts = version === 1n ? [mint, mint, ethMint, ethMint] : [mint, mint, ethMint];
  const words = amounts.map((amount) => numberToHex(amount, { size: 32 }));
  const opaqueData = concat([...words, numberToHex(100_000, { size: 8 }), '0x00', data]);
  return [ofMantle.portal, 'deposited', { from, to, version, opaqueData }];
}

const sentLogs = (messenger: Hex, message: MantleMessage): Emitted[] => [
  [messenger, 'sent', { ...message, messageNonce: message.nonce, gasLimit: message.minGasLimit }],
  [messenger, 'values', message],
];
const messageDown = (message: MantleMessage): Emitted[] => [
  depositLog({ from: aliasOf(ofMantle.messenger), to: on.messenger, data: relayCall(message) }, [
    message.mntValue,
    message.ethValue,
  ]),
  ...sentLogs(ofMantle.messenger, message),
];

interface MantleWithdrawal {
  nonce: bigint;
  sender: Hex;
  target: Hex;
  mntValue: bigint;
  ethValue: bigint;
  gasLimit: bigint;
  data: Hex;
}

export const withdrawalOf = (more: Partial<MantleWithdrawal>): MantleWithdrawal => ({
  nonce: (1n << 240n) + 3n,
  sender: user,
  target: friend,
  mntValue: 0n,
  ethValue: 0n,
  gasLimit: 100_000n,
  data: '0x',
  ...more,
});
const withdrawalBy = (message: MantleMessage): MantleWithdrawal =>
  withdrawalOf({
    ...message,
    nonce: (1n << 240n) + 3n,
    sender: on.messenger,
    target: ofMantle.messenger,
    data: relayCall(message),
  });
const hashOf = (withdrawal: MantleWithdrawal): Hex =>
  keccak256(
    encodeAbiParameters(
      parseAbiParameters('uint256, address, address, uint256, uint256, uint256, bytes'),
      [
        withdrawal.nonce,
        withdrawal.sender,
        withdrawal.target,
        withdrawal.mntValue,
        withdrawal.ethValue,
        withdrawal.gasLimit,
        withdrawal.data,
      ],
    ),
  );
export const passedLog = (withdrawal: MantleWithdrawal): Emitted => [
  on.passer,
  'passedByMantle',
  { ...withdrawal, withdrawalHash: hashOf(withdrawal) },
];
export const provenLog = (withdrawal: MantleWithdrawal): Emitted => {
  const { sender: from, target: to } = withdrawal;
  return [ofMantle.portal, 'proven', { withdrawalHash: hashOf(withdrawal), from, to }];
};
export const finalizedLog = (withdrawal: MantleWithdrawal): Emitted => [
  ofMantle.portal,
  'finalized',
  { withdrawalHash: hashOf(withdrawal), success: true },
];
const relayedLog = (messenger: Hex, message: MantleMessage): Emitted => [
  messenger,
  'relayed',
  { msgHash: keccak256(relayCall(message)) },
];

const { from, to, amount, extraData } = coins;
const mntDown = aMessage({
  sender: ofMantle.bridge,
  target: on.bridge,
  mntValue: amount,
  message: transferCall('finalizeBridgeMNT'),
});
const mntUp = aMessage({
  sender: on.bridge,
  target: ofMantle.bridge,
  mntValue: amount,
  message: transferCall('finalizeBridgeMNT'),
});
const etherDown = aMessage({
  sender: ofMantle.bridge,
  target: on.bridge,
  ethValue: amount,
  message: transferCall('finalizeBridgeETH'),
});
const etherUp = aMessage({
  sender: on.bridge,
  target: ofMantle.bridge,
  ethValue: amount,
  message: transferCall('finalizeBridgeETH'),
});

/** A log of a token, which nobody reads. */
const payment: Emitted = null;

/** MNT by the standard bridge, which is a token on Ethereum: its payments are logged in between. */
export const mntTransfers = {
  downLeaves: [
    [ofMantle.bridge, 'mntDeposit', coins],
    [ofMantle.bridge, 'mntInitiated', coins],
    payment,
    payment,
    ...messageDown(mntDown),
  ] as Emitted[],
  downArrives: [
    [on.bridge, 'depositFinalized', { l1Token: mnt, l2Token: nobody, ...coins }],
    [on.bridge, 'mntFinalized', coins],
    relayedLog(on.messenger, mntDown),
  ] as Emitted[],
  upLeaves: [
    [on.bridge, 'withdrawal', { l1Token: mnt, l2Token: nobody, ...coins }],
    [on.bridge, 'mntInitiated', coins],
    passedLog(withdrawalBy(mntUp)),
    ...sentLogs(on.messenger, mntUp),
  ] as Emitted[],
  upProven: [provenLog(withdrawalBy(mntUp))],
  upArrives: [
    [ofMantle.bridge, 'mntWithdrawal', coins],
    [ofMantle.bridge, 'mntFinalized', coins],
    // The messenger takes back what it allowed the bridge to take.
    payment,
    relayedLog(ofMantle.messenger, mntUp),
    finalizedLog(withdrawalBy(mntUp)),
  ] as Emitted[],
  /** The call of the portal that claims it. */
  claim: called(
    'finalizeWithdrawalTransaction((uint256 nonce, address sender, address target, uint256 mntValue, uint256 ethValue, uint256 gasLimit, bytes data) withdrawal)',
    { withdrawal: withdrawalBy(mntUp) },
  ),
};

/** Ether by the standard bridge, which is a token on Mantle. */
export const etherTransfers = {
  downLeaves: [
    [ofMantle.bridge, 'ethDeposit', coins],
    [ofMantle.bridge, 'ethInitiated', coins],
    ...messageDown(etherDown),
  ] as Emitted[],
  downArrives: [
    [on.bridge, 'depositFinalized', { l1Token: nobody, l2Token: ether, ...coins }],
    [on.bridge, 'ethFinalized', coins],
    payment,
    relayedLog(on.messenger, etherDown),
  ] as Emitted[],
  /** The transaction that the deposit is on Mantle calls this. */
  relay: relayCall(etherDown),
  upLeaves: [
    [on.bridge, 'withdrawal', { l1Token: nobody, l2Token: ether, ...coins }],
    [on.bridge, 'ethInitiated', coins],
    payment,
    payment,
    payment,
    passedLog(withdrawalBy(etherUp)),
    ...sentLogs(on.messenger, etherUp),
  ] as Emitted[],
  upProven: [provenLog(withdrawalBy(etherUp))],
  upArrives: [
    [ofMantle.bridge, 'ethWithdrawal', coins],
    [ofMantle.bridge, 'ethFinalized', coins],
    relayedLog(ofMantle.messenger, etherUp),
    finalizedLog(withdrawalBy(etherUp)),
  ] as Emitted[],
};

/** A message with both coins. */
export const bothDown = aMessage({ mntValue: 5n, ethValue: 6n });
export const bothLeave = messageDown(bothDown);
export const bothArrive: Emitted[] = [relayedLog(on.messenger, bothDown)];

const oldUp = aMessage({
  nonce: 9n,
  sender: on.bridge,
  target: ofMantle.bridge,
  mntValue: amount,
  minGasLimit: 0n,
  message: transferCall('finalizeMantleWithdrawal'),
});
const migrated = withdrawalOf({
  ...oldUp,
  sender: on.messenger,
  target: ofMantle.messenger,
  data: relayCall(oldUp),
  gasLimit: 1_300_873n + 16n * BigInt(relayCall(oldUp).length / 2 - 1),
});
/** MNT that was on its way up when Mantle took over Bedrock. */
export const oldTransfer = {
  leaves: [
    sentLogs(on.messenger, oldUp)[0],
    [on.bridge, 'withdrawal', { l1Token: mnt, l2Token: oldMnt, from, to, amount, extraData }],
  ] as Emitted[],
  proven: [provenLog(migrated)],
  arrives: [
    [ofMantle.bridge, 'mntWithdrawal', coins],
    [ofMantle.bridge, 'mntFinalized', coins],
    relayedLog(ofMantle.messenger, oldUp),
    finalizedLog(migrated),
  ] as Emitted[],
};
