import { bytesToHex, keccak256, pad, parseAbi, parseEventLogs, stringToHex } from 'viem';
import type { Hex } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import { encodeAnchorEvent } from '../../test/encode-anchor-event.ts';
import { encodeCctp } from '../../test/encode-cctp.ts';
import { startAnvil } from '../anvil.ts';
import { createSigner } from '../solana/signer.ts';
import { openClient } from '../wallet.ts';
import { depositForBurn, messageReceived } from './anchor-events.ts';
import { openEvmEnd } from './evm-end.ts';
import { encodeBody, encodeMessage } from './message.ts';
import type { Attestation, Message } from './message.ts';

const word = (text: string): Hex => keccak256(stringToHex(text));
const common = {
  sourceDomain: 101,
  destinationDomain: 5,
  sender: pad('0xcc00000000000000000000000000000000000201'),
  recipient: word('recipient'),
  burnToken: pad('0xcc000000000000000000000000000000000005dc'),
  mintRecipient: word('token account'),
  amount: 1_234_567n,
  messageSender: pad('0x5e661b79fe2d3f6ce70f5aac07d8cd9abb2743f1'),
} as const;
const v1: Message = { ...common, version: 1, nonce: 9n, maxFee: 0n, minFinalityThreshold: 2_000 };
const v2: Message = {
  ...common,
  version: 2,
  nonce: undefined,
  maxFee: 617n,
  minFinalityThreshold: 1_000,
};
const attested = { feeExecuted: 123n, expirationBlock: 0n, finalityThresholdExecuted: 1_000 };
const signed: Record<'v1' | 'v2', Attestation> = {
  v1: { ...attested, nonce: 9n },
  v2: { ...attested, nonce: word('nonce') },
};
const zero = pad('0x');

/** The same values for the encoders of the tests, which were written apart from the demo's. */
const fieldsOf = ({ version, nonce, amount, maxFee, ...message }: Message) => ({
  version: version - 1,
  sourceDomain: message.sourceDomain,
  destinationDomain: message.destinationDomain,
  nonce: nonce?.toString() ?? zero,
  sender: message.sender,
  recipient: message.recipient,
  destinationCaller: zero,
  minFinalityThreshold: message.minFinalityThreshold,
  burn: {
    version: version - 1,
    burnToken: message.burnToken,
    mintRecipient: message.mintRecipient,
    amount: amount.toString(),
    messageSender: message.messageSender,
    maxFee: maxFee.toString(),
  },
});
const bodyOf = (message: Message, feeExecuted: bigint) =>
  encodeCctp({ burn: { ...fieldsOf(message).burn, feeExecuted: feeExecuted.toString() } });

test.each([v1, v2])(
  'messages of version $version are laid out as Circle lays them out',
  (message) => {
    expect(encodeMessage(message)).toBe(encodeCctp(fieldsOf(message)));
    expect(encodeBody(message, attested)).toBe(bodyOf(message, attested.feeExecuted));
  },
);

test('Anchor events of both versions are laid out as Circle declares them', () => {
  const { burnToken, messageSender: depositor, mintRecipient, recipient, sender } = common;
  const burn = {
    nonce: '9',
    burnToken,
    amount: '1234567',
    depositor,
    mintRecipient,
    destinationDomain: '5',
    destinationTokenMessenger: recipient,
    destinationCaller: zero,
    maxFee: '617',
    minFinalityThreshold: '1000',
    hookData: '0x',
  };
  const bytesOf = (event: string, args: Record<string, unknown>) => {
    const { topics, data } = encodeAnchorEvent(`anchor event ${event}`, args);
    return `${topics[0]}${data.slice(2)}`;
  };
  const shared =
    'bytes32 burnToken, u64 amount, bytes32 depositor, bytes32 mintRecipient, u32 destinationDomain, bytes32 destinationTokenMessenger, bytes32 destinationCaller';
  expect(bytesToHex(depositForBurn(v1))).toBe(
    bytesOf(`DepositForBurn(u64 nonce, ${shared})`, burn),
  );
  expect(bytesToHex(depositForBurn(v2))).toBe(
    bytesOf(
      `DepositForBurn(${shared}, u64 maxFee, u32 minFinalityThreshold, bytes hookData)`,
      burn,
    ),
  );

  const caller = createSigner().publicKey;
  const received = { caller: caller.toBase58(), sourceDomain: '101', sender };
  expect(bytesToHex(messageReceived(v1, signed.v1, caller))).toBe(
    bytesOf(
      'MessageReceived(pubkey caller, u32 sourceDomain, u64 nonce, bytes32 sender, bytes messageBody)',
      { ...received, nonce: '9', messageBody: bodyOf(v1, 0n) },
    ),
  );
  expect(bytesToHex(messageReceived(v2, signed.v2, caller))).toBe(
    bytesOf(
      'MessageReceived(pubkey caller, u32 sourceDomain, bytes32 nonce, bytes32 sender, u32 finalityThresholdExecuted, bytes messageBody)',
      {
        ...received,
        nonce: signed.v2.nonce,
        finalityThresholdExecuted: '1000',
        messageBody: bodyOf(v2, attested.feeExecuted),
      },
    ),
  );
});

test("the stand-in on EVM chains logs Circle's events, and takes a message once", async () => {
  const anvil = await startAnvil({ chainId: 31_337 });
  onTestFinished(() => anvil.stop());
  const client = openClient(anvil.url);
  const behind = { safe: 1, finalized: 2 };
  const end = await openEvmEnd(
    { name: 'alpha', chainId: 31_337, blockTimeMs: 1_000, behind, client },
    101,
  );
  await end.burn(v1, 0);
  await end.burn(v2, 1);
  await end.receive(v1, signed.v1);
  await end.receive(v2, signed.v2);
  const again = await end.receive(v2, signed.v2);
  await expect.poll(() => again.standing()).toBe('failed');

  const abi = parseAbi([
    'event MessageSent(bytes message)',
    'event MessageReceived(address indexed caller, uint32 sourceDomain, uint64 indexed nonce, bytes32 sender, bytes messageBody)',
    'event MessageReceived(address indexed caller, uint32 sourceDomain, bytes32 indexed nonce, bytes32 sender, uint32 indexed finalityThresholdExecuted, bytes messageBody)',
  ]);
  const logs = parseEventLogs({ abi, logs: await client.getLogs({ fromBlock: 0n }) });
  const { sender, sourceDomain } = common;
  const received = { caller: expect.stringMatching(/^0x/), sourceDomain, sender };
  const { finalityThresholdExecuted } = attested;
  expect(logs.map(({ address, args }) => ({ address, args }))).toEqual([
    { address: end.v1.messageTransmitter, args: { message: encodeMessage(v1) } },
    { address: end.v2.messageTransmitter, args: { message: encodeMessage(v2) } },
    {
      address: end.v1.messageTransmitter,
      args: { ...received, nonce: 9n, messageBody: bodyOf(v1, 0n) },
    },
    {
      address: end.v2.messageTransmitter,
      args: {
        ...received,
        nonce: signed.v2.nonce,
        finalityThresholdExecuted,
        messageBody: bodyOf(v2, attested.feeExecuted),
      },
    },
  ]);
});
