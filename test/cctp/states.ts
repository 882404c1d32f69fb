import type { RawLog } from '../../core/raw-log.ts';
import type { StateRow } from '../conformance/protocol.ts';
import { arbitrum, arrival, base, departure, other } from './logs.ts';

const waits = 'confirmed, awaiting_attestation, awaits receive';
const burned = 'value: burned, next: anyone';
const done = 'complete, delivered, value: recipient';
const unseen = 'pending, awaiting_origin, awaits send';

const fast = { threshold: 1_000, executed: 1_000, fee: '3' };
const own = { body: '0x1234', sender: other } as const;
const alone = (logs: readonly RawLog[], place: number) => logs.slice(place, place + 1);

/** What the chains show of CCTP on EVM chains, and what a user is told of it. */
export const cctpStates: readonly StateRow[] = [
  {
    title: 'a burn of version 1 waits for Circle, and then for anyone',
    logs: departure({ version: 1 }),
    said: [`transfer, ${waits}, ${burned}`],
  },
  {
    title: 'its mint completes it',
    logs: [...departure({ version: 1 }), ...arrival({ version: 1 })],
    said: [`transfer, ${done}`],
  },
  {
    title: 'a burn of version 2 waits alike',
    logs: departure(),
    said: [`transfer, ${waits}, ${burned}`],
  },
  {
    title: 'its mint completes it',
    logs: [...departure(), ...arrival()],
    said: [`transfer, ${done}`],
  },
  {
    title: 'a fast one is a kind of its own',
    logs: departure(fast),
    said: [`fast_transfer, ${waits}, ${burned}`],
  },
  {
    title: 'a fast one is minted less the fee',
    logs: [...departure(fast), ...arrival(fast)],
    said: [`fast_transfer, ${done}`],
  },
  {
    title: 'a fast one that Circle attested only when its origin was final is minted whole',
    logs: [...departure(fast), ...arrival({ threshold: 1_000, executed: 2_000 })],
    said: [`fast_transfer, ${done}`],
  },
  {
    title: 'a fast arrival is none of a standard departure that is equal in all else',
    logs: [...departure({}, 900), ...departure(fast), ...arrival(fast)],
    said: [`transfer, ${waits}, ${burned}`, `fast_transfer, ${done}`],
  },
  {
    title: 'what expired and was attested anew is minted like any other',
    logs: [...departure(fast), ...arrival({ ...fast, expirationBlock: '99999' }, 900_000)],
    said: [`fast_transfer, ${done}`],
  },
  {
    title: 'one that names who is to hand it in waits for that one alone',
    logs: departure({ destinationCaller: other }),
    said: [`transfer, ${waits}, value: burned, next: protocol`],
  },
  {
    title: 'whoever handed it in, it is complete',
    logs: [...departure({ destinationCaller: other }), ...arrival({ destinationCaller: other })],
    said: [`transfer, ${done}`],
  },
  {
    title: 'a message of another contract is no transfer',
    logs: departure(own),
    said: [`message, ${waits}, next: anyone`],
  },
  {
    title: 'its arrival completes it',
    logs: [...departure(own), ...arrival(own)],
    said: ['message, complete, delivered'],
  },
  {
    title: 'a fast message of another contract',
    logs: departure({ ...own, threshold: 500 }),
    said: [`fast_message, ${waits}, next: anyone`],
  },
  {
    title: 'a mint before its burn was read',
    logs: arrival(),
    said: [`transfer, ${unseen}, value: recipient, next: operator`],
  },
  {
    title: 'a mint whose burn is nowhere, though the origin was read for months before',
    logs: arrival({}, 9_000_000),
    until: 9_001_000,
    said: [`transfer, ${done}, delivered_without_source`],
  },
  {
    title: 'a mint whose origin is not indexed',
    logs: arrival(),
    covered: [arbitrum],
    said: [`transfer, ${done}`],
  },
  {
    title: 'a mint from a domain that is not known here is told by the token messenger alone',
    logs: arrival({ sourceDomain: 8 }),
    said: [`transfer, ${done}`],
  },
  {
    title: 'a burn for a chain that is not indexed',
    logs: departure(),
    covered: [base],
    said: [
      'transfer, confirmed, destination_not_covered, awaits receive, value: burned, next: operator',
    ],
  },
  {
    title: 'a burn for a domain that is not known here',
    logs: departure({ destinationDomain: 999 }),
    said: [
      'transfer, confirmed, destination_not_covered, awaits receive, value: burned, next: operator',
    ],
  },
  {
    title: 'a burn that is known by the token messenger’s event alone',
    logs: alone(departure(), 1),
    said: [`transfer, ${unseen}, next: operator`],
  },
  {
    title: 'a mint that is known by the token messenger’s event alone',
    logs: alone(arrival(), 0),
    said: [`transfer, ${unseen}, next: operator`],
  },
];
