import {
  encodeAbiParameters,
  encodeEventTopics,
  keccak256,
  parseAbiItem,
  type AbiEvent,
} from 'viem';
import type { ChainId } from '../../core/chain.ts';
import { receiptView } from '../../core/lookup.ts';
import type { Call, Hex, RawLog } from '../../core/raw-log.ts';
import { opstackDeployments } from '../../protocols/opstack/deployments.ts';
import { encodeOpstack } from '../encode-opstack.ts';

// What Base, Optimism and Ethereum show of the OP stack, made up for tests, as their contracts tell it.

export const ethereum: ChainId = 'eip155:1';
export const base: ChainId = 'eip155:8453';
export const optimism: ChainId = 'eip155:10';
export const blast: ChainId = 'eip155:81457';
export const mantle: ChainId = 'eip155:5000';

const rollupOf = (id: number) => {
  const rollup = opstackDeployments[ethereum]?.rollups?.[id];
  if (!rollup) throw new Error(`${id} settles on Ethereum`);
  return rollup;
};
/** Contracts on Ethereum. */
export const ofBase = rollupOf(8453);
export const ofOptimism = rollupOf(10);
export const ofBlast = rollupOf(81_457);
export const ofMantle = rollupOf(5_000);
const predeploy = (end: string): Hex => `0x42000000000000000000000000000000000000${end}`;
/** Contracts of every OP chain. */
export const on = {
  messenger: predeploy('07'),
  bridge: predeploy('10'),
  nftBridge: predeploy('14'),
  passer: predeploy('16'),
  interop: predeploy('23'),
  ethBridge: predeploy('24'),
  tokenBridge: predeploy('28'),
};

const address = (digit: string): Hex => `0x${digit.repeat(40)}`;
export const user = address('1');
export const friend = address('2');
export const l1Token = address('3');
export const l2Token = address('4');
export const stranger = address('5');
export const contract = address('6');
export const nobody = address('0');
/** Ether, as the bridge of an OP chain calls it. */
export const etherThere: Hex = '0xdeaddeaddeaddeaddeaddeaddeaddeaddead0000';

