import { base58 } from '@scure/base';
import {
  concat,
  encodeErrorResult,
  encodeEventTopics,
  keccak256,
  numberToHex,
  padHex,
  parseAbi,
  type Hex,
} from 'viem';
import { describe, expect, test } from 'vitest';
import type { ChainId } from '../core/chain.ts';
import type { RawLog } from '../core/raw-log.ts';
import { testProtocol } from '../test/conformance/protocol.ts';
import { encodeCcip, type CcipMessage } from '../test/encode-ccip.ts';
import { encodeLogs, fixturePath } from '../test/fixture.ts';
import { legOf } from '../test/leg-of.ts';
import { bound, operationsOf } from '../test/operations-of.ts';
import { bindProtocol } from './bind.ts';
import { ccip as definition } from './ccip.ts';
import { ccipEvents } from './ccip/evm-events.ts';

const ethereum: ChainId = 'eip155:1';
const base: ChainId = 'eip155:8453';
const arbitrum: ChainId = 'eip155:42161';
const solana: ChainId = 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp';
const ETHEREUM = '5009297550715157269';
const BASE = '15971525489660198786';
const ARBITRUM = '4949039107694359620';
const SOLANA = '124615329519749607';
const APTOS = '4741433654826277614';
/** Of these, lanes up to version 1.5 alone are known, and ramps of version 1.6 alone. */
const SCROLL = '13204309965629103672';
const HYPEREVM = '2442541497099098535';

// Ethereum's and Base's, of their lane up to version 1.5 and of all lanes.
const laneOnRamp: Hex = '0xb8a882f3b88bd52d1ff56a873bfdb84b70431937';
const laneOffRamp: Hex = '0xca04169671a81e4fb8768cfad46c347ae65371f1';
const commitStore: Hex = '0xb40659aacb709d1d54c80fc0d38b15705358ce0b';
const onRamp: Hex = '0x913814782144864e523c3fdb78e3ca25d2c2aeca';
const offRamp: Hex = '0xf09afe78d3c7d359b334d7cb88995751f7ec5e13';
const onRampV2: Hex = '0xc3423f3fb30857d9c14717b119884b1b63d250b7';
const offRampV2: Hex = '0x16e577f1724ae2598f9b43a52c19e6f67ee13808';
const router = 'Ccip842gzYHhvdDkSyi2YVCoAWPbYJoApMFzSxQroE9C';
const svmOffRamp = 'offqSMQWgQud6WJz694LRzkeN5kMYpCHTpXQr3Rkcjm';

const user: Hex = '0x00000000000000000000000000000000000000aa';
const app: Hex = '0x00000000000000000000000000000000000000a1';
const token: Hex = '0x00000000000000000000000000000000000000cc';
const pool: Hex = '0x00000000000000000000000000000000000000dd';
const link: Hex = '0x514910771af9ca656af840dff83e8264ecf986ca';
const wallet = base58.encode(new Uint8Array(32).fill(7));
const WALLET: Hex = `0x${'07'.repeat(32)}`;
const id: Hex = `0x${'1d'.repeat(32)}`;
const root: Hex = `0x${'40'.repeat(32)}`;
const NOTHING: Hex = '0x';
const WORD: Hex = '0x1234';
const wide = (address: Hex) => padHex(address, { size: 32 });

const TOKEN_AMOUNTS = '(address token, uint256 amount)[] tokenAmounts';
const PRICES =
  '((address sourceToken, uint224 usdPerToken)[] tokenPriceUpdates, (uint64 destChainSelector, uint224 usdPerUnitGas)[] gasPriceUpdates) priceUpdates';
const ROOT =
  '(uint64 sourceChainSelector, bytes onRampAddress, uint64 minSeqNr, uint64 maxSeqNr, bytes32 merkleRoot)[]';
