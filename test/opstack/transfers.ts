import type { Hex } from '../../core/raw-log.ts';
import {
  aMessage,
  called,
  coins,
  depositCall,
  down,
  type Emitted,
  ethDown,
  etherThere,
  ethUp,
  finalizedLog,
  l1Token,
  l2Token,
  legacyHashOf,
  type Message,
  messageDown,
  messageUp,
  nftCall,
  nobody,
  ofBase,
  ofOptimism,
  on,
  relayCall,
  relayedLog,
  sentLogs,
  tokensDown,
  tokensUp,
  withdrawalBy,
  withdrawalHashOf,
  withdrawalOf,
} from './logs.ts';

// Transfers of the standard bridges, old and new, and of bridges for a single token.

/** Ether of the standard bridge: as it leaves and as it arrives, by either way. */
export const eth = {
  downLeaves: (message = ethDown, transfer = coins): Emitted[] => [
    [ofBase.bridge, 'ethDeposit', transfer],
    [ofBase.bridge, 'ethInitiated', transfer],
    ...messageDown(message),
  ],
  downCredit: [
    [on.bridge, 'depositFinalized', { l1Token: nobody, l2Token: etherThere, ...coins }],
    [on.bridge, 'ethFinalized', coins],
  ] as Emitted[],
  upLeaves: [
    [on.bridge, 'withdrawal', { l1Token: nobody, l2Token: etherThere, ...coins }],
    [on.bridge, 'ethInitiated', coins],
    ...messageUp(ethUp),
  ] as Emitted[],
  upCredit: [
    [ofBase.bridge, 'ethWithdrawal', coins],
    [ofBase.bridge, 'ethFinalized', coins],
  ] as Emitted[],
};

/** Tokens of the standard bridge. */
export const tokens = {
  downLeaves: [
    [ofBase.bridge, 'tokensDeposit', { ...down, ...coins }],
    [ofBase.bridge, 'tokensInitiated', { localToken: l1Token, remoteToken: l2Token, ...coins }],
    ...messageDown(tokensDown),
  ] as Emitted[],
  downArrives: [
    [on.bridge, 'depositFinalized', { ...down, ...coins }],
    [on.bridge, 'tokensFinalized', { localToken: l2Token, remoteToken: l1Token, ...coins }],
    relayedLog(on.messenger, tokensDown),
  ] as Emitted[],
  up: tokensUp,
  upLeaves: [
    [on.bridge, 'withdrawal', { ...down, ...coins }],
    [on.bridge, 'tokensInitiated', { localToken: l2Token, remoteToken: l1Token, ...coins }],
    ...messageUp(tokensUp),
  ] as Emitted[],
  upArrives: [
    [ofBase.bridge, 'tokensWithdrawal', { ...down, ...coins }],
    [ofBase.bridge, 'tokensFinalized', { localToken: l1Token, remoteToken: l2Token, ...coins }],
    relayedLog(ofBase.messenger, tokensUp),
    finalizedLog(withdrawalBy(tokensUp)),
  ] as Emitted[],
};

const nftDown = aMessage({
  sender: ofBase.nftBridge ?? nobody,
  target: on.nftBridge,
  message: nftCall,
});
const { amount: tokenId, ...ofNft } = coins;
/** An ERC-721 token, down to Base. */
export const nft = {
  leaves: [
    ...messageDown(nftDown),
    [
      nftDown.sender,
      'nftInitiated',
      { localToken: l1Token, remoteToken: l2Token, tokenId, ...ofNft },
    ],
  ] as Emitted[],
  arrives: [
    [
      on.nftBridge,
      'nftFinalized',
      { localToken: l2Token, remoteToken: l1Token, tokenId, ...ofNft },
    ],
    relayedLog(on.messenger, nftDown),
  ] as Emitted[],
};

