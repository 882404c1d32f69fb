import { toEventSelector, toFunctionSelector } from 'viem';
import type { AbiEvent, AbiFunction } from 'viem';
import { expect, test } from 'vitest';
import { readArtifact, readCompiled, readSources, sourceHash } from './artifacts.ts';

test('demo/sodax/contracts.json is fresh', () => {
  expect(readCompiled().sourceHash, 'run npm run contracts').toBe(sourceHash(readSources()));
});

/** As the deployed contracts have them, all of them published. */
const selectors: Record<string, readonly string[]> = {
  Connection: ['0x6ea9cec9', '0xdcbfdcfc', '0x9b5e97d2', '0x99f1fca7'],
  IndexedConnection: ['0x6ea9cec9', '0xdcbfdcfc', '0x9b5e97d2', '0x99f1fca7'],
  SpokeAssetManager: ['0xc6b4180b', '0x4b2b20e7', '0x4a34a8fc', '0xfd19016c', '0x1a6aab8b'],
  SpokeIntentFiller: ['0x4b2b20e7'],
  HubAssetManager: [
    '0xc6b4180b',
    '0x4b2b20e7',
    '0xb8b649a9',
    '0xfd19016c',
    '0x8b0dcb4e',
    '0xdbe15c44',
    '0x0eb0311a',
    '0x21195f79',
    '0x91dbb16c',
    '0xc5c03699',
  ],
  HubWallet: ['0x4b2b20e7', '0x0bca7dd3'],
  WalletFactory: ['0x18d02486'],
  SonicRouter: ['0x98a80467', '0x65a3b0a5'],
  Intents: [
    '0x016f02e3',
    '0xca25d319',
    '0xd971729f',
    '0x3468af46',
    '0x5ff8a66b',
    '0x38e42f54',
    '0x88df7036',
    '0x36cbe9e5',
    '0x4b2b20e7',
    '0xd3da3330',
    '0xe5795fd6',
    '0xea6ced19',
    '0x94217ad1',
    '0xfd19016c',
    '0xc5c03699',
  ],
  Pool: ['0x617ba037', '0x69328dec', '0xa415bcad', '0x573ade81', '0x00a718a9'],
  Vault: ['0x47e7ef24', '0xf3fef3a3', '0x095ea7b3', '0xa9059cbb'],
  StakingRouter: ['0xb456f389', '0x2599d893'],
  StakedSoda: ['0xc2a672e0', '0x379607f5', '0x540df83c', '0x2f4f21e2', '0x205c2878'],
  XSoda: ['0x6e553f65', '0xba087652'],
  IcxMigration: ['0xd3986f08', '0x743a0e58'],
  BalnSwap: ['0xa9d6c6f6', '0x379607f5', '0xa694fc3a', '0x2e17de78'],
};
const errors: Record<string, readonly string[]> = {
  Intents: [
    '0x8b7071a9',
    '0x0ac00304',
    '0x61ae6483',
    '0x2c5211c6',
    '0xaf240677',
    '0x8ef0017c',
    '0xbd10ceab',
    '0x385bb964',
    '0x82b42900',
  ],
  SpokeAssetManager: ['0x11011294', '0x90b8ec18'],
};
/** First topic and number of topics. */
const topics: Record<string, readonly (readonly [string, number])[]> = {
  Connection: [['0x0fcc8c448c97c08d0304a9eb321a5ffb209618d28a85dbc8d7a7a592124538ef', 1]],
  IndexedConnection: [['0x0fcc8c448c97c08d0304a9eb321a5ffb209618d28a85dbc8d7a7a592124538ef', 4]],
  Intents: [
    ['0x29fecd55cf4a8b6d0aaf6870fbab480f04c3caab050a1af7654278af363cd96f', 1],
    ['0x179edcc2ff551e1336d178824736b025cc5df1a59d05fbcb69ae2de8c06433da', 1],
    ['0xc08eb64db16a39d2848960af04e3f16fb404d9d436a9f0e9d7d0d4854715c9dc', 1],
    ['0x903cf0a603920e4f3e45542f8960563511f94eba7d94077a61067e409cd3e1e1', 1],
  ],
  HubAssetManager: [['0x85c46289864ac31d39e6a0991336900736af5d3b18a64532ae12a7285c733bc4', 1]],
  HubWallet: [['0xf239711d3e9a79441c950475f13c4003528ffa644622db80a25a66f5baf8d7e9', 1]],
  IcxMigration: [
    ['0x77f92a1b6a1a11de8ca49515ad4c1fad45632dd3442167d74b90b304a3c7a758', 2],
    ['0x22e8e9b1f442be2e368a935de0d64f13d60707cbc1c62413146ae67ea987298f', 2],
    ['0x4a52fd81694ccd4ddadb321076b48344f83bf7fd47587fa5e8847e48a6f38160', 2],
    ['0xa5760b1984575a65147ad4d7671ff837ab3adf45e1c57ad0db766ceef647c3b1', 2],
  ],
  BalnSwap: [
    ['0x77f92a1b6a1a11de8ca49515ad4c1fad45632dd3442167d74b90b304a3c7a758', 2],
    ['0xfa8256f7c08bb01a03ea96f8b3a904a4450311c9725d1c52cdbe21ed3dc42dcc', 2],
    ['0x1449c6dd7851abc30abf37f57715f492010519147cc2652fbc38202c18a6ee90', 2],
    ['0x0f5bb82176feb1b5e747e28471aa92156a04d9f3ab9f45f28e2d704232b93f75', 2],
  ],
  Pool: [
    ['0x2b627736bca15cd5381dcf80b0bf11fd197d01a037c52b927a881a10fb73ba61', 4],
    ['0x3115d1449a7b732c986cba18244e897a450f61e1bb8d589cd2e69e6c8924f9f7', 4],
    ['0xb3d084820fb1a9decffb176436bd02558d15fac9b0ddfed8c465bc7359d7dce0', 4],
    ['0xa534c8dbe71f871f9f3530e97a74601fea17b426cae02e1c5aee42c96c784051', 4],
    ['0xe413a321e8681d831f4dbccbca790d2952b56f977908e45be37335533e005286', 4],
  ],
  XSoda: [
    ['0xdcbc1c05240f31ff3ad067ef1ee35ce4997762752e3a095284754544f4c709d7', 3],
    ['0xfbde797d201c681b91056529119e0b02407c7bb96a4a2c75c01fc9667232c8db', 4],
  ],
  Token: [['0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef', 3]],
};

const itemsOf = (name: string, type: string) =>
  readArtifact(name).abi.filter((item) => item.type === type);
const missing = (expected: Record<string, readonly string[]>, type: 'function' | 'error') =>
  Object.entries(expected).flatMap(([name, wanted]) => {
    // CAST: an error is written like a function without outputs.
    const known = itemsOf(name, type).map((item) => toFunctionSelector(item as AbiFunction));
    return wanted
      .filter((selector) => !known.includes(selector as never))
      .map((one) => [name, one]);
  });

test('functions and errors have the selectors of the deployed contracts', () => {
  expect(missing(selectors, 'function')).toEqual([]);
  expect(missing(errors, 'error')).toEqual([]);
});

test('events have the topics of the deployed contracts', () => {
  const absent = Object.entries(topics).flatMap(([name, wanted]) => {
    const known = itemsOf(name, 'event').map((item) => {
      const event = item as AbiEvent;
      const count = 1 + event.inputs.filter(({ indexed }) => indexed).length;
      return `${toEventSelector(event)} ${count}`;
    });
    return wanted.filter((topic) => !known.includes(topic.join(' '))).map((topic) => [name, topic]);
  });
  expect(absent).toEqual([]);
});