const signatures = {
  requestedV10: `event CCIPSendRequested((uint64 sourceChainSelector, uint64 sequenceNumber, uint256 feeTokenAmount, address sender, uint64 nonce, uint256 gasLimit, bool strict, address receiver, bytes data, ${TOKEN_AMOUNTS}, address feeToken, bytes32 messageId) message)`,
  requested: `event CCIPSendRequested((uint64 sourceChainSelector, address sender, address receiver, uint64 sequenceNumber, uint256 gasLimit, bool strict, uint64 nonce, address feeToken, uint256 feeTokenAmount, bytes data, ${TOKEN_AMOUNTS}, bytes[] sourceTokenData, bytes32 messageId) message)`,
  sent: 'event CCIPMessageSent(uint64 indexed destChainSelector, uint64 indexed sequenceNumber, ((bytes32 messageId, uint64 sourceChainSelector, uint64 destChainSelector, uint64 sequenceNumber, uint64 nonce) header, address sender, bytes data, bytes receiver, bytes extraArgs, address feeToken, uint256 feeTokenAmount, uint256 feeValueJuels, (address sourcePoolAddress, bytes destTokenAddress, bytes extraData, uint256 amount, bytes destExecData)[] tokenAmounts) message)',
  sentV2:
    'event CCIPMessageSent(uint64 indexed destChainSelector, address indexed sender, bytes32 indexed messageId, address feeToken, uint256 tokenAmountBeforeTokenPoolFees, bytes encodedMessage, (address issuer, uint32 destGasLimit, uint32 destBytesOverhead, uint256 feeTokenAmount, bytes extraArgs)[] receipts, bytes[] verifierBlobs)',
  reportedV10:
    'event ReportAccepted((((address sourceToken, uint192 usdPerToken)[] tokenPriceUpdates, uint64 destChainSelector, uint192 usdPerUnitGas) priceUpdates, (uint64 min, uint64 max) interval, bytes32 merkleRoot) report)',
  reported: `event ReportAccepted((${PRICES}, (uint64 min, uint64 max) interval, bytes32 merkleRoot) report)`,
  committed: `event CommitReportAccepted(${ROOT} blessedMerkleRoots, ${ROOT} unblessedMerkleRoots, ${PRICES})`,
  executedV10:
    'event ExecutionStateChanged(uint64 indexed sequenceNumber, bytes32 indexed messageId, uint8 state, bytes returnData)',
  executed:
    'event ExecutionStateChanged(uint64 indexed sourceChainSelector, uint64 indexed sequenceNumber, bytes32 indexed messageId, bytes32 messageHash, uint8 state, bytes returnData, uint256 gasUsed)',
  executedV2:
    'event ExecutionStateChanged(uint64 indexed sourceChainSelector, uint64 indexed messageNumber, bytes32 indexed messageId, uint8 state, bytes returnData)',
  svmSent:
    'anchor event CCIPMessageSent(u64 destination, u64 sequence, bytes32 messageId, u64 sourceChainSelector, u64 destChainSelector, u64 sequenceNumber, u64 nonce, pubkey sender, bytes data, bytes receiver, bytes extraArgs, pubkey feeToken, (pubkey pool, bytes destToken, bytes extraData, u256 amount, bytes destExecData)[] tokenAmounts, u256 feeTokenAmount, u256 feeValueJuels)',
  svmExecuted:
    'anchor event ExecutionStateChanged(u64 sourceChainSelector, u64 sequenceNumber, bytes32 messageId, bytes32 messageHash, u8 state)',
  svmCommitted:
    'anchor event CommitReportAccepted((u64 sourceChainSelector, bytes onRampAddress, u64 minSeqNr, u64 maxSeqNr, bytes32 merkleRoot)? root, (pubkey sourceToken, bytes28 usdPerToken)[] tokenPriceUpdates, (u64 destChainSelector, bytes28 usdPerUnitGas)[] gasPriceUpdates)',
};

/** A log that this contract emits at a time, which is its block too. */
function aLog(
  [chain, emitter]: readonly [ChainId, string],
  time: number,
  event: string,
  args: Record<string, unknown>,
): RawLog {
  const [log] = encodeLogs({
    why: 'made up for a test',
    chain,
    hash: padHex(numberToHex(time), { size: 32 }),
    block: { number: String(time), hash: numberToHex(time), time },
    logs: [{ index: 1, emitter, event, args }],
  });
  if (!log) throw new Error('one log was encoded');
  return log;
}

const lane = { sourceChainSelector: ETHEREUM, sequenceNumber: '7', nonce: '1', strict: false };
const asked = {
  ...lane,
  sender: user,
  receiver: app,
  gasLimit: '200000',
  feeToken: link,
  feeTokenAmount: '30',
  data: WORD,
  tokenAmounts: [] as { token: Hex; amount: string }[],
  messageId: id,
};
const aRequest = (more: Partial<typeof asked> = {}, emitter: Hex = laneOnRamp) =>
  aLog([ethereum, emitter], 1_000, signatures.requested, {
    message: { ...asked, sourceTokenData: [], ...more },
  });
const aRequestV10 = aLog([ethereum, laneOnRamp], 1_000, signatures.requestedV10, {
  message: asked,
});
const aLaneExecution = (
  state: number,
  { time = 1_200, returnData = NOTHING, emitter = laneOffRamp, messageId = id } = {},
) =>
  aLog([base, emitter], time, signatures.executedV10, {
    sequenceNumber: '7',
    messageId,
    state,
    returnData,
  });
const noPrices = { tokenPriceUpdates: [], gasPriceUpdates: [] };
const aReport = (min: string, max: string, emitter: Hex = commitStore) =>
  aLog([base, emitter], 1_100, signatures.reported, {
    report: { priceUpdates: noPrices, interval: { min, max }, merkleRoot: root },
  });
