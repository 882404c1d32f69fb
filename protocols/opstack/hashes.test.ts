import { encodeFunctionData, parseAbi } from 'viem';
import { describe, expect, test } from 'vitest';
import type { Hex } from '../../core/raw-log.ts';
import { encodeOpstack } from '../../test/encode-opstack.ts';
import { decodeDeposit, depositTransaction, sourceHash } from './deposit.ts';
import { interopHash } from './interop-message.ts';
import { legacyMessageHash, messageHash } from './message.ts';
import { decodeFinalization, withdrawalHash } from './withdrawal.ts';

// Facts of real transactions, with the hashes that their chains gave them.

const call = (signature: string, args: object): Hex =>
  encodeOpstack({ call: `function ${signature}`, args });
const relay =
  'relayMessage(uint256 nonce, address sender, address target, uint256 value, uint256 minGasLimit, bytes message)';
const mantleRelay =
  'relayMessage(uint256 nonce, address sender, address target, uint256 mntValue, uint256 ethValue, uint256 minGasLimit, bytes message)';
const BEDROCK = 1n << 240n;
const messenger: Hex = '0x4200000000000000000000000000000000000007';
const bridge: Hex = '0x4200000000000000000000000000000000000010';

describe('a deposit is this transaction on its OP chain', () => {
  const cases: [string, Parameters<typeof depositOf>[0], Hex][] = [
    [
      'on Base, of 82 ether that came into being there',
      {
        account: '0xf70da97812cb96acdf810712aa562db8dfa3dbef',
        mint: '82180496084697442374',
        value: '82180496084697442374',
        gasLimit: 100_000,
        blockHash: '0x55102b6e8f5ceb9803bfd78b9ec84ffd3e34156c821b7690f4c2b045a9696944',
        index: 514,
      },
      '0x95e44b32a03c8e146a9b4a70b3934b4efb48f3f2188e4304dc6e66f52ce4d8b8',
    ],
    [
      "on Optimism, of the sender's own ether there",
      {
        account: '0x1a1e021a302c237453d3d45c7b82b19ceeb7e2e6',
        mint: '0',
        value: '69',
        gasLimit: 21_000,
        blockHash: '0x634c52556471c589f42db9131467e0c9484f5c73049e32d1a74e2a4ce0f91d57',
        index: 109,
      },
      '0x0a60b983815ed475c5919609025204a479654d93afc610feca7d99ae0befc329',
    ],
  ];
  test.each(cases)('%s', (_, facts, transaction) => {
    const { deposit, source } = depositOf(facts);
    expect(depositTransaction(deposit, source)).toBe(transaction);
  });

  test('its source is told by the place of its log', () => {
    const [, facts] = cases[0] ?? [];
    if (!facts) throw new Error('there is one');
    expect(depositOf(facts).source).toBe(
      '0xb613781250a490c408694b600c1443b4b0f12e13792551b9aa12703dfb17f879',
    );
  });

  test('one that creates a contract is to nobody', () => {
    const opaqueData = encodeOpstack({
      mint: '1',
      value: '2',
      gasLimit: 3,
      isCreation: true,
      data: '0x60',
    });
    const from: Hex = `0x${'11'.repeat(20)}`;
    const to: Hex = `0x${'00'.repeat(20)}`;
    expect(decodeDeposit({ from, to, version: 0n, opaqueData })).toEqual({
      from,
      to: null,
      mint: 1n,
      value: 2n,
      gasLimit: 3n,
      data: '0x60',
    });
  });
});

function depositOf(facts: {
  account: Hex;
  mint: string;
  value: string;
  gasLimit: number;
  blockHash: Hex;
  index: number;
}) {
  const { account, blockHash, index, ...deposited } = facts;
  const opaqueData = encodeOpstack({ ...deposited, isCreation: false, data: '0x' });
  const deposit = decodeDeposit({ from: account, to: account, version: 0n, opaqueData });
  return { deposit, source: sourceHash({ blockHash, index }) };
}

