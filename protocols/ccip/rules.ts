import { TRANSIT_SECONDS_MAX, type Rules, type Usual } from '../../core/rules.ts';
import type { ChainId } from '../../core/chain.ts';
import { unseenOrigin } from '../unseen-origin.ts';

/** Where an origin is final within seconds, or a few minutes. */
const fastOrigins: readonly ChainId[] = [
  'eip155:56',
  'eip155:97',
  'eip155:137',
  'eip155:146',
  'eip155:999',
  'eip155:8217',
  'eip155:43113',
  'eip155:43114',
  'eip155:80002',
  'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp',
  'solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1',
];
const fast: Usual = { seconds: 210, lateAfter: 1_200 };

/**
 * A message has no deadline, no cancellation and no refund. Nothing waits for a commit: most reports cover several messages
 * and are legs of none, so that its absence says nothing.
 */
export const ccipRules: Rules = {
  version: 2,
  // OffRamps accept what is proven by a committed root, in version 2 by the verifiers of the lane and of the receiver.
  destinationProvesOrigin: true,
  transitSecondsMax: TRANSIT_SECONDS_MAX,
  steps: [
    {
      name: 'send',
      role: 'origin',
      side: 'origin',
      required: 'always',
      moves: 'origin_contract',
      waiting: unseenOrigin('the message at its origin, which was not seen yet'),
    },
    {
      name: 'commit',
      role: 'attestation',
      side: 'destination',
      required: 'never',
      waiting: {
        stage: 'awaiting_attestation',
        what: "a commit report of Chainlink's oracles that covers this message alone",
        mover: 'protocol',
        who: "Chainlink's commit oracles",
        action: 'Nothing to do but wait.',
      },
    },
    {
      name: 'attempt',
      role: 'relay',
      side: 'destination',
      required: 'never',
      waiting: {
        stage: 'awaiting_relay',
        what: "somebody's try to execute it, which may fail for reasons of their own",
        mover: 'anyone',
        who: 'anyone',
        action: 'Nothing: whoever wants to may try.',
      },
    },
    {
      name: 'execution',
      role: 'destination',
      side: 'destination',
      required: 'always',
      moves: 'recipient',
      usual: {
        seconds: 1_320,
        lateAfter: 3_600,
        from: Object.fromEntries(fastOrigins.map((chain) => [chain, fast])),
      },
      waiting: {
        stage: 'awaiting_relay',
        what: "the finality of its origin, then its proof (a commit report of Chainlink's oracles; in version 2 the signatures of its verifiers, which are off chain), and then its execution by the OffRamp; a report that covers several messages is not shown with any of them, so that the proof may be there",
        mover: 'anyone',
        who: "Chainlink's oracles or the executor that was paid for; once it has failed, or eight hours after the commit report, and in version 2 at any time, anyone",
        action:
          'Wait. If it is late, look the message id up at ccip.chain.link: while the Risk Management Network has cursed the lane, nothing is committed or executed; an earlier message of the same sender may have to be first. Where it has failed, mend what its reason says, or give more gas, and execute it by hand there, or by manuallyExecute (in version 2: execute) of the OffRamp.',
      },
    },
  ],
};