const aReportV10 = aLog([base, commitStore], 1_100, signatures.reportedV10, {
  report: {
    priceUpdates: { tokenPriceUpdates: [], destChainSelector: ETHEREUM, usdPerUnitGas: 1n },
    interval: { min: '7', max: '7' },
    merkleRoot: root,
  },
});

const header = {
  messageId: id,
  sourceChainSelector: ETHEREUM,
  destChainSelector: BASE,
  sequenceNumber: '7',
  nonce: '0',
};
const transfer = {
  sourcePoolAddress: pool,
  destTokenAddress: wide(token),
  extraData: '0x' as Hex,
  amount: '500',
  destExecData: '0x' as Hex,
};
const evmArgs = concat(['0x181dcf10', padHex(numberToHex(90_000), { size: 32 }), wide('0x01')]);
const message = {
  header,
  sender: user,
  data: '0x' as Hex,
  receiver: wide(app),
  extraArgs: evmArgs,
  feeToken: link,
  feeTokenAmount: '30',
  feeValueJuels: '30',
  tokenAmounts: [transfer],
};
const aSend = (more: Partial<typeof message> = {}, emitter: Hex = onRamp) => {
  const told = { ...message, ...more };
  const { destChainSelector, sequenceNumber } = told.header;
  return aLog([ethereum, emitter], 1_000, signatures.sent, {
    destChainSelector,
    sequenceNumber,
    message: told,
  });
};
const anExecution = (
  state: number,
  { time = 1_200, returnData = NOTHING, emitter = offRamp } = {},
) =>
  aLog([base, emitter], time, signatures.executed, {
    sourceChainSelector: ETHEREUM,
    sequenceNumber: '7',
    messageId: id,
    messageHash: root,
    state,
    returnData,
    gasUsed: '90000',
  });
const aRoot = {
  sourceChainSelector: ETHEREUM,
  onRampAddress: wide(onRamp),
  minSeqNr: '7',
  maxSeqNr: '7',
  merkleRoot: root,
};
const noRoots: (typeof aRoot)[] = [];
const aCommit = (
  blessedMerkleRoots: (typeof aRoot)[],
  { unblessed = noRoots, emitter = offRamp, time = 1_100 } = {},
) =>
  aLog([base, emitter], time, signatures.committed, {
    blessedMerkleRoots,
    unblessedMerkleRoots: unblessed,
    priceUpdates: noPrices,
  });

const ofV2 = {
  sourceChainSelector: ETHEREUM,
  destChainSelector: BASE,
  messageNumber: '7',
  executionGasLimit: 300_000,
  ccipReceiveGasLimit: 200_000,
  finality: '0x00000000',
  ccvAndExecutorHash: root,
  onRamp: wide(onRampV2),
  offRamp: offRampV2,
  sender: wide(user),
  receiver: app,
  destBlob: '0x',
  tokenTransfer: {
    amount: '499',
    sourcePool: wide(pool),
    sourceToken: wide(link),
    destToken: token,
    tokenReceiver: user,
    extraData: '0x',
  },
  data: '0x1234',
} as const satisfies CcipMessage;
const { tokenTransfer: transferOfV2 } = ofV2;
const idOfV2 = keccak256(encodeCcip(ofV2));
const receipt = { issuer: pool, destGasLimit: 0, destBytesOverhead: 0, extraArgs: '0x' };
const sentV2 = {
  destChainSelector: BASE,
  sender: user,
  messageId: idOfV2,
  feeToken: link,
  tokenAmountBeforeTokenPoolFees: '500',
  encodedMessage: ofV2 as CcipMessage | Hex,
  receipts: [
    { ...receipt, feeTokenAmount: '10' },
    { ...receipt, feeTokenAmount: '20' },
  ],
  verifierBlobs: [] as Hex[],
};
const aSendV2 = (more: Partial<typeof sentV2> = {}, emitter: Hex = onRampV2) =>
  aLog([ethereum, emitter], 1_000, signatures.sentV2, { ...sentV2, ...more });
const elsewhere = { ...ofV2, destChainSelector: HYPEREVM };
const toHyperevm = {
  destChainSelector: HYPEREVM,
  messageId: keccak256(encodeCcip(elsewhere)),
  encodedMessage: elsewhere,
};
const anExecutionV2 = (state: number, { time = 1_200, returnData = NOTHING } = {}) =>
  aLog([base, offRampV2], time, signatures.executedV2, {
    sourceChainSelector: ETHEREUM,
    messageNumber: '7',
    messageId: idOfV2,
    state,
    returnData,
  });

const abi = parseAbi([
  'error Error(string)',
  'error ReceiverError(bytes err)',
  'error TokenHandlingError(bytes err)',
  'error TokenHandlingError(address target, bytes err)',
  'error RequiredCCVMissing(address ccv)',
]);
const errorOf = (text: string) => encodeErrorResult({ abi, errorName: 'Error', args: [text] });
const byReceiver = (err: Hex) =>
  encodeErrorResult({ abi, errorName: 'ReceiverError', args: [err] });
