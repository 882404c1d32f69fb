import { parseAbiItem } from 'viem';
import { z } from 'zod';
import type { Step } from '../../../core/rules.ts';
import type { Hex } from '../../../core/raw-log.ts';
import { defineProtocol, eventsOf, exactLink } from '../../../protocols/define.ts';

/** How all simulated protocols are deployed. */
export const deploymentSchema = z.strictObject({
  network: z.string(),
  name: z.string(),
  contract: z.templateLiteral(['0x', z.string()]),
});
export type SimulatedDeployment = z.infer<typeof deploymentSchema>;

const onEvent = eventsOf<SimulatedDeployment>();
const link = (id: Hex) => exactLink(`message:${id}`, 'message id');
const hasFailed = (outcome: number) => (outcome === 0 ? 'success' : 'failed_retryable');

/** The longest that a message is under way. */
export const TRANSIT_SECONDS_MAX = 400;

export const messageEvents = {
  called: parseAbiItem(
    'event Called(bytes32 indexed id, string destination, bool promisesAction, bytes32 content, uint256 amount)',
  ),
  attested: parseAbiItem('event Attested(bytes32 indexed id, string origin)'),
  delivered: parseAbiItem(
    'event Delivered(bytes32 indexed id, string origin, uint8 outcome, bytes32 content, uint256 amount)',
  ),
  advanced: parseAbiItem('event Advanced(bytes32 indexed id, string origin)'),
  acted: parseAbiItem('event Acted(bytes32 indexed id, uint8 outcome)'),
};

/** What to say while a simulated step is awaited. */
export function waitFor(what: string, stage: Step['waiting']['stage']): Step['waiting'] {
  return { stage, what: `the ${what}`, mover: 'protocol', who: 'the protocol', action: 'Wait.' };
}

/**
 * A transport: call, attestation, delivery. A delivery may fail and be tried again; somebody may advance the value before,
 * and is paid by the delivery; an action may be promised.
 */
export const message = defineProtocol<SimulatedDeployment>({
  name: 'message',
  version: 1,
  deployment: deploymentSchema,
  deployments: {},
  contracts: ({ contract }) => [contract],
  chainName: ({ name }) => name,
  events: [
    onEvent(messageEvents.called, ({ args, here, chainNamed }) => ({
      step: 'call',
      links: [link(args.id)],
      about: {
        kind: 'message',
        origin: here,
        destination: chainNamed(args.destination),
        sent: { amount: args.amount.toString() },
        content: args.content,
        ...(args.promisesAction && { promises: ['action'] }),
      },
    })),
    onEvent(messageEvents.attested, ({ args, here, chainNamed }) => ({
      step: 'attestation',
      links: [link(args.id)],
      about: { origin: chainNamed(args.origin), destination: here },
    })),
    onEvent(messageEvents.delivered, ({ args, here, chainNamed }) => ({
      step: 'delivery',
      outcome: hasFailed(args.outcome),
      links: [link(args.id)],
      about: {
        origin: chainNamed(args.origin),
        destination: here,
        received: { amount: args.amount.toString() },
        content: args.content,
        ...(args.outcome !== 0 && { reason: 'out of gas' }),
      },
    })),
    onEvent(messageEvents.advanced, ({ args, here, chainNamed }) => ({
      step: 'fast',
      links: [link(args.id)],
      about: { origin: chainNamed(args.origin), destination: here },
    })),
    onEvent(messageEvents.acted, ({ args, here }) => ({
      step: 'action',
      outcome: hasFailed(args.outcome),
      links: [link(args.id)],
      about: { destination: here },
    })),
  ],
  rules: {
    version: 1,
    destinationProvesOrigin: true,
    amounts: 'at_most',
    transitSecondsMax: TRANSIT_SECONDS_MAX,
    steps: [
      {
        name: 'call',
        role: 'origin',
        side: 'origin',
        required: 'always',
        moves: 'origin_contract',
        waiting: waitFor('call', 'awaiting_origin'),
      },
      {
        name: 'attestation',
        role: 'attestation',
        side: 'destination',
        required: 'always',
        alternatives: ['fast'],
        waiting: waitFor('attestation', 'awaiting_attestation'),
      },
      {
        name: 'delivery',
        role: 'destination',
        side: 'destination',
        required: 'always',
        alternatives: ['fast'],
        settles: ['fast'],
        moves: 'recipient',
        waiting: waitFor('delivery', 'awaiting_relay'),
      },
      {
        name: 'fast',
        role: 'destination',
        side: 'destination',
        required: 'never',
        moves: 'recipient',
        waiting: waitFor('advance', 'awaiting_relay'),
      },
      {
        name: 'action',
        role: 'action',
        side: 'destination',
        required: 'promised',
        waiting: waitFor('action', 'awaiting_action'),
      },
    ],
  },
});
