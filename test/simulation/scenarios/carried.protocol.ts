import { parseAbiItem } from 'viem';
import type { Hex } from '../../../core/raw-log.ts';
import { defineProtocol, eventsOf, exactLink } from '../../../protocols/define.ts';
import { deploymentSchema, waitFor, type SimulatedDeployment } from './message.protocol.ts';

const onEvent = eventsOf<SimulatedDeployment>();
const links = (id: Hex, message: Hex) => [
  exactLink(`carried:${id}`, 'request id'),
  exactLink(`message:${message}`, 'message id'),
];

export const carriedEvents = {
  requested: parseAbiItem(
    'event Requested(bytes32 indexed id, bytes32 indexed message, string destination)',
  ),
  executed: parseAbiItem(
    'event Executed(bytes32 indexed id, bytes32 indexed message, string origin, bool succeeded)',
  ),
  givenBack: parseAbiItem('event GivenBack(bytes32 indexed id, bytes32 indexed message)'),
};

/** An application that sends its requests by the transport of `message.protocol.ts`. */
export const carried = defineProtocol<SimulatedDeployment>({
  name: 'carried',
  version: 1,
  deployment: deploymentSchema,
  deployments: {},
  contracts: ({ contract }) => [contract],
  chainName: ({ name }) => name,
  events: [
    onEvent(carriedEvents.requested, ({ args, here, chainNamed }) => ({
      step: 'request',
      links: links(args.id, args.message),
      about: { kind: 'request', origin: here, destination: chainNamed(args.destination) },
    })),
    onEvent(carriedEvents.executed, ({ args, here, chainNamed }) => ({
      step: 'execution',
      outcome: args.succeeded ? 'success' : 'failed',
      links: links(args.id, args.message),
      about: { origin: chainNamed(args.origin), destination: here },
    })),
    onEvent(carriedEvents.givenBack, ({ args, here }) => ({
      step: 'giveback',
      links: links(args.id, args.message),
      about: { origin: here },
    })),
  ],
  rules: {
    version: 1,
    destinationProvesOrigin: true,
    carriedBy: ['message'],
    steps: [
      {
        name: 'request',
        role: 'origin',
        side: 'origin',
        required: 'always',
        waiting: waitFor('request', 'awaiting_origin'),
      },
      {
        name: 'execution',
        role: 'destination',
        side: 'destination',
        required: 'always',
        waiting: waitFor('execution', 'awaiting_relay'),
      },
      {
        name: 'giveback',
        role: 'refund',
        side: 'origin',
        required: 'never',
        waiting: waitFor('refund', 'refund_pending'),
      },
    ],
  },
});