const byPool = (err: Hex) =>
  encodeErrorResult({ abi, errorName: 'TokenHandlingError', args: [token, err] });
const byPoolOf15 = encodeErrorResult({
  abi,
  errorName: 'TokenHandlingError',
  args: [errorOf('too much at once')],
});
const unproven = encodeErrorResult({ abi, errorName: 'RequiredCCVMissing', args: [pool] });

const svmMessage = {
  destination: BASE,
  sequence: '7',
  ...header,
  sourceChainSelector: SOLANA,
  sender: wallet,
  data: '0x',
  receiver: wide(app),
  extraArgs: concat(['0x181dcf10', '0x905f0100000000000000000000000000', '0x01']),
  feeToken: wallet,
  tokenAmounts: [
    { pool: wallet, destToken: wide(token), extraData: '0x', amount: '200', destExecData: '0x' },
  ],
  feeTokenAmount: '30',
  feeValueJuels: '0',
};
const aSvmSend = (more: Record<string, unknown> = {}) =>
  aLog([solana, router], 1_000, signatures.svmSent, { ...svmMessage, ...more });
const anExecutionFromSolana = aLog([base, offRamp], 1_200, signatures.executed, {
  sourceChainSelector: SOLANA,
  sequenceNumber: '7',
  messageId: id,
  messageHash: root,
  state: 2,
  returnData: '0x',
  gasUsed: '1',
});

const svmArgs = (tokenReceiver: Hex) =>
  concat([
    '0x1f3b3aba',
    ...[32n, 1_000n, 0n, 1n].map((value) => numberToHex(value, { size: 32 })),
    tokenReceiver,
    ...[160n, 0n].map((value) => numberToHex(value, { size: 32 })),
  ]);
const NOBODY: Hex = `0x${'00'.repeat(32)}`;
const toSolana = aSend({
  header: { ...header, destChainSelector: SOLANA },
  receiver: NOBODY,
  extraArgs: svmArgs(WALLET),
  tokenAmounts: [{ ...transfer, destTokenAddress: WALLET }],
});
const aSvmCommit = aLog([solana, svmOffRamp], 1_050, signatures.svmCommitted, {
  root: aRoot,
  ...noPrices,
});
const aSvmExecution = (state: number) =>
  aLog([solana, svmOffRamp], 1_100, signatures.svmExecuted, {
    sourceChainSelector: ETHEREUM,
    sequenceNumber: '7',
    messageId: id,
    messageHash: root,
    state,
  });

const waiting = 'confirmed, awaiting_relay, awaits execution';
const value = 'value: origin_contract';
const failing = 'confirmed, delivery_failed_retryable, awaits execution';
const isThere = 'transfer, complete, delivered, value: recipient';

