import { TRANSIT_SECONDS_MAX, type Rules } from '../../core/rules.ts';
import { unseenOrigin } from '../unseen-origin.ts';

/**
 * A message has no deadline, no cancellation and no refund: it waits until somebody delivers it. A delivery that fails leaves
 * no trace, because its whole transaction fails.
 */
export const hyperlaneRules: Rules = {
  version: 3,
  // The mailbox asks the security module that the recipient has chosen: it is proven as far as the recipient cares.
  destinationProvesOrigin: true,
  transitSecondsMax: TRANSIT_SECONDS_MAX,
  steps: [
    {
      name: 'dispatch',
      role: 'origin',
      side: 'origin',
      required: 'always',
      moves: 'origin_contract',
      waiting: unseenOrigin('the dispatch at its origin, which was not seen yet'),
    },
    {
      name: 'insertion',
      role: 'attestation',
      side: 'origin',
      required: 'never',
      waiting: {
        stage: 'awaiting_attestation',
        what: "the entry into the merkle tree that Hyperlane's validators sign",
        mover: 'chain',
        who: 'the transaction that dispatches',
        action: 'Nothing: it happens with the dispatch, or the sender has chosen another hook.',
      },
    },
    {
      name: 'gas_payment',
      role: 'relay',
      side: 'origin',
      required: 'never',
      waiting: {
        stage: 'awaiting_relay',
        what: 'a payment for its delivery',
        mover: 'anyone',
        who: 'anyone',
        action: "Call payForGas(messageId, …) on the origin's InterchainGasPaymaster.",
      },
    },
    {
      name: 'process',
      role: 'destination',
      side: 'destination',
      required: 'always',
      moves: 'recipient',
      // Validators sign after so many blocks as Hyperlane's registry says (`reorgPeriod`): 15 of Ethereum, few of other chains.
      usual: {
        seconds: 120,
        lateAfter: 900,
        from: {
          'eip155:1': { seconds: 240, lateAfter: 1_200 },
          'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp': { seconds: 60, lateAfter: 900 },
        },
      },
      waiting: {
        stage: 'awaiting_relay',
        what: "validators' signatures, and then a relayer who delivers it; no chain shows which of the two is missing",
        mover: 'anyone',
        who: 'any relayer, once validators have signed',
        action:
          "Wait a few minutes. After that, look the message id up at explorer.hyperlane.xyz: if gas is lacking, call payForGas on the origin's InterchainGasPaymaster; if the recipient refuses it, that must be mended first; else deliver it yourself with `hyperlane relayer` or Mailbox.process(metadata, message).",
      },
    },
    // After the delivery, whose link names the operation.
    {
      name: 'handling',
      role: 'relay',
      side: 'destination',
      required: 'never',
      waiting: {
        stage: 'awaiting_relay',
        what: 'the event beside the delivery that names its sender and its recipient',
        mover: 'anyone',
        who: 'any relayer',
        action: 'Nothing: it comes with the delivery.',
      },
    },
  ],
};
