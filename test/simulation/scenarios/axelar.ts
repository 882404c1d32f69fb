import { parseAbiItem } from 'viem';
import type { ChainId } from '../../../core/chain.ts';
import { axelar } from '../../../protocols/axelar.ts';
import { bindProtocol, type Protocol } from '../../../protocols/bind.ts';
import type { SimulatedFork } from '../chain.ts';
import { gone, type Expectation, type SimulatedOperation, type Truth } from '../ledger.ts';
import { addressOf, plan, wordOf, type Stage } from '../stage.ts';

const gateway = addressOf(0x55);

const events = {
  call: parseAbiItem(
    'event ContractCall(address indexed sender, string destinationChain, string destinationContractAddress, bytes32 indexed payloadHash, bytes payload)',
  ),
  approval: parseAbiItem(
    'event ContractCallApproved(bytes32 indexed commandId, string sourceChain, string sourceAddress, address indexed contractAddress, bytes32 indexed payloadHash, bytes32 sourceTxHash, uint256 sourceEventIndex)',
  ),
  execution: parseAbiItem('event ContractCallExecuted(bytes32 indexed commandId)'),
};

/** The real protocol, on simulated chains. */
export function bindAxelar(chains: readonly SimulatedFork[]): Protocol {
  const own = chains.map(({ definition: { id, name } }): [ChainId, object] => [
    id,
    { network: 'simulated', chainName: name, gateway },
  ]);
  // CAST: what its schema asks for.
  return bindProtocol({ ...axelar, deployments: {} }, Object.fromEntries(own) as never);
}

/** Two calls in one transaction, approved together and executed one by one. */
export function playAxelar(stage: Stage): SimulatedOperation[] {
  const { random } = stage;
  const [origin, destination] = stage.chains(2) as [SimulatedFork, SimulatedFork];
  const number = stage.unique();
  const at = (seconds: number) => stage.now() + seconds;
  const count = random.pick([1, 1, 2]);
  const hash = wordOf(2 ** 40 + number);
  const one = (index: number) => {
    const name = `axelar-${number}-${index}`;
    const label = (step: string) => `${name}/${step}`;
    const [sender, recipient] = [addressOf(0x1000 + number), addressOf(0x2000)];
    const payloadHash = wordOf(number * 8 + index);
    const commandId = wordOf(2 ** 41 + number * 8 + index);
    const log = (step: keyof typeof events, args: object) =>
      plan(label(step), gateway, events[step], { sender, payloadHash, commandId, ...args });
    return {
      name,
      label,
      call: log('call', {
        destinationChain: destination.definition.name,
        destinationContractAddress: recipient,
        payload: '0x',
      }),
      approval: log('approval', {
        sourceChain: origin.definition.name,
        sourceAddress: sender,
        contractAddress: recipient,
        sourceTxHash: hash,
        sourceEventIndex: BigInt(index),
      }),
      execution: log('execution', {}),
      isExecuted: random.chance(0.85),
    };
  };
  const calls = Array.from({ length: count }, (_, index) => one(index));
  stage.send(origin, { hash, readyAt: at(random.int(0, 20)), logs: calls.map(({ call }) => call) });
  const approveIn = random.int(10, 90);
  stage.send(destination, {
    readyAt: at(approveIn),
    logs: calls.map(({ approval }) => approval),
  });
  for (const { execution, isExecuted } of calls) {
    if (!isExecuted) continue;
    stage.send(destination, {
      readyAt: at(approveIn + random.int(1, 60)),
      logs: [execution],
    });
  }
  return calls.map(({ name, label }, index) => ({
    name,
    protocol: 'axelar',
    key: `axelar:${hash}-${index}`,
    labels: ['call', 'approval', 'execution'].map(label),
    expect: (truth) => expectCall(label, truth),
    mayBe: (status, { time }) =>
      status !== 'complete' ||
      (time(label('approval')) !== null && time(label('execution')) !== null),
  }));
}

function expectCall(label: (step: string) => string, truth: Truth): Expectation {
  const did = (step: string) => truth.time(label(step)) !== null;
  // An execution alone names a command, and no message.
  const known = ['call', 'approval'];
  if (!known.some(did)) return gone(known.map(label), truth);
  const isDone = did('approval') && did('execution');
  if (isDone) return { status: did('call') ? ['complete'] : ['complete', 'pending'] };
  if (!did('call')) return { status: ['confirmed', 'pending'], final: false };
  const stage = did('approval') ? 'awaiting_relay' : 'awaiting_attestation';
  return { status: ['confirmed'], stage: [stage], final: false };
}