test('a deposit at the portal of Mantle is this transaction there', () => {
  const tokens = {
    localToken: '0xcda86a272531e8640cd7f1a92c01839911b90bb0',
    remoteToken: '0xd5f7838f5c461feff7fe49ea5ebaf7728bb0adfa',
    from: '0x8bb820c251ac194ca770f9f0cdc12b76354e3de6',
    to: '0x8bb820c251ac194ca770f9f0cdc12b76354e3de6',
    amount: 191_840_533_428_424_823n,
    extraData: '0x',
  };
  const opaqueData = encodeOpstack({
    mint: '0',
    value: '0',
    ether: { mint: '0', value: '0' },
    gasLimit: 593_078,
    isCreation: false,
    data: call(mantleRelay, {
      nonce: BEDROCK + 14_599n,
      sender: '0x95fc37a27a2f68e3a647cdc081f0a89bb47c3012',
      target: bridge,
      mntValue: 0n,
      ethValue: 0n,
      minGasLimit: 200_000n,
      message: call(
        'finalizeBridgeERC20(address localToken, address remoteToken, address from, address to, uint256 amount, bytes extraData)',
        tokens,
      ),
    }),
  });
  const from = '0x787b795fe6e43c17c668de16730c3f690feb8231';
  const deposit = decodeDeposit({ from, to: messenger, version: 1n, opaqueData }, 'mantle');
  const blockHash = '0x3ad08d99607d6b04df5ea332759f2835fa3396943965c47bbd3a65da4384f366';
  expect(depositTransaction(deposit, sourceHash({ blockHash, index: 262 }))).toBe(
    '0x37824efe792292078ecb08151e52d66d0d098b47aea81bc3a5a6c3dab208d8bc',
  );
});

describe('a withdrawal has this hash', () => {
  test('from a test network of Mantle, of its own coin', () => {
    const account = '0xc3ac498cdfb6e1dcfa17cbc55e514560f26a1922';
    const mnt = 1_000_000_000_000_000_000n;
    const withdrawal = {
      nonce: BEDROCK + 35_442n,
      sender: messenger,
      target: '0x37dac5312e31adb8bb0802fc72ca84da5cdfcb4c' as const,
      mnt,
      value: 0n,
      gasLimit: 287_624n,
      data: call(mantleRelay, {
        nonce: BEDROCK + 35_442n,
        sender: bridge,
        target: '0x21f308067241b2028503c07bd7cb3751ffab0fb2',
        mntValue: mnt,
        ethValue: 0n,
        minGasLimit: 0n,
        message: call(
          'finalizeBridgeMNT(address from, address to, uint256 amount, bytes extraData)',
          { from: account, to: account, amount: mnt, extraData: '0x' },
        ),
      }),
    };
    expect(withdrawalHash(withdrawal)).toBe(
      '0xa490493880743334cb2a899bc3659363c6263c78fc7f6bf59c2e0e932758b728',
    );
  });

  test('from Optimism, of ether by the standard bridge', () => {
    const account = '0xbcce5f55dfda11600e48e91598ad0f8645466142';
    const coins = { from: account, to: account, amount: 13_000_000_000_000_000n, extraData: '0x' };
    const message = call(
      'finalizeBridgeETH(address from, address to, uint256 amount, bytes extraData)',
      coins,
    );
    expect(
      withdrawalHash({
        nonce: BEDROCK + 11_593n,
        sender: messenger,
        target: '0x25ace71c97b33cc4729cf772ae268934f7ab5fa1',
        value: 13_000_000_000_000_000n,
        gasLimit: 287_624n,
        data: call(relay, {
          nonce: BEDROCK + 11_593n,
          sender: bridge,
          target: '0x99c9fc46f92e8a1c0dec1b1747d010903e884be1',
          value: 13_000_000_000_000_000n,
          minGasLimit: 0n,
          message,
        }),
      }),
    ).toBe('0x178f1e0216fb50bef160eb8af7d1d98000026a84371cef4a13d8d79996cc8589');
  });

  test('of tokens, from a chain of developers', () => {
    const account = '0xc20c5ec92fda6e611a08485123cdc0d5b84bd3a2';
    const message = call(
      'finalizeBridgeERC20(address localToken, address remoteToken, address from, address to, uint256 amount, bytes extraData)',
      {
        localToken: '0x89d51be807d98fc974a0f41b2e67a8228d7846ef',
        remoteToken: '0x7c6b91d9be155a6db01f749217d76ff02a7227f2',
        from: account,
        to: account,
        amount: 500n,
        extraData: '0x',
      },
    );
    expect(
      withdrawalHash({
        nonce: 0n,
        sender: messenger,
        target: '0x6900000000000000000000000000000000000002',
        value: 0n,
        gasLimit: 203_648n,
        data: call(relay, {
          nonce: BEDROCK,
          sender: bridge,
          target: '0x6900000000000000000000000000000000000003',
          value: 0n,
          minGasLimit: 0n,
          message,
        }),
      }),
    ).toBe('0x0d827f8148288e3a2466018f71b968ece4ea9f9e2a81c30da9bd46cce2868285');
  });
});

