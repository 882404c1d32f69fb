import fc from 'fast-check';
import { concat, encodeFunctionData, pad, parseAbi, toFunctionSelector, type Hex } from 'viem';
import { describe, expect, test } from 'vitest';
import { keccak } from '../keccak.ts';
import { assetBookOf } from './assets.ts';
import { classifyCalls, type CallsMeaning, type OperationKind } from './classify.ts';
import { intentHash, intentParameter, type SodaxIntent } from './intent.ts';
import { arbitrumToPolygon, stellarToSolana } from './intents.fixture.ts';
import { sodaxHub as hub } from './networks.ts';
import { decodeCalls, encodeCalls, type HubCall } from './payload.ts';

const book = assetBookOf([]);
const ONE = 10n ** 18n;
const USER = '0x9999999999999999999999999999999999999999';
const ETH_ON_BNB = '0x57fc2ac5701e463ae261adbd6c99fbeb48ce5293';
const ETH_VAULT = '0x4effb5813271699683c25c734f4dabc45b363709';
const LEGACY_BNUSD_ON_ICON = '0x654dddf32a9a2ac53f5fb54bf1e93f66791f8047';
const ON_ICON = '0x00742d35cc6634c0532925a3b8d4c9db96c4b4d8b6';

const abi = parseAbi([
  'function approve(address, uint256)',
  'function deposit(address, uint256)',
  'function withdraw(address, uint256)',
  'function transfer(address, uint256)',
  'function withdrawTo(address, uint256)',
]);
const call = (to: Hex, name: (typeof abi)[number]['name'], who: Hex, amount = ONE): HubCall => ({
  to,
  value: 0n,
  data: encodeFunctionData({ abi, functionName: name, args: [who, amount] }),
});
const send = (asset: Hex, recipient: Hex, amount = ONE): HubCall => ({
  to: hub.assetManager,
  value: 0n,
  data: encodeFunctionData({
    abi: parseAbi(['function transfer(address, bytes, uint256, bytes)']),
    args: [asset, recipient, amount, '0x'],
  }),
});
const onIntents = (name: string, intent: SodaxIntent): HubCall => ({
  to: hub.intents,
  value: 0n,
  data: encodeFunctionData({
    abi: [
      {
        type: 'function',
        name,
        inputs: [intentParameter],
        outputs: [],
        stateMutability: 'payable',
      },
    ],
    args: [intent],
  }),
});

const out = { asset: ETH_ON_BNB, amount: ONE, recipient: USER, destination: '4' } as const;

/** Calls as SODAX's SDK makes them in its own tests, with the hash of their bytes there. */
const fromSdk: [name: string, hash: Hex, calls: HubCall[], meaning: CallsMeaning][] = [
  [
    'ETH of BNB Chain, through its vault, to somebody on Sonic',
    '0x0f0bb55b4455c45cb32b3acb1d8c1167b00ad0630364cecb1ca938871738056b',
    [
      call(ETH_ON_BNB, 'approve', ETH_VAULT),
      call(ETH_VAULT, 'deposit', ETH_ON_BNB),
      call(ETH_VAULT, 'transfer', USER),
    ],
    { kind: 'transfer', asset: ETH_VAULT, amount: ONE, recipient: USER, destination: '146' },
  ],
  [
    'ETH of BNB Chain out of the hub wallet',
    '0xe9751eab66a8f10180b69ac96c12a60231a92530a378eb6e31fb154234cb8b0a',
    [send(ETH_ON_BNB, USER)],
    { kind: 'withdrawal', ...out },
  ],
  [
    'old bnUSD to new',
    '0x157192f9ec60891a488f9fd382c51ef0d23a2e4ad5925d17685d8274b28d8884',
    [
      call(LEGACY_BNUSD_ON_ICON, 'approve', hub.legacyBnUsdVault),
      call(hub.legacyBnUsdVault, 'deposit', LEGACY_BNUSD_ON_ICON),
      call(hub.legacyBnUsdVault, 'approve', hub.bnUsdVault),
      call(hub.bnUsdVault, 'deposit', hub.legacyBnUsdVault),
      call(hub.bnUsdVault, 'transfer', '0x2170ed0880ac9a755fd29b2688956bd959f933f8'),
    ],
    {
      kind: 'migration',
      asset: hub.bnUsdVault,
      amount: ONE,
      recipient: '0x2170ed0880ac9a755fd29b2688956bd959f933f8',
      destination: '146',
    },
  ],
  [
    'new bnUSD to old, on ICON',
    '0xed3f76c3b276664344a28023ece7e93e71f44a4a16e365be96c91a091c9dff83',
    [
      call(hub.bnUsdVault, 'withdraw', hub.legacyBnUsdVault),
      call(hub.legacyBnUsdVault, 'withdraw', LEGACY_BNUSD_ON_ICON),
      send(LEGACY_BNUSD_ON_ICON, ON_ICON),
    ],
    {
      kind: 'migration',
      asset: LEGACY_BNUSD_ON_ICON,
      amount: ONE,
      recipient: ON_ICON,
      destination: '1768124270',
    },
  ],
];

