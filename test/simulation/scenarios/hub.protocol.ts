import { parseAbiItem } from 'viem';
import { defineProtocol, eventsOf, exactLink } from '../../../protocols/define.ts';
import { deploymentSchema, waitFor, type SimulatedDeployment } from './message.protocol.ts';

const onEvent = eventsOf<SimulatedDeployment>();
const inLink = (id: string) => exactLink(`hub:in:${id}`, 'inbound id');
const outLink = (id: string) => exactLink(`hub:out:${id}`, 'outbound id');

/** So long the hub waits for a delivery before it brings the value home. */
export const HUB_SECONDS_MAX = 150;

export const hubEvents = {
  sent: parseAbiItem(
    'event Sent(bytes32 indexed id, string hub, string destination, bool succeeded)',
  ),
  routed: parseAbiItem(
    'event Routed(bytes32 indexed id, bytes32 indexed out, string origin, bool succeeded)',
  ),
  arrived: parseAbiItem(
    'event Arrived(bytes32 indexed out, string origin, string hub, uint8 outcome)',
  ),
  returned: parseAbiItem('event Returned(bytes32 indexed id)'),
};

const outcomes = ['success', 'failed_retryable', 'failed'] as const;

/** Over three chains: the hub takes a message in under one number and sends it out under another. */
export const hub = defineProtocol<SimulatedDeployment>({
  name: 'hub',
  version: 1,
  deployment: deploymentSchema,
  deployments: {},
  contracts: ({ contract }) => [contract],
  chainName: ({ name }) => name,
  events: [
    onEvent(hubEvents.sent, ({ args, here, chainNamed }) => ({
      step: 'send',
      outcome: args.succeeded ? 'success' : 'failed',
      links: [inLink(args.id)],
      about: {
        kind: 'transfer',
        origin: here,
        hub: chainNamed(args.hub),
        destination: chainNamed(args.destination),
      },
    })),
    onEvent(hubEvents.routed, ({ args, here, chainNamed }) => ({
      step: 'route',
      outcome: args.succeeded ? 'success' : 'failed',
      links: [inLink(args.id), outLink(args.out)],
      about: { origin: chainNamed(args.origin), hub: here },
    })),
    onEvent(hubEvents.arrived, ({ args, here, chainNamed }) => ({
      step: 'arrival',
      outcome: outcomes[args.outcome] ?? 'failed',
      links: [outLink(args.out)],
      about: { origin: chainNamed(args.origin), hub: chainNamed(args.hub), destination: here },
    })),
    onEvent(hubEvents.returned, ({ args, here }) => ({
      step: 'return',
      links: [inLink(args.id)],
      about: { origin: here },
    })),
  ],
  rules: {
    version: 1,
    destinationProvesOrigin: true,
    steps: [
      {
        name: 'send',
        role: 'origin',
        side: 'origin',
        required: 'always',
        moves: 'origin_contract',
        waiting: waitFor('sending', 'awaiting_origin'),
      },
      {
        name: 'route',
        role: 'hub',
        side: 'hub',
        required: 'always',
        moves: 'hub_contract',
        waiting: waitFor('routing', 'awaiting_hub'),
      },
      {
        name: 'arrival',
        role: 'destination',
        side: 'destination',
        required: 'always',
        deadline: {
          at: { after: 'route', seconds: HUB_SECONDS_MAX },
          becomes: 'refunding',
          isStrict: false,
        },
        moves: 'recipient',
        waiting: waitFor('arrival', 'awaiting_relay'),
      },
      {
        name: 'return',
        role: 'refund',
        side: 'origin',
        required: 'never',
        moves: 'sender',
        waiting: waitFor('return', 'refund_pending'),
      },
    ],
  },
});