const states: {
  title: string;
  logs: readonly RawLog[];
  covered?: readonly ChainId[];
  said: string[];
}[] = [
  {
    title: 'a message that nobody has executed',
    logs: [aRequest()],
    said: [`message, ${waiting}, next: anyone`],
  },
  {
    title: 'a message of version 1.0',
    logs: [aRequestV10, aReportV10, aLaneExecution(2)],
    said: ['message, complete, delivered'],
  },
  {
    title: 'a transfer of version 1.5 that a report covers alone',
    logs: [aRequest({ tokenAmounts: [{ token: link, amount: '5' }] }), aReport('7', '7')],
    said: [`transfer, ${waiting}, ${value}, next: anyone`],
  },
  {
    title: 'a transfer of version 1.5 that is executed',
    logs: [
      aRequest({ tokenAmounts: [{ token: link, amount: '5' }] }),
      aReport('7', '7'),
      aLaneExecution(2),
    ],
    said: [isThere],
  },
  {
    title: 'an execution of version 1.5 that failed at the pool',
    logs: [aRequest(), aLaneExecution(3, { returnData: byPoolOf15 })],
    said: [`message, ${failing}, the token's pool refused it: too much at once, next: anyone`],
  },
  {
    title: 'a failed execution that somebody repeated by hand',
    logs: [
      aRequest(),
      aLaneExecution(3, { returnData: byReceiver(errorOf('closed')) }),
      aLaneExecution(2, { time: 9_000 }),
    ],
    said: ['message, complete, delivered'],
  },
  {
    title: 'a report that covers several messages, which is a leg of none',
    logs: [aRequest(), aReport('6', '8')],
    said: [`message, ${waiting}, next: anyone`],
  },
  {
    title: 'a report of prices alone',
    logs: [aRequest(), aReport('0', '0')],
    said: [`message, ${waiting}, next: anyone`],
  },
  {
    title: 'a report whose message was not seen yet',
    logs: [aReport('7', '7')],
    said: ['message, pending, awaiting_origin, awaits send, next: operator'],
  },
  {
    title: 'a report and an execution whose origin is not indexed',
    logs: [aReport('7', '7'), aLaneExecution(2)],
    covered: [base],
    said: ['message, complete, delivered'],
  },
  {
    title: 'a message to a chain whose end is not indexed',
    logs: [aRequest()],
    covered: [ethereum],
    said: ['message, confirmed, destination_not_covered, awaits execution, next: operator'],
  },
  {
    title: 'a transfer of version 1.6 that is committed alone',
    logs: [aSend(), aCommit([aRoot])],
    said: [`transfer, ${waiting}, ${value}, next: anyone`],
  },
  {
    title: 'a transfer of version 1.6 that is executed',
    logs: [aSend(), aCommit([], { unblessed: [aRoot] }), anExecution(2)],
    said: [isThere],
  },
  {
    title: 'a report with roots of two lanes, which is a leg of none',
    logs: [aSend(), aCommit([aRoot], { unblessed: [{ ...aRoot, sourceChainSelector: ARBITRUM }] })],
    said: [`transfer, ${waiting}, ${value}, next: anyone`],
  },
  {
    title: 'a transfer of version 1.6 that the receiver refused, without a word',
    logs: [aSend(), anExecution(3, { returnData: byReceiver('0x') })],
    said: [
      `transfer, ${failing}, the receiver refused it: no reason given, as when the gas runs out, ${value}, next: anyone`,
    ],
  },
  {
    title: 'a transfer of version 1.6 that failed twice before it succeeded',
    logs: [
      aSend(),
      anExecution(3, { returnData: byPool(errorOf('full')) }),
      anExecution(3, { time: 1_300, returnData: unproven }),
      anExecution(2, { time: 1_400 }),
    ],
    said: [isThere],
  },
  {
    title: 'a message to a chain that is not read here',
    logs: [aSend({ header: { ...header, destChainSelector: APTOS }, receiver: WALLET })],
    said: [
      `transfer, confirmed, destination_not_covered, awaits execution, ${value}, next: operator`,
    ],
  },
  {
    title: 'a message of version 1.6 to a chain on which no OffRamp of that version is known',
    logs: [aSend({ header: { ...header, destChainSelector: SCROLL } })],
    said: [
      `transfer, confirmed, destination_not_covered, awaits execution, ${value}, next: anyone`,
    ],
  },
  {
    title: 'a message of version 2 to a chain on which OffRamps of version 1.6 alone are known',
    logs: [aSendV2(toHyperevm)],
    said: [
      `transfer, confirmed, destination_not_covered, awaits execution, ${value}, next: anyone`,
    ],
  },
  {
    title: 'a message to a selector that nobody knows',
    logs: [aSend({ header: { ...header, destChainSelector: '77' } })],
    said: [
      `transfer, confirmed, destination_not_covered, awaits execution, ${value}, next: operator`,
    ],
  },
  {
    title: 'a transfer of version 2 that nobody has executed',
    logs: [aSendV2()],
    said: [`transfer, ${waiting}, ${value}, next: anyone`],
  },
  {
    title: 'a transfer of version 2 that is executed',
    logs: [aSendV2(), anExecutionV2(2)],
    said: [isThere],
  },
  {
    title: 'a try with proofs that prove nothing, which is no failure of the message',
    logs: [aSendV2(), anExecutionV2(3, { returnData: unproven })],
    said: [`transfer, ${waiting}, ${value}, next: anyone`],
  },
  {
    title: 'a try with too little gas for the pool, which is no failure of the message',
    logs: [aSendV2(), anExecutionV2(3, { returnData: byPool('0x') })],
    said: [`transfer, ${waiting}, ${value}, next: anyone`],
  },
  {
    title: 'a try after which the execution succeeded',
    logs: [aSendV2(), anExecutionV2(3), anExecutionV2(2, { time: 1_300 })],
    said: [isThere],
  },
  {
    title: 'a transfer of version 2 that the receiver refused',
    logs: [aSendV2(), anExecutionV2(3, { returnData: byReceiver(errorOf('closed')) })],
    said: [`transfer, ${failing}, the receiver refused it: closed, ${value}, next: anyone`],
  },
  {
    title: 'a transfer of version 2 that the pool refused',
    logs: [aSendV2(), anExecutionV2(3, { returnData: byPool(errorOf('full')) })],
    said: [`transfer, ${failing}, the token's pool refused it: full, ${value}, next: anyone`],
  },
  {
    title: 'a transfer from Solana to Base',
    logs: [aSvmSend(), anExecutionFromSolana],
    said: [isThere],
  },
  {
    title: 'a transfer from Ethereum to Solana',
    logs: [toSolana, aSvmCommit, aSvmExecution(2)],
    said: [isThere],
  },
];

testProtocol(definition, { fixture: fixturePath('ccip'), states });

