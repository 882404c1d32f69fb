import { encodeAbiParameters, encodeErrorResult, parseAbi } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MidflightError } from '../../core/errors.ts';
import type { Hex } from '../../core/raw-log.ts';
import { startAnvil, type Anvil } from '../../demo/anvil.ts';
import { connect } from '../../test/evm-node.ts';
import { readTokens } from './read-tokens.ts';

let anvil: Anvil;
beforeAll(async () => {
  anvil = await startAnvil({ chainId: 8453, blockTimeSeconds: 1_000 });
});
afterAll(() => anvil.stop());

const word = (value: bigint): Hex => encodeAbiParameters([{ type: 'uint256' }], [value]);
const text = (symbol: string): Hex => encodeAbiParameters([{ type: 'string' }], [symbol]);
const bytes32 = (symbol: string): Hex => `0x${Buffer.from(symbol).toString('hex').padEnd(64, '0')}`;
const six = word(6n);

/** Code that answers `decimals()` with the one and everything else with the other. */
function answering(decimals: Hex, symbol: Hex): Hex {
  const own = [symbol, decimals].map((hex) => hex.slice(2));
  const [symbolBytes = 0, decimalsBytes = 0] = own.map((hex) => hex.length / 2);
  const two = (value: number) => value.toString(16).padStart(4, '0');
  const give = (bytes: number, at: number) =>
    `61${two(bytes)}61${two(at)}60003961${two(bytes)}6000f3`;
  const code = `60003560e01c63313ce5671461001f57${give(symbolBytes, 47)}5b${give(decimalsBytes, 47 + symbolBytes)}`;
  return `0x${code}${own.join('')}`;
}
const reverting: Hex = '0x60006000fd';
/** Code that refuses every call in these words. */
function refusing(words: string): Hex {
  const data = encodeErrorResult({ abi: parseAbi(['error Error(string)']), args: [words] }).slice(
    2,
  );
  const bytes = (data.length / 2).toString(16).padStart(4, '0');
  return `0x61${bytes}61000f60003961${bytes}6000fd${data}`;
}
/** As `answering`, but where everything else reverts. */
const unnamed =
  `0x60003560e01c63313ce5671461001557${reverting.slice(2)}5b600660005260206000f3` as Hex;
/** Answers everything with a megabyte. */
const huge: Hex = '0x621000006000f3';
/** Never comes to an end by itself. */
const endless: Hex = '0x5b600056';

const shown = (decimals: number, symbol: string) => ({ decimals, symbol, reason: null });
const unfit = { decimals: 6, symbol: null, reason: 'symbol() answers nothing fit to be shown' };
const noDecimals = (reason: string) => ({ decimals: null, symbol: null, reason });
const nonsense = noDecimals('decimals() answers no number of decimals');

test.each([
  ['tells both', answering(six, text('USDC')), shown(6, 'USDC')],
  ['has no decimals at all', answering(word(0n), text('NOTE')), shown(0, 'NOTE')],
  ['has its symbol in 32 bytes', answering(word(18n), bytes32('MKR')), shown(18, 'MKR')],
  ['has a symbol of other letters', answering(six, text('USD₮0')), shown(6, 'USD₮0')],
  ['reverts', reverting, noDecimals('decimals() reverts')],
  ['never ends', endless, noDecimals('decimals() reverts')],
  ['has no symbol', unnamed, { decimals: 6, symbol: null, reason: 'symbol() reverts' }],
  ['is none', '0x', noDecimals('no contract with decimals()')],
  ['answers everything with a megabyte', huge, nonsense],
  ['has more decimals than amounts', answering(word(255n), text('X')), nonsense],
  ['answers a number of any size', answering(word(2n ** 255n), text('X')), nonsense],
  ['answers two words', answering(`0x${'00'.repeat(64)}`, text('X')), nonsense],
  ['has a symbol of a thousand letters', answering(six, text('x'.repeat(1_000))), unfit],
  ['has a symbol longer than any', answering(six, text('x'.repeat(33))), unfit],
  ['turns the direction of what follows', answering(six, text('\u202ECDSU')), unfit],
  ['has an empty symbol', answering(six, text('')), unfit],
  ['has a symbol of 32 zeros', answering(six, word(0n)), unfit],
  ['has a symbol that is no text', answering(six, `0x${'ff'.repeat(32)}`), unfit],
  ['says that its symbol begins far away', answering(six, `0x${'ff'.repeat(96)}`), unfit],
  ['answers nothing to symbol()', answering(six, '0x'), unfit],
] as const)('a contract that %s', async (_, code, expected) => {
  const { source } = await connect([anvil.url]);
  expect(await source.tokens([await deployed(code)])).toEqual([expected]);
});

test('all are asked together, and none keeps another from being known', async () => {
  const { source, warnings } = await connect([anvil.url]);
  const codes = [
    answering(six, text('A')),
    reverting,
    huge,
    '0x',
    answering(six, bytes32('B')),
  ] as const;
  const before = source.endpoints()[0]?.calls ?? 0;
  expect(await source.tokens(await Promise.all(codes.map(deployed)))).toEqual([
    shown(6, 'A'),
    noDecimals('decimals() reverts'),
    nonsense,
    noDecimals('no contract with decimals()'),
    shown(6, 'B'),
  ]);
  // Five are asked for decimals, the two that have them for a symbol; each counts.
  expect((source.endpoints()[0]?.calls ?? 0) - before).toBe(7);
  expect(source.endpoints()[0]).toMatchObject({ isHealthy: true, failures: 0 });
  expect(warnings).toEqual([]);
});

test.each([
  'too many requests, rate limit exceeded',
  'header not found',
  'block is out of range',
  'method not found',
  'request timed out',
])('a contract that refuses by "%s" says nothing of the endpoint', async (words) => {
  const { source, warnings } = await connect([anvil.url]);
  const codes = [refusing(words), answering(six, text('A'))];
  const before = source.endpoints()[0]?.calls ?? 0;
  expect(await source.tokens(await Promise.all(codes.map(deployed)))).toEqual([
    noDecimals('decimals() reverts'),
    shown(6, 'A'),
  ]);
  expect((source.endpoints()[0]?.calls ?? 0) - before).toBe(3);
  expect(source.endpoints()[0]).toMatchObject({ isHealthy: true, failures: 0 });
  expect(warnings).toEqual([]);
});

test("the chain's own coin is what its definition says, and no question", async () => {
  const { source } = await connect([anvil.url]);
  const before = source.endpoints()[0]?.calls ?? 0;
  expect(await source.tokens([`0x${'0'.repeat(40)}`, `0x${'e'.repeat(40)}`])).toEqual([
    shown(18, 'ETH'),
    shown(18, 'ETH'),
  ]);
  expect((source.endpoints()[0]?.calls ?? 0) - before).toBe(0);
});

test.each(['rpc_unreachable', 'rpc_refused', 'rpc_malformed'])(
  'an endpoint that answers nothing, by %s, says nothing of tokens',
  async (code) => {
    const error = new MidflightError({
      code,
      message: 'No.',
      recovery: 'None.',
      isTransient: true,
    });
    const rpc = { call: () => Promise.reject(error) };
    await expect(readTokens(rpc, [`0x${'1'.repeat(40)}`])).rejects.toBe(error);
  },
);

let made = 0;
async function deployed(code: Hex): Promise<Hex> {
  made += 1;
  const address: Hex = `0x${made.toString(16).padStart(40, 'a')}`;
  const body = { jsonrpc: '2.0', id: 1, method: 'anvil_setCode', params: [address, code] };
  await fetch(anvil.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return address;
}
