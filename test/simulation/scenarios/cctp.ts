import { pad, parseAbiItem } from 'viem';
import type { ChainId } from '../../../core/chain.ts';
import { CLOCK_SKEW_SECONDS } from '../../../core/leg.ts';
import { bindProtocol, type Protocol } from '../../../protocols/bind.ts';
import { cctp } from '../../../protocols/cctp.ts';
import { encodeCctp } from '../../encode-cctp.ts';
import type { SimulatedFork } from '../chain.ts';
import { gone, type Expectation, type SimulatedOperation, type Truth } from '../ledger.ts';
import { addressOf, plan, wordOf, type Stage } from '../stage.ts';

const [tokenMessenger, messageTransmitter] = [addressOf(0x66), addressOf(0x67)];

const events = {
  sent: parseAbiItem('event MessageSent(bytes message)'),
  received: parseAbiItem(
    'event MessageReceived(address indexed caller, uint32 sourceDomain, bytes32 indexed nonce, bytes32 sender, uint32 indexed finalityThresholdExecuted, bytes messageBody)',
  ),
};

const domainOf = ({ definition: { id } }: SimulatedFork) => Number(id.split(':')[1]);

/** The real protocol, on simulated chains. */
export function bindCctp(chains: readonly SimulatedFork[]): Protocol {
  const own = chains.map((chain): [ChainId, object] => [
    chain.definition.id,
    {
      network: 'simulated',
      domain: domainOf(chain),
      v2: { tokenMessenger, messageTransmitter },
    },
  ]);
  // CAST: what its schema asks for.
  return bindProtocol(
    { ...cctp, deployments: {}, foreignChains: {} },
    Object.fromEntries(own) as never,
  );
}

/**
 * Transfers of the version whose nonce is chosen off chain: some of them equal in everything that either chain shows. Which
 * of these is which nobody can tell, so that the ledger only says how many have arrived.
 */
export function playCctp(stage: Stage): SimulatedOperation[] {
  const { random } = stage;
  const [origin, destination] = stage.chains(2) as [SimulatedFork, SimulatedFork];
  const number = stage.unique();
  const at = (seconds: number) => stage.now() + seconds;
  const count = random.pick([1, 1, 2, 3]);
  const body = {
    version: 1,
    burnToken: pad(addressOf(0x68)),
    mintRecipient: wordOf(number),
    amount: '1000',
    messageSender: wordOf(number),
    maxFee: '5',
  };
  const header = {
    version: 1,
    sourceDomain: domainOf(origin),
    destinationDomain: domainOf(destination),
    nonce: wordOf(0),
    sender: pad(tokenMessenger),
    recipient: pad(tokenMessenger),
    destinationCaller: wordOf(0),
  };
  const transfers = Array.from({ length: count }, (_, index) => {
    const name = `cctp-${number}-${index}`;
    const label = (step: string) => `${name}/${step}`;
    const hash = wordOf(2 ** 42 + number * 8 + index);
    const leavesIn = index * 4 + random.int(0, 3);
    const message = encodeCctp({ ...header, burn: body });
    stage.send(origin, {
      hash,
      readyAt: at(leavesIn),
      logs: [plan(label('send'), messageTransmitter, events.sent, { message })],
    });
    if (random.chance(0.85)) {
      const received = {
        caller: addressOf(0x70),
        sourceDomain: header.sourceDomain,
        nonce: wordOf(2 ** 43 + number * 8 + index),
        sender: header.sender,
        finalityThresholdExecuted: 2_000,
        messageBody: encodeCctp({ burn: { ...body, feeExecuted: '1', expirationBlock: '9' } }),
      };
      stage.send(destination, {
        readyAt: at(leavesIn + random.int(20, 120)),
        logs: [plan(label('receive'), messageTransmitter, events.received, received)],
      });
    }
    return { name, label, hash };
  });
  const all = transfers.map(({ label }) => label);
  return transfers.map(({ name, label, hash }) => ({
    name,
    protocol: 'cctp',
    key: `cctp:simulated:v2:${header.sourceDomain}:${hash}-0`,
    labels: all.flatMap((own) => [own('send'), own('receive')]),
    expect: (truth) => expectTransfer(label, all, truth),
    mayBe: (status, { time }) =>
      status !== 'complete' || all.some((own) => time(own('receive')) !== null),
  }));
}

function expectTransfer(
  label: (step: string) => string,
  all: readonly ((step: string) => string)[],
  truth: Truth,
): Expectation {
  const counts = (step: string) => all.filter((own) => truth.time(own(step)) !== null).length;
  const [departed, arrived] = [counts('send'), counts('receive')];
  if (truth.time(label('send')) === null) {
    // What was lost may be part of what arrived without a departure.
    if (arrived > departed) return { status: ['complete', 'reverted'], mayBeUnknown: true };
    return gone([label('send')], truth);
  }
  if (arrived === 0) {
    return { status: ['confirmed'], stage: ['awaiting_attestation'], final: false };
  }
  // An arrival long before its departure is taken for another one's.
  const arrivedAt = truth.time(label('receive')) ?? 0;
  const isInOrder = (truth.time(label('send')) ?? 0) <= arrivedAt + CLOCK_SKEW_SECONDS;
  return isInOrder && arrived >= departed && all.length === 1
    ? { status: ['complete'] }
    : { status: ['complete', 'confirmed'] };
}