test.each(fromSdk)('%s', (_, hash, calls, meaning) => {
  const encoded = encodeCalls(calls);
  expect(keccak(encoded)).toBe(hash);
  expect(classifyCalls(decodeCalls(encoded) ?? [], hub, book)).toEqual(meaning);
});

describe('a swap', () => {
  const approve = call(arbitrumToPolygon.inputToken, 'approve', hub.intents);
  const known = (intent: SodaxIntent) => ({ intent, intentHash: intentHash(intent) });

  test('is known by its intent', () => {
    expect(
      classifyCalls([approve, onIntents('createIntent', arbitrumToPolygon)], hub, book),
    ).toEqual({
      kind: 'swap',
      ...known(arbitrumToPolygon),
    });
  });

  test('without a deadline is a limit order', () => {
    expect(classifyCalls([approve, onIntents('createIntent', stellarToSolana)], hub, book)).toEqual(
      {
        kind: 'limit_order',
        ...known(stellarToSolana),
      },
    );
  });

  test('is cancelled by its intent, and its input may leave in the same calls', () => {
    const calls = [onIntents('cancelIntent', stellarToSolana), send(ETH_ON_BNB, USER)];
    expect(classifyCalls(calls, hub, book)).toEqual({
      kind: 'cancel',
      ...known(stellarToSolana),
      ...out,
    });
  });

  test('at another contract is none', () => {
    const elsewhere = { ...onIntents('createIntent', arbitrumToPolygon), to: hub.pool };
    expect(classifyCalls([elsewhere], hub, book)).toEqual({ kind: 'deposit' });
  });
});

const decisive: [kind: OperationKind, contract: Hex, selector: Hex][] = [
  ['supply', hub.pool, '0x617ba037'],
  ['withdraw', hub.pool, '0x69328dec'],
  ['borrow', hub.pool, '0xa415bcad'],
  ['repay', hub.pool, '0x573ade81'],
  ['stake', hub.stakingRouter, '0xb456f389'],
  ['instant_unstake', hub.stakingRouter, '0x2599d893'],
  ['unstake', hub.stakedSoda, '0xc2a672e0'],
  ['claim', hub.stakedSoda, '0x379607f5'],
  ['cancel_unstake', hub.stakedSoda, '0x540df83c'],
  ['migration', hub.icxMigration, '0xd3986f08'],
  ['migration', hub.icxMigration, '0x743a0e58'],
  ['migration', hub.balnSwap, '0xa9d6c6f6'],
  ['lock', hub.balnSwap, '0xa694fc3a'],
  ['lock', hub.balnSwap, '0x2e17de78'],
  ['claim', hub.balnSwap, '0x379607f5'],
  ['claim', hub.balnSwap, '0x9af40f0c'],
  ['lock', hub.balnSwap, '0x2b187b2b'],
];

test.each(decisive)('%s is known by the contract %s and its function %s', (kind, to, selector) => {
  const vault = [call(ETH_ON_BNB, 'approve', ETH_VAULT), call(ETH_VAULT, 'deposit', ETH_ON_BNB)];
  const decides = (contract: Hex) => [...vault, { to: contract, value: 0n, data: selector }];
  expect(classifyCalls(decides(to), hub, book)).toEqual({ kind });
  expect(classifyCalls([...decides(to), send(ETH_ON_BNB, USER)], hub, book)).toEqual({
    kind,
    ...out,
  });
  expect(classifyCalls(decides(USER), hub, book)).toEqual({ kind: 'deposit' });
});