/** Before Bedrock, on Optimism. */
const legacyDown = aMessage({
  nonce: 5n,
  sender: ofOptimism.bridge,
  target: on.bridge,
  message: depositCall(down),
});
const legacyUp = aMessage({
  nonce: 5n,
  sender: on.bridge,
  target: ofOptimism.bridge,
  minGasLimit: 0n,
  message: called(
    'finalizeETHWithdrawal(address from, address to, uint256 amount, bytes extraData)',
    coins,
  ),
});
const [sentDown = null] = sentLogs(ofOptimism.messenger, legacyDown);
const [sentUp = null] = sentLogs(on.messenger, legacyUp);
const legacyRelayed = (messenger: Hex, message: Message): Emitted => [
  messenger,
  'relayed',
  { msgHash: legacyHashOf(message) },
];
/** What Bedrock made of the last one, with the gas that its migration reckoned. */
const migratedMessage = { ...legacyUp, value: 1_000n };
const migrated = withdrawalOf({
  nonce: 5n,
  sender: on.messenger,
  target: ofOptimism.messenger,
  data: relayCall(migratedMessage),
  gasLimit: 1_300_873n + 16n * BigInt(relayCall(migratedMessage).length / 2 - 1),
});
const migratedHash = withdrawalHashOf(migrated);
/** The withdrawal by which a bridge sends back what it could not pay out, with its ends changed. */
const legacyBack = aMessage({
  nonce: 6n,
  sender: on.bridge,
  target: ofOptimism.bridge,
  minGasLimit: 0n,
  message: called(
    'finalizeERC20Withdrawal(address l1Token, address l2Token, address from, address to, uint256 amount, bytes extraData)',
    { ...down, ...coins, from: coins.to, to: coins.from },
  ),
});
const [sentBack = null] = sentLogs(on.messenger, legacyBack);
export const legacy = {
  downReturns: [
    sentBack,
    [on.bridge, 'depositFailed', { ...down, ...coins }],
    legacyRelayed(on.messenger, legacyDown),
  ] as Emitted[],
  downLeaves: [sentDown, [ofOptimism.bridge, 'tokensDeposit', { ...down, ...coins }]] as Emitted[],
  downArrives: [
    [on.bridge, 'depositFinalized', { ...down, ...coins }],
    legacyRelayed(on.messenger, legacyDown),
  ] as Emitted[],
  upLeaves: [
    sentUp,
    [on.bridge, 'withdrawal', { l1Token: nobody, l2Token: etherThere, ...coins }],
  ] as Emitted[],
  upArrives: [
    [ofOptimism.bridge, 'ethWithdrawal', coins],
    legacyRelayed(ofOptimism.messenger, legacyUp),
  ] as Emitted[],
  migratedProven: [
    [
      ofOptimism.portal,
      'proven',
      { withdrawalHash: migratedHash, from: on.messenger, to: ofOptimism.messenger },
    ],
  ] as Emitted[],
  migratedFails: [
    [ofOptimism.portal, 'finalized', { withdrawalHash: migratedHash, success: false }],
  ] as Emitted[],
  migratedArrives: [
    [ofOptimism.bridge, 'ethWithdrawal', coins],
    [ofOptimism.bridge, 'ethFinalized', coins],
    relayedLog(ofOptimism.messenger, migratedMessage),
    [ofOptimism.portal, 'finalized', { withdrawalHash: migratedHash, success: true }],
  ] as Emitted[],
};

/** What the bridge of a single token says, which speaks behind the messenger, when it goes down. */
function singleToken(rollup: typeof ofBase, onL2: Hex) {
  const onL1 = rollup.otherBridges?.[0] ?? nobody;
  const message = aMessage({ sender: onL1, target: onL2, message: depositCall(down) });
  const leaves: Emitted[] = [
    ...messageDown(message, rollup),
    [onL1, 'tokensDeposit', { ...down, ...coins }],
  ];
  const arrives: Emitted[] = [
    [onL2, 'depositFinalized', { ...down, ...coins }],
    relayedLog(on.messenger, message),
  ];
  return { leaves, arrives };
}
export const dai = singleToken(ofOptimism, '0x467194771dae2967aef3ecbedd3bf9a310c76c65');
export const wstEth = singleToken(ofBase, '0xac9d11cd4d7ef6e54f14643a393f68ca014287ab');
