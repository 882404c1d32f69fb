import {
  TRANSIT_SECONDS_MAX,
  type Deadline,
  type Rules,
  type Step,
  type Waiting,
} from '../../core/rules.ts';
import type { Stage } from '../../core/status.ts';
import { secondsOf } from './duration.ts';
import { fingerprint } from './fingerprint.ts';
import type { OwnRole, ReadEvent } from './read-events.ts';
import type { Own, OwnEntry } from './schema.ts';
import { unseenOrigin } from '../unseen-origin.ts';

/** Goes up when declarations come to mean something else: what was folded by them is folded again. */
const MEANING = 1;

/** The order of a route. What calls off and pays back stands beside it. */
const order: readonly OwnRole[] = [
  'origin',
  'destination',
  'action',
  'settlement',
  'cancel',
  'refund',
];

/** What completes an operation of a declared protocol. */
export function rulesOf(name: string, own: Own, events: readonly ReadEvent[]): Rules {
  const first = events.filter(({ entry }) => entry.role !== undefined);
  const steps = order.flatMap((role) =>
    first.filter((event) => event.role === role).map((event) => stepOf(name, event, events)),
  );
  const isProven = first.some(({ entry }) => entry.provesOrigin === true);
  // Since when it is read changes no operation.
  const { since: _, ...meant } = own;
  return {
    version: fingerprint({ MEANING, own: meant }),
    destinationProvesOrigin: isProven,
    ...(isProven && { transitSecondsMax: TRANSIT_SECONDS_MAX }),
    ...(own.amounts && { amounts: own.amounts }),
    steps,
  };
}

function stepOf(protocol: string, event: ReadEvent, events: readonly ReadEvent[]): Step {
  const { step: name, role, side, entry } = event;
  const base = { name, role, side, waiting: waitingOf(protocol, event) };
  const usual = entry.usual
    ? {
        usual: {
          seconds: secondsOf(entry.usual.takes),
          lateAfter: secondsOf(entry.usual.lateAfter),
        },
      }
    : {};
  switch (role) {
    case 'origin':
      return { ...base, required: 'always', moves: 'origin_contract' };
    case 'destination': {
      const deadline = deadlineOf(entry, events);
      return {
        ...base,
        ...usual,
        ...(deadline && { deadline }),
        required: 'always',
        moves: 'recipient',
      };
    }
    case 'action':
      return { ...base, ...usual, required: isPromised(name, events) ? 'promised' : 'always' };
    case 'refund':
      return { ...base, ...usual, required: 'never', moves: 'sender' };
    case 'cancel':
    case 'settlement':
      return { ...base, ...usual, required: 'never' };
  }
}

const isPromised = (action: string, events: readonly ReadEvent[]): boolean =>
  events.some(({ entry }) => entry.promises?.[action] !== undefined);

function deadlineOf(
  { within, late = 'expired', isStrict = false }: OwnEntry,
  events: readonly ReadEvent[],
): Deadline | null {
  const rest = { becomes: late, isStrict };
  const origins = events.filter(({ role }) => role === 'origin');
  if (origins.some(({ entry }) => entry.deadline !== undefined)) return { at: 'told', ...rest };
  const [origin] = origins;
  if (within === undefined || !origin) return null;
  return { at: { after: origin.step, seconds: secondsOf(within) }, ...rest };
}

/** What is said while a step is awaited, in general words where the declaration has none of its own. */
function waitingOf(protocol: string, { abi, role, side, entry }: ReadEvent): Waiting {
  const general: Omit<Waiting, 'stage'> =
    role === 'origin'
      ? unseenOrigin(`the event ${abi.name} at its origin, which was not seen yet`)
      : {
          what: `the event ${abi.name} at the ${side}`,
          mover: 'protocol',
          who: `whoever runs ${protocol}`,
          action: 'Wait; if it takes much longer than usual, ask them.',
        };
  const { what, mover, who, action } = general;
  const told = entry.waiting ?? {};
  return {
    stage: stages[role],
    what: told.what ?? what,
    mover: told.mover ?? mover,
    who: told.who ?? who,
    action: told.action ?? action,
    // Until it comes back, what was sent is where it was left.
    ...(role === 'refund' && { place: 'origin_contract' }),
  };
}

const stages: Readonly<Record<OwnRole, Stage>> = {
  origin: 'awaiting_origin',
  destination: 'awaiting_relay',
  action: 'awaiting_action',
  settlement: 'settlement_pending',
  cancel: 'cancel_included',
  refund: 'refund_pending',
};