test('through a vault it is a transfer, and a fee on the way is not what is sent', () => {
  const calls = [
    call(ETH_VAULT, 'deposit', '0xdcd9578b51ef55239b6e68629d822a8d97c95b86'),
    call(ETH_VAULT, 'transfer', '0x2170ed0880ac9a755fd29b2688956bd959f933f8', 5n),
    call(ETH_VAULT, 'withdraw', ETH_ON_BNB),
    send(ETH_ON_BNB, USER),
  ];
  expect(classifyCalls(calls, hub, book)).toEqual({ kind: 'transfer', ...out });
});

test('of two that leave, the last one is the user’s', () => {
  const fee = '0x2170ed0880ac9a755fd29b2688956bd959f933f8';
  const paid = [call(ETH_VAULT, 'transfer', fee, 5n), call(ETH_VAULT, 'transfer', USER)];
  expect(classifyCalls(paid, hub, book)).toEqual({
    kind: 'withdrawal',
    asset: ETH_VAULT,
    amount: ONE,
    recipient: USER,
    destination: '146',
  });
  expect(classifyCalls([send(ETH_ON_BNB, fee, 5n), send(ETH_ON_BNB, USER)], hub, book)).toEqual({
    kind: 'withdrawal',
    ...out,
  });
});

test('a fee does not leave for the user where the value stays', () => {
  const supply = { to: hub.pool, value: 0n, data: '0x617ba037' } as const;
  expect(classifyCalls([call(ETH_VAULT, 'transfer', USER, 5n), supply], hub, book)).toEqual({
    kind: 'supply',
  });
});

test('only the asset manager sends, and only wrapped S is unwrapped', () => {
  const calls = [
    { ...send(ETH_ON_BNB, USER), to: USER },
    call(ETH_VAULT, 'withdrawTo', USER),
  ] as const;
  expect(classifyCalls(calls, hub, book)).toEqual({ kind: 'deposit' });
});

test('what is borrowed may go to Sonic, as a token or as the coin', () => {
  const borrow = { to: hub.pool, value: 0n, data: '0xa415bcad' } as const;
  for (const name of ['transfer', 'withdrawTo'] as const) {
    expect(classifyCalls([borrow, call(hub.wrappedSonic, name, USER)], hub, book)).toEqual({
      kind: 'borrow',
      asset: hub.wrappedSonic,
      amount: ONE,
      recipient: USER,
      destination: '146',
    });
  }
});

test('a token that is not known goes to a network that is not known', () => {
  expect(classifyCalls([send(USER, ON_ICON)], hub, book)).toEqual({
    kind: 'withdrawal',
    asset: USER,
    amount: ONE,
    recipient: ON_ICON,
  });
});

test('nothing, and nothing that is known, is a deposit', () => {
  expect(classifyCalls([], hub, book)).toEqual({ kind: 'deposit' });
  const unknown = [
    call(ETH_ON_BNB, 'approve', USER),
    { to: hub.pool, value: 1n, data: '0x' } as const,
  ];
  expect(classifyCalls(unknown, hub, book)).toEqual({ kind: 'deposit' });
});

test('no calls make it throw', () => {
  const addresses = Object.values(hub).filter((value): value is Hex =>
    String(value).startsWith('0x'),
  );
  const selectors = [
    ...decisive.map(([, , selector]) => selector),
    toFunctionSelector('transfer(address,bytes,uint256,bytes)'),
    toFunctionSelector('transfer(address,uint256)'),
    toFunctionSelector('deposit(address,uint256)'),
    '0x016f02e3' as const,
    '0x' as const,
  ];
  const word = fc.oneof(
    fc.nat(400).map((value) => pad(`0x${value.toString(16).padStart(4, '0')}`)),
    fc.uint8Array({ maxLength: 32 }).map((bytes): Hex => `0x${Buffer.from(bytes).toString('hex')}`),
  );
  const calls = fc.record({
    to: fc.constantFrom(...addresses),
    value: fc.constant(0n),
    data: fc
      .tuple(fc.constantFrom(...selectors), fc.array(word, { maxLength: 20 }))
      .map(([selector, words]) => concat([selector, ...words])),
  });
  fc.assert(
    fc.property(fc.array(calls, { maxLength: 4 }), (list) => {
      expect(typeof classifyCalls(list, hub, book).kind).toBe('string');
    }),
  );
});
