import { encodeAbiParameters, encodeFunctionData, parseAbi, toRlp, type Hex } from 'viem';
import { z } from 'zod';

// Written apart from what decodes such packets, so that a test holds one against the other.

const text = z.string().transform((value) => value as Hex);
const amount = z.string().transform(BigInt);
const intentSchema = z.strictObject({
  intentId: amount,
  creator: text,
  inputToken: text,
  outputToken: text,
  inputAmount: amount,
  minOutputAmount: amount,
  deadline: amount,
  allowPartialFill: z.boolean(),
  srcChain: amount,
  dstChain: amount,
  srcAddress: text,
  dstAddress: text,
  solver: text,
  data: text,
});
const payloadSchema = z.strictObject({
  transfer: z.strictObject({
    token: text,
    from: text,
    to: text,
    amount,
    /** The calls that a swap comes with, as the SDK makes them; or bytes. */
    data: z.union([text, z.strictObject({ intents: text, createIntent: intentSchema })]),
  }),
});

const abi = parseAbi([
  'function approve(address spender, uint256 amount)',
  'function createIntent(Intent intent)',
  'struct Intent { uint256 intentId; address creator; address inputToken; address outputToken; uint256 inputAmount; uint256 minOutputAmount; uint256 deadline; bool allowPartialFill; uint256 srcChain; uint256 dstChain; bytes srcAddress; bytes dstAddress; address solver; bytes data; }',
]);

/** True for a packet's payload as a fixture states it. */
export const isSodaxPayload = (value: object): boolean => payloadSchema.safeParse(value).success;

/** The bytes of a payload, from its decoded fields. */
export function encodeSodax(value: object): Hex {
  const { token, from, to, amount, data } = payloadSchema.parse(value).transfer;
  return toRlp([
    token,
    from,
    to,
    numberBytes(amount),
    typeof data === 'string' ? data : calls(data),
  ]);
}

function calls({
  intents,
  createIntent,
}: {
  intents: Hex;
  createIntent: z.infer<typeof intentSchema>;
}): Hex {
  const { inputToken, inputAmount } = createIntent;
  const call = (to: Hex, data: Hex) => ({ to, value: 0n, data });
  return encodeAbiParameters(
    [
      {
        type: 'tuple[]',
        components: [
          { name: 'to', type: 'address' },
          { name: 'value', type: 'uint256' },
          { name: 'data', type: 'bytes' },
        ],
      },
    ],
    [
      [
        call(
          inputToken,
          encodeFunctionData({ abi, functionName: 'approve', args: [intents, inputAmount] }),
        ),
        call(
          intents,
          encodeFunctionData({ abi, functionName: 'createIntent', args: [createIntent] }),
        ),
      ],
    ],
  );
}

/** RLP knows no leading zeros. */
function numberBytes(value: bigint): Hex {
  const digits = value === 0n ? '' : value.toString(16);
  return `0x${digits.length % 2 === 0 ? '' : '0'}${digits}`;
}