const ccip = bound.get('ccip');
if (!ccip) throw new Error('CCIP is a protocol');
const whyNot = (log: RawLog) => {
  const result = ccip.capture(log);
  return result.type === 'unreadable' ? result.reason : result.type;
};

test.each([
  {
    name: 'a message by an OnRamp that nobody knows',
    log: aRequest({}, app),
    why: 'no onRamp that is known',
  },
  {
    name: 'a message by an OffRamp',
    log: aSend({}, '0x26d3681dfc9e4c8c79cfbf461adec8a21d5d73c5'),
    why: 'no onRamp that is known',
  },
  {
    name: 'an execution by an OnRamp',
    log: anExecution(2, { emitter: '0xee85aefb15b9489563a6a29891ebe0750aa1a7ae' }),
    why: 'no offRamp that is known',
  },
  {
    name: 'a commit by an OnRamp',
    log: aCommit([aRoot], { emitter: '0xee85aefb15b9489563a6a29891ebe0750aa1a7ae' }),
    why: 'no offRamp that is known',
  },
  {
    name: 'a report by an OffRamp',
    log: aReport('7', '7', laneOffRamp),
    why: 'no commitStore that is known',
  },
  {
    name: "a lane's event by a ramp of all lanes",
    log: aRequest({}, onRamp),
    why: 'serves all chains',
  },
  {
    name: "a lane's execution by a ramp of all lanes",
    log: aLaneExecution(2, { emitter: offRamp }),
    why: 'leaves open whence it comes',
  },
  {
    name: 'a message of another chain',
    log: aRequest({ sourceChainSelector: BASE }),
    why: `a message of the chain ${BASE} on the chain ${ETHEREUM}`,
  },
  { name: 'an execution in progress', log: anExecution(1), why: 'an execution in the state 1' },
  {
    name: 'an execution in a state that there is not',
    log: anExecutionV2(4),
    why: 'an execution in the state 4',
  },
  {
    name: 'a message whose id is not its hash',
    log: aSendV2({ messageId: id }),
    why: 'id is not the hash',
  },
  {
    name: 'a message of another encoding',
    log: encodedV2({ ...ofV2, version: 2 }),
    why: 'a message encoded by version 0x02',
  },
  {
    name: 'a transfer of another encoding',
    log: encodedV2({ ...ofV2, tokenTransfer: { ...transferOfV2, version: 3 } }),
    why: 'a message encoded by version 0x03',
  },
  {
    name: 'a message with more behind its end',
    log: bytesV2(concat([encodeCcip(ofV2), '0x00'])),
    why: 'bytes behind its end',
  },
  {
    name: 'a message that is cut off',
    log: bytesV2(encodeCcip(ofV2).slice(0, -2) as Hex),
    why: 'a message of only',
  },
])('$name is kept as unreadable', ({ log, why }) => {
  expect(whyNot(log)).toContain(why);
});

test.each([
  { name: 'a report of several messages', log: aReport('6', '8') },
  { name: 'a report of prices alone', log: aReport('0', '0') },
  { name: 'a commit of several messages', log: aCommit([{ ...aRoot, maxSeqNr: '8' }]) },
  { name: 'a commit of two lanes', log: aCommit([aRoot], { unblessed: [aRoot] }) },
  { name: 'a commit of prices alone', log: aCommit([]) },
  {
    name: 'a commit of prices alone on Solana',
    log: aLog([solana, svmOffRamp], 1_050, signatures.svmCommitted, { root: null, ...noPrices }),
  },
])('$name is an aside', ({ log }) => {
  expect(whyNot(log)).toBe('aside');
});

function bytesV2(encoded: Hex): RawLog {
  return aSendV2({ messageId: keccak256(encoded), encodedMessage: encoded });
}

function encodedV2(told: CcipMessage): RawLog {
  return bytesV2(encodeCcip(told));
}

