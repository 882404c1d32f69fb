import { stringToHex, zeroAddress } from 'viem';
import { expect, test } from 'vitest';
import { definitions } from '../../chains/definitions/index.ts';
import { addressBytes } from './address.ts';
import { assetBookOf, sodaxAssets } from './assets.ts';
import { networkOf, networkOn, sodaxHub, sodaxNetworks } from './networks.ts';

test('a token on its network, and what stands for it on the hub, are one asset', () => {
  const pol = {
    relayId: '5',
    token: zeroAddress,
    symbol: 'POL',
    decimals: 18,
    hubAsset: '0x9ee17486571917837210824b0d4cadfe3b324d12',
    vault: '0x208ed38f4783328aa9ebfec360d32e7520a9b779',
  };
  expect(assetBookOf([]).onSpoke('5', zeroAddress)).toEqual(pol);
  expect(assetBookOf([]).ofHub('0x9Ee17486571917837210824b0d4CAdfe3B324D12')).toEqual([pol]);
});

test('tokens are found by the bytes that their network gives them', () => {
  const symbolOf = (relayId: string, bytes: `0x${string}`) =>
    assetBookOf([]).onSpoke(relayId, bytes)?.symbol;
  const path = `0x${'2'.padStart(64, '0')}::sui::SUI`;
  expect([
    symbolOf('26745', '0xB8CE59FC3717ADA4C02EADF9682A9E934F625EBB'),
    symbolOf('1', `0x${'00'.repeat(32)}`),
    symbolOf('21', stringToHex(path)),
    symbolOf('15', stringToHex('wrap.near')),
    symbolOf('1768124270', `0x01${'00'.repeat(20)}`),
    symbolOf('15', zeroAddress),
    symbolOf('4', '0x'),
  ]).toEqual(['USDT0', 'SOL', 'SUI', 'wNEAR', 'ICX', undefined, undefined]);
});

test('a coin and its wrapped form share what stands for them', () => {
  const symbols = assetBookOf([])
    .ofHub('0xb66cB7D841272AF6BaA8b8119007EdEE35d2C24F')
    .map((asset) => asset.symbol);
  expect(symbols).toEqual(['ICX', 'wICX']);
  expect(assetBookOf([]).ofHub('0x')).toEqual([]);
});

test('the vaults’ own tokens are at home on the hub', () => {
  expect(assetBookOf([]).ofHub('0x4effb5813271699683c25c734f4dabc45b363709')).toEqual([
    expect.objectContaining({ relayId: '146', symbol: 'sodaETH', decimals: 18 }),
  ]);
});

test('every token has a network and bytes of its own there', () => {
  const keys = sodaxAssets.map(
    ({ relayId, token }) => addressBytes(relayId, token) && `${relayId} ${token}`,
  );
  expect(keys).not.toContain(null);
  expect(new Set(keys).size).toBe(sodaxAssets.length);
  expect(sodaxAssets.filter(({ relayId }) => !networkOf(relayId))).toEqual([]);
});

test('networks that are read have the names and ids of their definitions', () => {
  const byId = new Map([...definitions.values()].map(({ id, name }) => [id, name]));
  const misnamed = sodaxNetworks.filter(({ chain, name }) => {
    const own = chain && byId.get(chain);
    return own && own !== name;
  });
  expect(misnamed).toEqual([]);
  expect(new Set(sodaxNetworks.map(({ relayId }) => relayId)).size).toBe(sodaxNetworks.length);
  expect(networkOn('eip155:42161')?.relayId).toBe('23');
  expect(networkOn('eip155:146')).toBe(networkOf(sodaxHub.relayId));
});
