import { parseAbiItem } from 'viem';
import type { Deadline, Step } from '../../../core/rules.ts';
import type { Hex } from '../../../core/raw-log.ts';
import { defineProtocol, eventsOf, exactLink } from '../../../protocols/define.ts';
import { deploymentSchema, waitFor, type SimulatedDeployment } from './message.protocol.ts';

const onEvent = eventsOf<SimulatedDeployment>();
const link = (id: Hex) => exactLink(`intent:${id}`, 'intent id');

/** What becomes of an intent that nobody fills in time, by its kind. */
export const intentKinds = {
  open: { becomes: 'expired', isStrict: false },
  strict: { becomes: 'expired', isStrict: true },
  returning: { becomes: 'refunding', isStrict: false },
  void: { becomes: 'cancelled', isStrict: true },
  lost: { becomes: 'failed', isStrict: true },
} as const satisfies Record<string, Omit<Deadline, 'at'>>;
export type IntentKind = keyof typeof intentKinds;

export const intentEvents = {
  deposited: parseAbiItem(
    'event Deposited(bytes32 indexed id, string kind, string destination, uint256 total, uint64 deadline)',
  ),
  filled: parseAbiItem('event Filled(bytes32 indexed id, uint256 amount)'),
  called_off: parseAbiItem('event CalledOff(bytes32 indexed id, bool owes)'),
  refunded: parseAbiItem('event Refunded(bytes32 indexed id, bool succeeded)'),
  settled: parseAbiItem('event Settled(bytes32 indexed id, bool succeeded)'),
};

const stepsWith = (deadline: Omit<Deadline, 'at'>): Step[] => [
  {
    name: 'deposit',
    role: 'origin',
    side: 'origin',
    required: 'always',
    moves: 'origin_contract',
    waiting: waitFor('deposit', 'awaiting_origin'),
  },
  {
    name: 'fill',
    role: 'destination',
    side: 'destination',
    required: 'always',
    isPartial: true,
    deadline: { at: 'told', ...deadline },
    moves: 'recipient',
    waiting: waitFor('fill', 'intent_open'),
  },
  {
    name: 'cancel',
    role: 'cancel',
    side: 'origin',
    required: 'never',
    waiting: waitFor('cancellation', 'intent_open'),
  },
  {
    name: 'refund',
    role: 'refund',
    side: 'origin',
    required: 'never',
    moves: 'sender',
    waiting: waitFor('refund', 'refund_pending'),
  },
  {
    name: 'settlement',
    role: 'settlement',
    side: 'origin',
    required: 'never',
    waiting: waitFor('settlement', 'settlement_pending'),
  },
];

/** A lost intent has nothing that comes back. */
const withoutRefund = (steps: Step[]) => steps.filter(({ role }) => role !== 'refund');

/** Somebody fills what a user wants, in parts perhaps, until a deadline; the user may call it off. */
export const intent = defineProtocol<SimulatedDeployment>({
  name: 'intent',
  version: 1,
  deployment: deploymentSchema,
  deployments: {},
  contracts: ({ contract }) => [contract],
  chainName: ({ name }) => name,
  events: [
    onEvent(intentEvents.deposited, ({ args, here, chainNamed }) => ({
      step: 'deposit',
      links: [link(args.id)],
      about: {
        kind: args.kind,
        origin: here,
        destination: chainNamed(args.destination),
        sent: { amount: args.total.toString() },
        total: args.total.toString(),
        deadline: Number(args.deadline),
      },
    })),
    onEvent(intentEvents.filled, ({ args, here }) => ({
      step: 'fill',
      links: [link(args.id)],
      about: { destination: here, filled: args.amount.toString() },
    })),
    onEvent(intentEvents.called_off, ({ args }) => ({
      step: 'cancel',
      links: [link(args.id)],
      about: { owes: args.owes },
    })),
    onEvent(intentEvents.refunded, ({ args }) => ({
      step: 'refund',
      outcome: args.succeeded ? 'success' : 'failed',
      links: [link(args.id)],
      about: {},
    })),
    onEvent(intentEvents.settled, ({ args }) => ({
      step: 'settlement',
      outcome: args.succeeded ? 'success' : 'failed',
      links: [link(args.id)],
      about: {},
    })),
  ],
  rules: {
    version: 1,
    destinationProvesOrigin: false,
    steps: stepsWith(intentKinds.open),
    kinds: {
      strict: stepsWith(intentKinds.strict),
      returning: stepsWith(intentKinds.returning),
      void: stepsWith(intentKinds.void),
      lost: withoutRefund(stepsWith(intentKinds.lost)),
    },
  },
});