describe('a leg tells what its event carries', () => {
  const origin = { chain: ethereum, name: ETHEREUM };
  const destination = { chain: base, name: BASE };

  test('of a request up to version 1.5, with one token or with several', () => {
    const one = { token: link, amount: '5' };
    const told = {
      kind: 'transfer',
      origin,
      destination,
      sender: user,
      recipient: app,
      details: {
        messageId: id,
        sequenceNumber: '7',
        nonce: '1',
        gasLimit: '200000',
        data: '0x1234',
        fee: '30',
        feeToken: link,
      },
    };
    expect(legOf(ccip, aRequest({ tokenAmounts: [one] })).about).toEqual({ ...told, sent: one });
    expect(legOf(ccip, aRequest({ tokenAmounts: [one, { token, amount: '6' }] })).about).toEqual({
      ...told,
      details: { ...told.details, tokens: `5 of ${link}, 6 of ${token}` },
    });
    expect(legOf(ccip, aRequestV10).about).toEqual({ ...told, kind: 'message' });
  });

  test('of long data, its hash', () => {
    const data: Hex = `0x${'ab'.repeat(257)}`;
    expect(legOf(ccip, aRequest({ data })).about.details).toMatchObject({
      dataHash: keccak256(data),
    });
  });

  test('of a message of version 1.6, whose token is known by its pool alone', () => {
    const captured = legOf(ccip, aSend());
    expect(captured.about).toEqual({
      kind: 'transfer',
      origin,
      destination,
      sender: user,
      recipient: app,
      sent: { amount: '500' },
      details: {
        messageId: id,
        sequenceNumber: '7',
        nonce: '0',
        gasLimit: '90000',
        sourcePool: pool,
        destinationToken: token,
        fee: '30',
        feeToken: link,
      },
    });
    expect(captured.links).toEqual([
      { key: `ccip:${id}`, kind: 'exact', rule: 'message id' },
      {
        key: `ccip:place:${ETHEREUM}:${onRamp}:${BASE}:7`,
        kind: 'lookalike',
        rule: 'OnRamp and sequence number',
      },
    ]);
  });

  test('of a transfer to Solana, who gets the tokens, and which program is called', () => {
    const { recipient, details } = legOf(ccip, toSolana).about;
    expect({ recipient, details }).toEqual({
      recipient: wallet,
      details: {
        messageId: id,
        sequenceNumber: '7',
        nonce: '0',
        gasLimit: '1000',
        sourcePool: pool,
        destinationToken: wallet,
        receiver: '11111111111111111111111111111111',
        fee: '30',
        feeToken: link,
      },
    });
  });

  test('of a transfer from Solana', () => {
    expect(legOf(ccip, aSvmSend()).about).toEqual({
      kind: 'transfer',
      origin: { chain: solana, name: SOLANA },
      destination,
      sender: wallet,
      recipient: app,
      sent: { amount: '200' },
      details: {
        messageId: id,
        sequenceNumber: '7',
        nonce: '0',
        gasLimit: '90000',
        sourcePool: wallet,
        destinationToken: token,
        fee: '30',
        feeToken: wallet,
      },
    });
  });

  test('of a message of version 2, what was sent before the pool took its fee', () => {
    const captured = legOf(ccip, aSendV2());
    expect(captured.about).toEqual({
      kind: 'transfer',
      origin,
      destination,
      sender: user,
      recipient: user,
      sent: { token: link, amount: '500' },
      details: {
        messageId: idOfV2,
        sequenceNumber: '7',
        gasLimit: '200000',
        amountAfterFees: '499',
        destinationToken: token,
        receiver: app,
        data: '0x1234',
        fee: '30',
        feeToken: link,
      },
    });
    expect(captured.links).toEqual([{ key: `ccip:${idOfV2}`, kind: 'exact', rule: 'message id' }]);
  });

  test('of extra arguments of another form, nothing', () => {
    const { details } = legOf(ccip, aSend({ extraArgs: '0x1f3b3aba00' })).about;
    expect(details).not.toHaveProperty('gasLimit');
    expect(legOf(ccip, aSend({ extraArgs: '0xffffffff' })).about.details).not.toHaveProperty(
      'gasLimit',
    );
  });

  test('of a commit and of an execution, the place of the message that both know', () => {
    const commit = legOf(ccip, aCommit([aRoot]));
    const execution = legOf(ccip, anExecution(2));
    expect(commit.about).toEqual({
      origin,
      destination,
      details: { sequenceNumber: '7', merkleRoot: root },
    });
    expect(execution.about).toEqual({
      origin,
      destination,
      details: { messageId: id, sequenceNumber: '7' },
    });
    const arrival = {
      key: `ccip:arrival:${base}:${offRamp}:${ETHEREUM}:7`,
      kind: 'exact',
      rule: 'OffRamp and sequence number',
    };
    expect(commit.links).toContainEqual(arrival);
    expect(execution.links).toContainEqual(arrival);
  });
});

test('a commit joins the message of its own OnRamp, and none that has the same number elsewhere', () => {
  const elsewhere = aLog(
    [arbitrum, '0x76a443768a5e3b8d1aed0105fc250877841deb40'],
    1_001,
    signatures.sent,
    {
      destChainSelector: BASE,
      sequenceNumber: '7',
      message: {
        ...message,
        header: { ...header, messageId: root, sourceChainSelector: ARBITRUM },
      },
    },
  );
  const joined = operationsOf(
    ccip,
    [aSend(), elsewhere, aReport('7', '7'), aCommit([aRoot], { time: 1_110 })],
    [ethereum, arbitrum, base],
  ).map(({ id, legs }) => [
    id,
    ...legs.flatMap(({ step, at }) => (at ? [`${step} ${at.blockTime}`] : [])),
  ]);
  expect(joined).toEqual([
    [`ccip:${id}`, 'send 1000', 'commit 1110'],
    [`ccip:${root}`, 'send 1001'],
    [`ccip:arrival:${base}:${laneOffRamp}:${ETHEREUM}:7`, 'commit 1100'],
  ]);
});