const signatures = {
  deposited:
    'TransactionDeposited(address indexed from, address indexed to, uint256 indexed version, bytes opaqueData)',
  passed:
    'MessagePassed(uint256 indexed nonce, address indexed sender, address indexed target, uint256 value, uint256 gasLimit, bytes data, bytes32 withdrawalHash)',
  requested:
    'WithdrawalRequested(uint256 indexed requestId, address indexed requestor, address indexed recipient, uint256 amount)',
  claimed:
    'WithdrawalClaimed(uint256 indexed requestId, address indexed recipient, uint256 amountOfETH)',
  provenRequest:
    'WithdrawalProven(bytes32 indexed withdrawalHash, address indexed from, address indexed to, uint256 requestId)',
  proven:
    'WithdrawalProven(bytes32 indexed withdrawalHash, address indexed from, address indexed to)',
  prover:
    'WithdrawalProvenExtension1(bytes32 indexed withdrawalHash, address indexed proofSubmitter)',
  finalized: 'WithdrawalFinalized(bytes32 indexed withdrawalHash, bool success)',
  sent: 'SentMessage(address indexed target, address sender, bytes message, uint256 messageNonce, uint256 gasLimit)',
  value: 'SentMessageExtension1(address indexed sender, uint256 value)',
  values: 'SentMessageExtension1(address indexed sender, uint256 mntValue, uint256 ethValue)',
  passedByMantle:
    'MessagePassed(uint256 indexed nonce, address indexed sender, address indexed target, uint256 mntValue, uint256 ethValue, uint256 gasLimit, bytes data, bytes32 withdrawalHash)',
  mntInitiated:
    'MNTBridgeInitiated(address indexed from, address indexed to, uint256 amount, bytes extraData)',
  mntDeposit:
    'MNTDepositInitiated(address indexed from, address indexed to, uint256 amount, bytes extraData)',
  mntFinalized:
    'MNTBridgeFinalized(address indexed from, address indexed to, uint256 amount, bytes extraData)',
  mntWithdrawal:
    'MNTWithdrawalFinalized(address indexed from, address indexed to, uint256 amount, bytes extraData)',
  relayed: 'RelayedMessage(bytes32 indexed msgHash)',
  failed: 'FailedRelayedMessage(bytes32 indexed msgHash)',
  ethInitiated:
    'ETHBridgeInitiated(address indexed from, address indexed to, uint256 amount, bytes extraData)',
  ethDeposit:
    'ETHDepositInitiated(address indexed from, address indexed to, uint256 amount, bytes extraData)',
  ethFinalized:
    'ETHBridgeFinalized(address indexed from, address indexed to, uint256 amount, bytes extraData)',
  ethWithdrawal:
    'ETHWithdrawalFinalized(address indexed from, address indexed to, uint256 amount, bytes extraData)',
  tokensInitiated:
    'ERC20BridgeInitiated(address indexed localToken, address indexed remoteToken, address indexed from, address to, uint256 amount, bytes extraData)',
  tokensDeposit:
    'ERC20DepositInitiated(address indexed l1Token, address indexed l2Token, address indexed from, address to, uint256 amount, bytes extraData)',
  withdrawal:
    'WithdrawalInitiated(address indexed l1Token, address indexed l2Token, address indexed from, address to, uint256 amount, bytes extraData)',
  tokensFinalized:
    'ERC20BridgeFinalized(address indexed localToken, address indexed remoteToken, address indexed from, address to, uint256 amount, bytes extraData)',
  tokensWithdrawal:
    'ERC20WithdrawalFinalized(address indexed l1Token, address indexed l2Token, address indexed from, address to, uint256 amount, bytes extraData)',
  depositFinalized:
    'DepositFinalized(address indexed l1Token, address indexed l2Token, address indexed from, address to, uint256 amount, bytes extraData)',
  depositFailed:
    'DepositFailed(address indexed l1Token, address indexed l2Token, address indexed from, address to, uint256 amount, bytes extraData)',
  nftInitiated:
    'ERC721BridgeInitiated(address indexed localToken, address indexed remoteToken, address indexed from, address to, uint256 tokenId, bytes extraData)',
  nftFinalized:
    'ERC721BridgeFinalized(address indexed localToken, address indexed remoteToken, address indexed from, address to, uint256 tokenId, bytes extraData)',
  interopSent:
    'SentMessage(uint256 indexed destination, address indexed target, uint256 indexed messageNonce, address sender, bytes message)',
  interopRelayed:
    'RelayedMessage(uint256 indexed source, uint256 indexed messageNonce, bytes32 indexed messageHash, bytes32 returnDataHash)',
  interopRelayedBefore:
    'RelayedMessage(uint256 indexed source, uint256 indexed messageNonce, bytes32 indexed messageHash)',
  interopExpired: 'MessageExpired(bytes32 indexed messageHash, uint256 undeliveredAt)',
  ethSent: 'SendETH(address indexed from, address indexed to, uint256 amount, uint256 destination)',
  ethRelayed: 'RelayETH(address indexed from, address indexed to, uint256 amount, uint256 source)',
  tokensSent:
    'SendERC20(address indexed token, address indexed from, address indexed to, uint256 amount, uint256 destination)',
  tokensRelayed:
    'RelayERC20(address indexed token, address indexed from, address indexed to, uint256 amount, uint256 source)',
} as const;

/** A log before it is in a transaction: its emitter, its event, and its arguments; null for one that is not read. */
export type Emitted = [emitter: Hex, event: keyof typeof signatures, args: object] | null;

interface Tx {
  chain: ChainId;
  /** Seconds; its block and its hash are made of it. */
  time: number;
  call?: Call;
}

/** The logs of one transaction, one right after the other. */
export function aTx({ chain, time, call }: Tx, ...emitted: Emitted[]): RawLog[] {
  return emitted.flatMap((one, index) => {
    if (!one) return [];
    const [emitter, event, args] = one;
    const item = parseAbiItem(`event ${signatures[event]}`) as AbiEvent;
    const rest = item.inputs.filter(({ indexed }) => !indexed);
    const hash: Hex = `0x${time.toString(16).padStart(64, '0')}`;
    return {
      emitter,
      // CAST: arguments under the names that the event has for them.
      topics: encodeEventTopics({ abi: [item], args } as never) as Hex[],
      data: encodeAbiParameters(
        rest,
        rest.map(({ name }) => (args as Record<string, unknown>)[name ?? '']),
      ),
      ordinal: 0,
      receiptIndex: null,
      ...(call && { call }),
      at: {
        chain,
        blockNumber: BigInt(time),
        blockHash: hash,
        blockTime: time,
        transaction: hash,
        index: 10 + index,
      },
    };
  });
}

