import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  concatHex,
  encodeAbiParameters,
  getContractAddress,
  parseAbiItem,
  padHex,
  toHex,
} from 'viem';
import type { AbiEvent, Hex } from 'viem';
import { encodeEventTopics } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import type { OperationAnswer } from '../../api/schemas/operation.ts';
import type { ProtocolAnswer } from '../../api/schemas/protocols.ts';
import { startAnvil } from '../../demo/anvil.ts';
import { accountOf, awaitReceipt, openClient, openWallet } from '../../demo/wallet.ts';
import { ownProtocol } from '../../start/config.ts';
import { createDatabase } from '../database.ts';
import { product } from '../product.ts';

// Two anvil chains with contracts that nobody has heard of, a declaration of what they emit, and Midflight beside them as a
// process.

const SAFE_DEPTH = 1;
const FINALIZED_DEPTH = 3;
const sentEvent =
  'event Sent(bytes32 indexed id, address indexed from, uint64 toChain, uint256 amount, uint64 expiry)';
const receivedEvent = 'event Received(bytes32 indexed id, address indexed to, uint256 amount)';
const refundedEvent = 'event Refunded(bytes32 indexed id, address indexed to, uint256 amount)';

/** A contract that logs what it is told: three topics, and the rest of its input as data. */
const teller: Hex = '0x601a80600b6000396000f3606036036060600037604035602035600035606036036000a300';

async function aChain(chainId: number) {
  const anvil = await startAnvil({ chainId });
  onTestFinished(() => anvil.stop());
  const client = openClient(anvil.url);
  const account = accountOf(0);
  const wallet = openWallet({ client, chainId, account });
  const request = (method: string, params: unknown[]) =>
    client.request({ method, params } as never);
  const mine = (blocks: number, seconds = 1) =>
    request('anvil_mine', [toHex(blocks), toHex(seconds)]);
  const { hash } = await wallet.send({ data: teller });
  await awaitReceipt(client, hash);
  const address = getContractAddress({ from: account.address, nonce: 0n });
  /** Has the contract emit an event with two indexed fields; gives the transaction. */
  const emit = async (signature: string, args: Record<string, unknown>) => {
    const event = parseAbiItem(signature) as AbiEvent;
    const rest = event.inputs.filter(({ indexed }) => !indexed);
    // CAST: no topic is left open.
    const topics = encodeEventTopics({ abi: [event], args } as never) as Hex[];
    const data = encodeAbiParameters(
      rest,
      rest.map(({ name }) => args[name ?? '']),
    );
    const sent = await wallet.send({ to: address, data: concatHex([...topics, data]) });
    await awaitReceipt(client, sent.hash);
    return sent.hash;
  };
  const config = {
    rpc: [anvil.url],
    startBlock: 'deployment' as const,
    blockTimeMs: 400,
    finality: { safe: { depth: SAFE_DEPTH }, finalized: { depth: FINALIZED_DEPTH } },
  };
  return { address, emit, mine, config, account: account.address };
}

test(
  'what an operator declares is tracked like what is built in, and a new declaration is of what was read before as well',
  { timeout: 300_000 },
  async () => {
    const [origin, destination] = [await aChain(31_337), await aChain(31_338)];
    const declared = (kind: string) => ({
      chains: { 'eip155:31337': origin.config, 'eip155:31338': destination.config },
      protocols: {
        payroll: ownProtocol({
          kind,
          since: '2024-05-31',
          chains: {
            'eip155:31337': { desk: origin.address },
            'eip155:31338': { till: destination.address },
          },
          events: {
            sent: {
              role: 'origin',
              on: 'desk',
              event: sentEvent,
              link: ['id'],
              sender: 'from',
              amount: 'amount',
              destination: 'toChain',
              deadline: 'expiry',
            },
            received: {
              role: 'destination',
              on: 'till',
              event: receivedEvent,
              link: ['id'],
              recipient: 'to',
              amount: 'amount',
            },
            refunded: { role: 'refund', on: 'desk', event: refundedEvent, link: ['id'] },
          },
        }),
      },
    });
    const env = { DATABASE_URL: (await createDatabase()).url };
    const midflight = await product(env, declared('payout'));
    await midflight.start();
    const reaches = (id: Hex, status: string, stage: string) =>
      midflight.until<OperationAnswer>(
        `/v1/operations/payroll:${id}`,
        (body) => body.status === status && body.stage === stage,
      );
    const send = (id: Hex, expiry: bigint) =>
      origin.emit(sentEvent, { id, from: origin.account, toChain: 31_338n, amount: 70n, expiry });

    const [paid, unpaid] = [padHex('0x1', { size: 32 }), padHex('0x2', { size: 32 })];
    const soon = BigInt(Math.floor(Date.now() / 1_000) + 3_600);
    const sent = await send(paid, soon);
    await reaches(paid, 'pending', 'origin_included');
    await send(unpaid, soon);
    await origin.mine(SAFE_DEPTH);
    expect(await reaches(paid, 'confirmed', 'awaiting_relay')).toMatchObject({
      protocol: 'payroll',
      kind: 'payout',
      coverage: 'full',
      pending: { step: 'received', what: 'the event Received at the destination' },
      completion: { missing: ['received'] },
    });

    const received = await destination.emit(receivedEvent, {
      id: paid,
      to: destination.account,
      amount: 70n,
    });
    // Anybody may deploy a contract that says so too.
    await origin.emit(receivedEvent, { id: unpaid, to: origin.account, amount: 70n });
    await destination.mine(SAFE_DEPTH);
    expect(await reaches(paid, 'complete', 'delivered')).toMatchObject({
      origin: { chain: 'eip155:31337', transaction: sent },
      destination: { chain: 'eip155:31338', transaction: received },
    });

    await origin.mine(FINALIZED_DEPTH);
    await destination.mine(2 * FINALIZED_DEPTH, 3_600);
    expect(await reaches(unpaid, 'expired', 'expired_unfilled')).toMatchObject({
      pending: { step: 'refunded' },
      assetLocation: { place: 'origin_contract' },
    });
    await origin.emit(refundedEvent, { id: unpaid, to: origin.account, amount: 70n });
    await origin.mine(SAFE_DEPTH);
    await reaches(unpaid, 'refunded', 'refunded');

    const { body } = await midflight.get<ProtocolAnswer>('/v1/protocols/payroll');
    expect(body.chains).toMatchObject([
      { chain: 'eip155:31337', name: '31337', isIndexed: true },
      { chain: 'eip155:31338', name: '31338', isIndexed: true },
    ]);

    await midflight.stop();
    const text = `export default ${JSON.stringify(declared('wage'))};\n`;
    writeFileSync(join(midflight.dir, 'midflight.config.ts'), text);
    await midflight.start();
    for (const id of [paid, unpaid]) {
      await midflight.until<OperationAnswer>(
        `/v1/operations/payroll:${id}`,
        ({ kind }) => kind === 'wage',
      );
    }
    const path = `/v1/operations/payroll:${paid}/history`;
    const history = await midflight.get<{ transitions: { cause: { type: string } }[] }>(path);
    expect(history.body.transitions.at(-1)?.cause.type).toBe('rebuild');
  },
);