test("an operator's own lane counts, and a report of it is joined by its OffRamp where the other end is not known", () => {
  const own = bindProtocol(definition, {
    [base]: definition.deployment.parse({
      selector: BASE,
      lanes: {
        '77': { first: { offRamp: app, commitStore: pool }, second: { commitStore: user } },
      },
    }),
  });
  expect(legOf(own, aReport('7', '7', pool)).links).toEqual([
    {
      key: `ccip:arrival:${base}:${app}:77:7`,
      kind: 'exact',
      rule: 'OffRamp and sequence number',
    },
  ]);
  expect(legOf(own, aLaneExecution(2, { emitter: app })).about.origin).toEqual({
    chain: null,
    name: '77',
  });
  expect(own.capture(aReport('7', '7', user))).toMatchObject({
    reason: 'a report for no known OffRamp',
  });
  expect(own.contracts.get(base)).toEqual([app, pool, user]);
});

test('the end of a lane is not seen where its OffRamp is not known, though others of that chain are', () => {
  const endOf = (lanes: Record<string, Record<string, Record<string, Hex>>>) =>
    legOf(
      bindProtocol(definition, {
        [ethereum]: definition.deployment.parse({
          selector: ETHEREUM,
          lanes: { [BASE]: { '1.5.0': { onRamp: laneOnRamp } } },
        }),
        [base]: definition.deployment.parse({ selector: BASE, lanes }),
      }),
      aRequest(),
    ).about;
  const { destination, isEndUnseen } = endOf({ [ARBITRUM]: { '1.5.0': { offRamp: laneOffRamp } } });
  expect({ destination, isEndUnseen }).toEqual({
    destination: { chain: base, name: BASE },
    isEndUnseen: true,
  });
  expect(endOf({ [ETHEREUM]: { '1.5.0': { offRamp: laneOffRamp } } })).not.toHaveProperty(
    'isEndUnseen',
  );
});

test('the chains on which ramps are known have their selectors, and so have all others', () => {
  const { network, selector, lanes } = definition.deployments[arbitrum] ?? {};
  expect({ network, selector, toEthereum: lanes?.[ETHEREUM] }).toEqual({
    network: 'mainnet',
    selector: ARBITRUM,
    toEthereum: {
      '1.5.0': {
        onRamp: '0x67761742ac8a21ec4d76ca18cbd701e5a6f3bef3',
        offRamp: '0x91e46cc5590a4b9182e47f40006140a7077dec31',
        commitStore: '0x86be76a0fa2bd3ecb69330cbb4fd1f62c48f43e3',
      },
      '1.2.0': {
        onRamp: '0xce11020d56e5fdbfe46d9fc3021641ffbbb5adee',
        offRamp: '0x542ba1902044069330e8c5b36a84ec503863722f',
      },
    },
  });
  expect(definition.foreignChains?.['mainnet']?.[APTOS]).toEqual({
    chain: null,
    name: 'aptos-mainnet',
  });
  expect(definition.foreignChains?.['mainnet']?.['11964252391146578476']).toEqual({
    chain: 'eip155:30',
    name: 'rootstock-mainnet',
  });
});

test('the events are those of the contracts', () => {
  const topics = Object.entries(ccipEvents).map(
    ([name, event]) => `${name} ${encodeEventTopics({ abi: [event] })[0]}`,
  );
  expect(topics).toEqual([
    'requestedV10 0xaffc45517195d6499808c643bd4a7b0ffeedf95bea5852840d7bfcf63f59e821',
    'requested 0xd0c3c799bf9e2639de44391e7f524d229b2b55f5b1ea94b2bf7da42f7243dddd',
    'sent 0x192442a2b2adb6a7948f097023cb6b57d29d3a7a5dd33e6666d33c39cc456f32',
    'sentV2 0x371bc2ff0a006f4ef863b1d27a065d4e9f938b6d883eb154572b4aea593b32cc',
    'reportedV10 0xe81b49e583122eb290c46fc255c962b9a2dec468816c00fb7a2e6ebc42dc92d4',
    'reported 0x291698c01aa71f912280535d88a00d2c59fb63530a3f5d0098560468acb9ebf5',
    'committed 0xb967c9b9e1b7af9a61ca71ff00e9f5b89ec6f2e268de8dacf12f0de8e51f3e47',
    'executedV10 0xd4f851956a5d67c3997d1c9205045fef79bae2947fdee7e9e2641abc7391ef65',
    'executed 0x05665fe9ad095383d018353f4cbcba77e84db27dd215081bbf7cdf9ae6fbe48b',
    'executedV2 0x8c324ce1367b83031769f6a813e3bb4c117aba2185789d66b98b791405be6df2',
  ]);
});