/** What the receipt of a transaction has answered on Base. */
export function anAnswer(transaction: Hex, end: 'succeeded' | 'failed', time: number): RawLog {
  const { to, data } = receiptView(transaction, end);
  const hash: Hex = `0x${time.toString(16).padStart(64, '0')}`;
  return {
    emitter: to,
    // CAST: hex that is cut behind the selector.
    topics: [data.slice(0, 10) as Hex],
    data: `0x${data.slice(10)}`,
    ordinal: 0,
    receiptIndex: null,
    isAsked: true,
    at: {
      chain: base,
      blockNumber: BigInt(time),
      blockHash: hash,
      blockTime: time,
      transaction: `state:${to}:${data}`,
      index: -1,
    },
  };
}

/** What one messenger is told by the other. */
export interface Message {
  nonce: bigint;
  sender: Hex;
  target: Hex;
  value: bigint;
  minGasLimit: bigint;
  message: Hex;
}

const BEDROCK = 1n << 240n;

export const aMessage = (more: Partial<Message> = {}): Message => ({
  nonce: BEDROCK + 7n,
  sender: user,
  target: contract,
  value: 0n,
  minGasLimit: 200_000n,
  message: '0xdeadbeef',
  ...more,
});

export const called = (call: string, args: object): Hex =>
  encodeOpstack({ call: `function ${call}`, args });

export const relayCall = (message: Message): Hex =>
  called(
    'relayMessage(uint256 nonce, address sender, address target, uint256 value, uint256 minGasLimit, bytes message)',
    message,
  );
export const hashOf = (message: Message): Hex => keccak256(relayCall(message));
export const legacyHashOf = (message: Message): Hex =>
  keccak256(
    called('relayMessage(address target, address sender, bytes message, uint256 nonce)', message),
  );

/** A transfer that a bridge is asked for. */
export interface Coins {
  from: Hex;
  to: Hex;
  amount: bigint;
  extraData: Hex;
}
export const coins: Coins = { from: user, to: friend, amount: 1_000n, extraData: '0x' };
export const down = { l1Token, l2Token };

export const ethCall = (transfer: Coins = coins): Hex =>
  called('finalizeBridgeETH(address from, address to, uint256 amount, bytes extraData)', transfer);
const tokenCall = (local: Hex, remote: Hex): Hex =>
  called(
    'finalizeBridgeERC20(address localToken, address remoteToken, address from, address to, uint256 amount, bytes extraData)',
    { localToken: local, remoteToken: remote, ...coins },
  );
export const nftCall = called(
  'finalizeBridgeERC721(address localToken, address remoteToken, address from, address to, uint256 amount, bytes extraData)',
  { localToken: l2Token, remoteToken: l1Token, ...coins },
);
export const depositCall = (tokens: object): Hex =>
  called(
    'finalizeDeposit(address l1Token, address l2Token, address from, address to, uint256 amount, bytes extraData)',
    { ...tokens, ...coins },
  );

/** Ether by the standard bridge, down to Base and up from it. */
export const ethDown = aMessage({
  sender: ofBase.bridge,
  target: on.bridge,
  value: 1_000n,
  message: ethCall(),
});
export const ethUp = aMessage({
  sender: on.bridge,
  target: ofBase.bridge,
  value: 1_000n,
  message: ethCall(),
});
export const tokensDown = aMessage({
  sender: ofBase.bridge,
  target: on.bridge,
  message: tokenCall(l2Token, l1Token),
});
export const tokensUp = aMessage({
  sender: on.bridge,
  target: ofBase.bridge,
  message: tokenCall(l1Token, l2Token),
});

export const sentLogs = (messenger: Hex, message: Message): Emitted[] => [
  [messenger, 'sent', { ...message, messageNonce: message.nonce, gasLimit: message.minGasLimit }],
  [messenger, 'value', message],
];
export const aliasOf = (of: Hex): Hex =>
  `0x${(BigInt(of) + 0x1111000000000000000000000000000000001111n).toString(16).slice(-40)}`;