describe('a message has this hash', () => {
  test('to Base, of tokens by the standard bridge', () => {
    const account = '0x1218d6396dc67ec0ffbebdf049c865b83636edda';
    const message = call(
      'finalizeBridgeERC20(address localToken, address remoteToken, address from, address to, uint256 amount, bytes extraData)',
      {
        localToken: '0x7cea109fc3516ed1248ae9aa67b5a352cf74075e',
        remoteToken: '0x82967568a57625675b260ebab1294038c9accc6e',
        from: account,
        to: account,
        amount: 4_900_031_556_715_611_515_583_027n,
        extraData: '0x7375706572627269646765',
      },
    );
    expect(
      messageHash({
        nonce: BEDROCK + 295_107n,
        sender: '0x3154cf16ccdb4c6d922629664174b904d80f2c35',
        target: bridge,
        value: 0n,
        minGasLimit: 200_000n,
        message,
      }),
    ).toBe('0x9c9c6054cc8243041144c3582188cdcc37b83cc9a552e7965dee4de56fe4e15e');
  });

  test('from Optimism before Bedrock, of ether by the standard bridge', () => {
    const account = '0xe232e72983e329757f02292322296f5b96dafc8f';
    const message = call(
      'finalizeETHWithdrawal(address from, address to, uint256 amount, bytes extraData)',
      { from: account, to: account, amount: 435_796_826_762_301_485n, extraData: '0x' },
    );
    expect(
      legacyMessageHash({
        nonce: 118_393n,
        sender: bridge,
        target: '0x99c9fc46f92e8a1c0dec1b1747d010903e884be1',
        minGasLimit: 0n,
        message,
      }),
    ).toBe('0xb0466986c6f9201ad9cab5739596c5700bbbb4881e324324622dad29cd6ce7b1');
  });

  test('between two local OP chains, of tokens', () => {
    const account = '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266';
    const tokenBridge: Hex = '0x4200000000000000000000000000000000000028';
    const message = call('relayERC20(address token, address from, address to, uint256 amount)', {
      token: '0x420beef000000000000000000000000000000001',
      from: account,
      to: account,
      amount: 1_000n,
    });
    expect(
      interopHash({
        destination: 902n,
        source: 901n,
        nonce: 0n,
        sender: tokenBridge,
        target: tokenBridge,
        message,
      }),
    ).toBe('0xccff97c17ef11d659d319cbc5780235ea03ef34b0fa34f40b208a9519f257379');
  });
});

test('a claim is read as each portal takes it', () => {
  const withdrawal = {
    nonce: 7n,
    sender: '0x4200000000000000000000000000000000000007',
    target: '0x5d4472f31bd9385709ec61305afc749f0fa8e9d0',
    value: 5n,
    gasLimit: 100_000n,
    data: '0xbeef',
  } as const;
  const tuple =
    '(uint256 nonce, address sender, address target, uint256 value, uint256 gasLimit, bytes data) withdrawal';
  const claims = [
    encodeFunctionData({
      abi: parseAbi([`function finalizeWithdrawalTransaction(${tuple})`]),
      args: [withdrawal],
    }),
    encodeFunctionData({
      abi: parseAbi([
        `function finalizeWithdrawalTransactionExternalProof(${tuple}, address proofSubmitter)`,
      ]),
      args: [withdrawal, withdrawal.target],
    }),
    encodeFunctionData({
      abi: parseAbi([`function finalizeWithdrawalTransaction(uint256 hintId, ${tuple})`]),
      args: [3n, withdrawal],
    }),
  ];
  expect(claims.map(decodeFinalization)).toEqual([withdrawal, withdrawal, withdrawal]);
});
