import type { Hex } from '../../core/raw-log.ts';
import {
  aliasOf,
  aMessage,
  called,
  coins,
  depositLog,
  type Emitted,
  ethCall,
  finalizedLog,
  messageDown,
  nobody,
  ofBlast,
  on,
  passedLog,
  provenOnBlast,
  relayCall,
  relayedLog,
  sentLogs,
  type Message,
  withdrawalOf,
} from './logs.ts';

// What Blast and Ethereum show of Blast's own bridge, made up for tests. Written apart from what reads it.

const [bridge, usdManager, etherManager]: [Hex, Hex, Hex] = [
  '0x3a05e5d33d7ab3864d53aaec93c8301c1fa49115',
  '0xa230285d5683c74935ad14c446e137c8c8828438',
  '0x98078db053902644191f93988341e31289e1c8fe',
];
export const dai: Hex = '0x6b175474e89094c44da98b954eedeac495271d0f';
export const usdc: Hex = '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48';
export const staked: Hex = '0xae7ab96520de3a18e5e111b5eaab095312d7fe84';
const usdb: Hex = '0x4300000000000000000000000000000000000003';
export const blastBridge: Hex = '0x4300000000000000000000000000000000000005';

const tokenCall = (localToken: Hex, remoteToken: Hex): Hex =>
  called(
    'finalizeBridgeERC20(address localToken, address remoteToken, address from, address to, uint256 amount, bytes extraData)',
    { localToken, remoteToken, ...coins },
  );
const withdrawalBy = (message: Message) =>
  withdrawalOf({
    sender: on.messenger,
    target: ofBlast.messenger,
    value: message.value,
    data: relayCall(message),
  });
const messageUp = (message: Message): Emitted[] => [
  passedLog(withdrawalBy(message)),
  ...sentLogs(on.messenger, message),
];

const dollarsUp = aMessage({
  sender: blastBridge,
  target: bridge,
  message: tokenCall(dai, usdb),
});
const dollarsDown = aMessage({
  sender: bridge,
  target: blastBridge,
  message: tokenCall(usdb, dai),
});

/** The call of the portal that finalizes a message. */
const claimOf = (message: Message): Hex =>
  called(
    'finalizeWithdrawalTransaction(uint256 hintId, (uint256 nonce, address sender, address target, uint256 value, uint256 gasLimit, bytes data) withdrawal)',
    { hintId: 3n, withdrawal: withdrawalBy(message) },
  );

const requested = (manager: Hex, requestor: Hex, recipient: Hex): Emitted => [
  manager,
  'requested',
  { requestId: 7n, requestor, recipient, amount: coins.amount },
];

/** USDB, which is DAI on Ethereum. */
export const dollars = {
  upLeaves: [
    [blastBridge, 'tokensInitiated', { localToken: usdb, remoteToken: dai, ...coins }],
    ...messageUp(dollarsUp),
  ] as Emitted[],
  upProven: provenOnBlast(withdrawalBy(dollarsUp), 0n),
  upRelayed: [
    [bridge, 'tokensFinalized', { localToken: dai, remoteToken: usdb, ...coins }],
    requested(usdManager, bridge, coins.to),
    relayedLog(ofBlast.messenger, dollarsUp),
    finalizedLog(withdrawalBy(dollarsUp), true, ofBlast.portal),
  ] as Emitted[],
  upFinalized: claimOf(dollarsUp),
  upClaimed: [
    [usdManager, 'claimed', { requestId: 7n, recipient: coins.to, amountOfETH: 990n }],
  ] as Emitted[],
  /** Paid in USDC, which the bridge changes into DAI. */
  downLeaves: [
    ...messageDown(dollarsDown, ofBlast),
    [bridge, 'tokensInitiated', { localToken: usdc, remoteToken: usdb, ...coins }],
  ] as Emitted[],
  downArrives: [
    [blastBridge, 'tokensFinalized', { localToken: usdb, remoteToken: dai, ...coins }],
    relayedLog(on.messenger, dollarsDown),
  ] as Emitted[],
};

const directCall = called(
  'finalizeBridgeETHDirect(address from, address to, uint256 amount, bytes extraData)',
  coins,
);
/** Ether on Blast in return for staked ether, without the messenger. */
export const direct = {
  call: directCall,
  leaves: [
    depositLog(
      { from: aliasOf(bridge), to: blastBridge, data: directCall, mint: coins.amount },
      {},
      ofBlast.portal,
    ),
    [bridge, 'tokensInitiated', { localToken: staked, remoteToken: nobody, ...coins }],
  ] as Emitted[],
  arrives: [[blastBridge, 'ethFinalized', coins]] as Emitted[],
};

const etherUp = aMessage({
  sender: blastBridge,
  target: bridge,
  value: coins.amount,
  message: ethCall(),
});
export const etherClaimed: Emitted = [
  etherManager,
  'claimed',
  { requestId: 7n, recipient: ofBlast.portal, amountOfETH: 990n },
];
/** Ether up from Blast by its own bridge, of which its yield manager has lost some. */
export const ether = {
  leaves: [[blastBridge, 'ethInitiated', coins], ...messageUp(etherUp)] as Emitted[],
  proven: [
    requested(etherManager, ofBlast.portal, ofBlast.portal),
    ...provenOnBlast(withdrawalBy(etherUp), 7n),
  ],
  arrives: [
    etherClaimed,
    [bridge, 'ethFinalized', { ...coins, amount: 990n }],
    // What its recipient does with it.
    null,
    relayedLog(ofBlast.messenger, etherUp),
    finalizedLog(withdrawalBy(etherUp), true, ofBlast.portal),
  ] as Emitted[],
  claim: claimOf(etherUp),
};