/** A deposit at a portal, that of Base unless told, by itself. */
export function depositLog(
  { from, to, data, mint = 0n }: { from: Hex; to: Hex; data: Hex; mint?: bigint },
  more: object = {},
  portal = ofBase.portal,
): Emitted {
  const facts = { mint: `${mint}`, value: `${mint}`, gasLimit: 100_000, isCreation: false, data };
  return [
    portal,
    'deposited',
    { from, to, version: 0n, opaqueData: encodeOpstack(facts), ...more },
  ];
}

/** What leaves Ethereum for Base, unless told, when its messenger is told this. */
export const messageDown = (message: Message, { messenger, portal } = ofBase): Emitted[] => [
  depositLog(
    {
      from: aliasOf(messenger),
      to: on.messenger,
      data: relayCall(message),
      mint: message.value,
    },
    {},
    portal,
  ),
  ...sentLogs(messenger, message),
];

export interface Withdrawal {
  nonce: bigint;
  sender: Hex;
  target: Hex;
  value: bigint;
  gasLimit: bigint;
  data: Hex;
}

/** A withdrawal from Base without the messenger. */
export const withdrawalOf = (more: Partial<Withdrawal> = {}): Withdrawal => ({
  nonce: BEDROCK + 3n,
  sender: user,
  target: friend,
  value: 1_000n,
  gasLimit: 100_000n,
  data: '0x',
  ...more,
});
/** The withdrawal that a message up from Base is. */
export const withdrawalBy = (message: Message): Withdrawal =>
  withdrawalOf({
    sender: on.messenger,
    target: ofBase.messenger,
    value: message.value,
    data: relayCall(message),
  });
export const withdrawalHashOf = ({
  nonce,
  sender,
  target,
  value,
  gasLimit,
  data,
}: Withdrawal): Hex =>
  keccak256(
    encodeAbiParameters(
      (['uint256', 'address', 'address', 'uint256', 'uint256', 'bytes'] as const).map((type) => ({
        type,
      })),
      [nonce, sender, target, value, gasLimit, data],
    ),
  );
export const passedLog = (withdrawal: Withdrawal): Emitted => [
  on.passer,
  'passed',
  { ...withdrawal, withdrawalHash: withdrawalHashOf(withdrawal) },
];
export const finalizeCall = (withdrawal: Withdrawal): Hex =>
  called(
    'finalizeWithdrawalTransaction((uint256 nonce, address sender, address target, uint256 value, uint256 gasLimit, bytes data) withdrawal)',
    { withdrawal },
  );

/** What leaves Base for Ethereum when its messenger is told this. */
export const messageUp = (message: Message): Emitted[] => [
  passedLog(withdrawalBy(message)),
  ...sentLogs(on.messenger, message),
];

export const provenLogs = (withdrawal: Withdrawal): Emitted[] => {
  const withdrawalHash = withdrawalHashOf(withdrawal);
  const { sender: from, target: to } = withdrawal;
  return [
    [ofBase.portal, 'proven', { withdrawalHash, from, to }],
    [ofBase.portal, 'prover', { withdrawalHash, proofSubmitter: user }],
  ];
};
/** The same of Blast's portal. */
export const provenOnBlast = (withdrawal: Withdrawal, requestId: bigint): Emitted[] => {
  const { sender: from, target: to } = withdrawal;
  const withdrawalHash = withdrawalHashOf(withdrawal);
  return [[ofBlast.portal, 'provenRequest', { withdrawalHash, from, to, requestId }]];
};
export const finalizedLog = (
  withdrawal: Withdrawal,
  success = true,
  portal: Hex = ofBase.portal,
): Emitted => [portal, 'finalized', { withdrawalHash: withdrawalHashOf(withdrawal), success }];
export const relayedLog = (messenger: Hex, message: Message): Emitted => [
  messenger,
  'relayed',
  { msgHash: hashOf(message) },
];
export const failedLog = (messenger: Hex, message: Message): Emitted => [
  messenger,
  'failed',
  { msgHash: hashOf(message) },
];
