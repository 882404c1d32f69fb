// Generated from docs/openapi.json by `npm run client`: do not edit.

/**
 * `confirmed` means that the origin is locally confirmed and the outcome elsewhere is open; only `complete` means that the user has what was promised. While a server is renewed it may tell one that is not listed here: take it for none of these, and for no end.
 */
export type Status =
  | 'pending'
  | 'confirmed'
  | 'complete'
  | 'expired'
  | 'refunding'
  | 'refunded'
  | 'failed'
  | 'cancelled'
  | 'reverted';
/**
 * The step inside a status. While a server is renewed it may tell one that is not listed here.
 * - `awaiting_origin`: A leg elsewhere was seen before the origin.
 * - `origin_included`: The origin is in a block that may still be reorged away.
 * - `origin_orphaned`: The origin's block was reorged away; it may come again in another block.
 * - `origin_missing`: The origin's height was finalized without it.
 * - `origin_failed`: The origin says of itself that it failed.
 * - `awaiting_attestation`: The origin is firm; those who attest messages have not been seen to do so.
 * - `attestation_included`: The attestation is in a block that may still be reorged away.
 * - `attestation_orphaned`: The attestation's block was reorged away.
 * - `awaiting_hub`: It has not reached the chain in between yet.
 * - `hub_included`: The leg in between is in a block that may still be reorged away.
 * - `hub_orphaned`: The block of the leg in between was reorged away.
 * - `awaiting_relay`: Nobody has delivered it at the destination yet.
 * - `relay_included`: The relay's step is in a block that may still be reorged away.
 * - `relay_orphaned`: The block of the relay's step was reorged away.
 * - `intent_open`: It waits for somebody who fills it.
 * - `partially_filled`: A part of it is delivered, the rest is open.
 * - `awaiting_user_action`: Nothing moves until its user does something.
 * - `policy_hold`: The protocol holds it back, for a time or until somebody approves it.
 * - `destination_included`: The delivery is in a block that may still be reorged away.
 * - `destination_orphaned`: The delivery's block was reorged away.
 * - `destination_not_covered`: It leads to or over a chain that is not indexed here, so that its end cannot be seen.
 * - `delivery_failed_retryable`: The delivery was tried and failed; it may be tried again.
 * - `awaiting_action`: Delivered; what was promised to happen then has not happened yet.
 * - `action_included`: The promised action is in a block that may still be reorged away.
 * - `action_orphaned`: The promised action's block was reorged away.
 * - `action_failed`: The promised action was tried and failed; it may be tried again.
 * - `delivered`: Every leg that completion requires is firm.
 * - `settlement_pending`: The user has everything; who delivered it is not paid yet.
 * - `settled`: The user has everything, and who delivered it is paid.
 * - `settlement_failed`: The user has everything; who delivered it could not be paid.
 * - `expired_unfilled`: Its deadline passed without a delivery.
 * - `cancel_included`: A cancellation is in a block that may still be reorged away.
 * - `refund_pending`: The value is to come back, and has not yet.
 * - `refund_included`: The refund is in a block that may still be reorged away.
 * - `refund_failed`: The refund failed for good.
 * - `refunded`: The value is back.
 * - `cancelled`: It was called off, and nothing is owed.
 * - `superseded`: Its transaction came again as another operation, which stands in its place.
 * - `failed`: It failed, and there is no way on.
 */
export type Stage =
  | 'awaiting_origin'
  | 'origin_included'
  | 'origin_orphaned'
  | 'origin_missing'
  | 'origin_failed'
  | 'awaiting_attestation'
  | 'attestation_included'
  | 'attestation_orphaned'
  | 'awaiting_hub'
  | 'hub_included'
  | 'hub_orphaned'
  | 'awaiting_relay'
  | 'relay_included'
  | 'relay_orphaned'
  | 'intent_open'
  | 'partially_filled'
  | 'awaiting_user_action'
  | 'policy_hold'
  | 'destination_included'
  | 'destination_orphaned'
  | 'destination_not_covered'
  | 'delivery_failed_retryable'
  | 'awaiting_action'
  | 'action_included'
  | 'action_orphaned'
  | 'action_failed'
  | 'delivered'
  | 'settlement_pending'
  | 'settled'
  | 'settlement_failed'
  | 'expired_unfilled'
  | 'cancel_included'
  | 'refund_pending'
  | 'refund_included'
  | 'refund_failed'
  | 'refunded'
  | 'cancelled'
  | 'superseded'
  | 'failed';
/**
 * - `longer_than_usual`: It takes longer than its lane, or its protocol, lets expect.
 * - `failed`: The last try failed; it may be tried again.
 * - `held`: A service of its protocol says that it is held back.
 * - `policy_hold`: The protocol holds it back, for a time or until somebody approves it.
 * - `destination_not_covered`: It leads to or over a chain that is not indexed here.
 * - `chain_stalled`: The awaited chain answers, and shows no new block.
 * - `action_due`: It is for its user to move it on.
 * - `insufficient_data`: Nothing is known of how long it usually takes.
 * - `waiting_period`: It waits for a period of the protocol to pass.
 * - `open_order`: It may stay open until its deadline, or for as long as its user likes.
 * - `not_judged_yet`: It has just changed, and is judged within moments.
 * - `chain_silent`: The awaited chain has not answered us for a while.
 * - `chain_behind`: What we see of the awaited chain is old.
 * - `blocks_unread`: Blocks of the awaited chain that may hold what it waits for are not read yet.
 * - `folds_behind`: What was read is not worked off yet.
 * - `not_read`: The awaited chain was not read for this protocol yet.
 */
export type HealthReason =
  | 'longer_than_usual'
  | 'failed'
  | 'held'
  | 'policy_hold'
  | 'destination_not_covered'
  | 'chain_stalled'
  | 'action_due'
  | 'insufficient_data'
  | 'waiting_period'
  | 'open_order'
  | 'not_judged_yet'
  | 'chain_silent'
  | 'chain_behind'
  | 'blocks_unread'
  | 'folds_behind'
  | 'not_read'
  | null;
export type Role =
  | 'origin'
  | 'attestation'
  | 'hub'
  | 'relay'
  | 'destination'
  | 'action'
  | 'cancel'
  | 'settlement'
  | 'refund';
/**
 * How firm a leg is on its own chain.
 */
export type Inclusion =
  'expected' | 'included' | 'confirmed' | 'finalized' | 'orphaned' | 'missing' | 'skipped';
export type OperationDetail = Operation & {
  /**
   * What the protocol's off-chain services say; empty unless some are turned on. Said by a service, not proven by a chain.
   */
  reports: Report[];
  waited?: Waited;
};
/**
 * One event, with its `data`, which is JSON.
 * - `position`: the first one. It tells after which transition the stream begins.
 * - `transition`: one transition.
 * - `goodbye`: the server ends. Connect again.
 * - `error`: the stream ends, and `recovery` says what to do.
 * The last two have no `id`: whoever goes on does so from the last `id` that it has seen.
 */
export type StreamEvent =
  | {
      event: 'position';
      /**
       * A place in the log of transitions.
       */
      id: string;
      data: StreamPosition;
    }
  | {
      event: 'transition';
      /**
       * A place in the log of transitions.
       */
      id: string;
      data: StreamTransition;
    }
  | {
      event: 'goodbye';
      data: StreamGoodbye;
    }
  | {
      event: 'error';
      data: StreamError;
    };
/**
 * One event, with its `data`, which is JSON.
 * - `position`: the first one. It tells after which event the stream begins.
 * - `alert`: something happened to an alert, which is told as it is when this is sent.
 * - `goodbye`: the server ends. Connect again with the last id.
 * - `error`: the stream ends, and `recovery` says what to do.
 */
export type AlertStreamEvent =
  | {
      event: 'position';
      /**
       * Its number in the log of alerts, as text.
       */
      id: string;
      data: {
        /**
         * Its number in the log of alerts, as text.
         */
        seq: string;
      };
    }
  | {
      event: 'alert';
      /**
       * Its number in the log of alerts, as text.
       */
      id: string;
      data: AlertEvent & {
        alert: Alert;
      };
    }
  | {
      event: 'goodbye';
      data: {
        reason: 'shutting_down';
      };
    }
  | {
      event: 'error';
      data: StreamError;
    };
/**
 * What raises alerts.
 * - `operation_stuck`: An operation has waited for far longer than its lane usually takes.
 * - `lane_degraded`: Many operations of one lane are stuck at once.
 * - `lane_silent`: A lane that is usually busy has had no new operation for a long time.
 * - `chain_stalled`: A chain answers, and makes no new blocks.
 * - `indexer_blind`: A chain does not answer, or is not read: what happens there is not seen.
 * - `endpoint_disagreement`: Endpoints of a chain contradict one another or themselves.
 * - `deep_reorg`: A chain took back many blocks, or blocks that it had called final.
 * - `conflict`: What firm legs say of an operation cannot all be right.
 * - `spec_gap`: Legs show what the protocol's rules call impossible: the rules need a look.
 * - `channel_dead`: A channel takes no alerts any more: what it was to be told is given up.
 * - `webhook_dead_letters`: Deliveries to a webhook were given up, or it was turned off.
 */
export type AlertRule =
  | 'operation_stuck'
  | 'lane_degraded'
  | 'lane_silent'
  | 'chain_stalled'
  | 'indexer_blind'
  | 'endpoint_disagreement'
  | 'deep_reorg'
  | 'conflict'
  | 'spec_gap'
  | 'channel_dead'
  | 'webhook_dead_letters';
/**
 * `closed`: a person says that it is over, and what it is about still holds. `resolved`: it does not hold any more.
 */
export type AlertState = 'open' | 'acknowledged' | 'closed' | 'resolved';
/**
 * Names and ids in its sentences may come from a chain: escape them where you show them.
 */
export type AlertDetail = Alert & {
  /**
   * The newest 200, the oldest first.
   */
  history: AlertEvent[];
  /**
   * What channels were told, the newest 200, the oldest first.
   */
  notices: AlertNotice[];
};
/**
 * What a key may: `read`, or `admin`, which may read as well.
 */
export type ApiScope = 'read' | 'admin';
export type NewApiKeyWithSecret = ApiKey & {
  /**
   * What requests carry as `Authorization: Bearer …`. It is in this answer alone.
   */
  secret: string;
};
export type WebhookWithSecret = Webhook & {
  /**
   * Signs deliveries. It is shown this once; only where it was just made.
   */
  secret?: string;
};
/**
 * All that was given up; or a part of the log, by numbers or by time, as the filter is now. By time it may begin and end up to a minute early or late.
 */
export type Replay =
  | {
      state: 'dead';
    }
  | {
      /**
       * A number of the log of transitions, as text.
       */
      fromSeq: string;
      /**
       * A number of the log of transitions, as text.
       */
      throughSeq: string;
    }
  | {
      from: string;
      until: string;
    };

export interface Routes {
  /**
   * Operations, the newest first, by filters
   */
  listOperations: {
    query: {
      /**
       * The status. One, or several separated by commas.
       *
       * @minItems 1
       * @maxItems 9
       */
      status?: (
        | 'pending'
        | 'confirmed'
        | 'complete'
        | 'expired'
        | 'refunding'
        | 'refunded'
        | 'failed'
        | 'cancelled'
        | 'reverted'
      )[];
      /**
       * The step inside a status. One, or several separated by commas.
       *
       * @minItems 1
       * @maxItems 39
       */
      stage?: (
        | 'awaiting_origin'
        | 'origin_included'
        | 'origin_orphaned'
        | 'origin_missing'
        | 'origin_failed'
        | 'awaiting_attestation'
        | 'attestation_included'
        | 'attestation_orphaned'
        | 'awaiting_hub'
        | 'hub_included'
        | 'hub_orphaned'
        | 'awaiting_relay'
        | 'relay_included'
        | 'relay_orphaned'
        | 'intent_open'
        | 'partially_filled'
        | 'awaiting_user_action'
        | 'policy_hold'
        | 'destination_included'
        | 'destination_orphaned'
        | 'destination_not_covered'
        | 'delivery_failed_retryable'
        | 'awaiting_action'
        | 'action_included'
        | 'action_orphaned'
        | 'action_failed'
        | 'delivered'
        | 'settlement_pending'
        | 'settled'
        | 'settlement_failed'
        | 'expired_unfilled'
        | 'cancel_included'
        | 'refund_pending'
        | 'refund_included'
        | 'refund_failed'
        | 'refunded'
        | 'cancelled'
        | 'superseded'
        | 'failed'
      )[];
      /**
       * What is thought of how long it waits; what is over is `ok`. One, or several separated by commas.
       *
       * @minItems 1
       * @maxItems 6
       */
      health?: ('ok' | 'delayed' | 'stuck' | 'blocked' | 'needs_action' | 'blind')[];
      /**
       * The protocol, as /v1/protocols names it. One, or up to 20 separated by commas.
       *
       * @minItems 1
       * @maxItems 20
       */
      protocol?: string[];
      /**
       * What kind of operation, as answers name it: one of which an operation was indexed here, or that /v1/protocols lists. One, or up to 20 separated by commas.
       *
       * @minItems 1
       * @maxItems 20
       */
      kind?: string[];
      /**
       * Where it starts: a CAIP-2 id, or a short name as in /v1/chains. One, or up to 20 separated by commas.
       *
       * @minItems 1
       * @maxItems 20
       */
      origin?: string[];
      /**
       * Where it ends: a CAIP-2 id, or a short name as in /v1/chains. One, or up to 20 separated by commas.
       *
       * @minItems 1
       * @maxItems 20
       */
      destination?: string[];
      /**
       * Sender or recipient, in any notation: hexadecimal in any case, of 20 bytes or filled up to 32, base58, bech32. One, or up to 5 separated by commas.
       *
       * @minItems 1
       * @maxItems 5
       */
      address?: string[];
      /**
       * Transaction of any of its legs, reorged ones included.
       */
      tx?: string;
      /**
       * Whether a reorg can still undo it.
       */
      final?: boolean;
      /**
       * Started at this time or later, by the clock of its chain.
       */
      startedAfter?: string;
      /**
       * Started before this time, by the clock of its chain.
       */
      startedBefore?: string;
      /**
       * Changed here at this time or later.
       */
      updatedAfter?: string;
      /**
       * Changed here before this time, and not since.
       */
      updatedBefore?: string;
      /**
       * A reference that this API key has set: see PUT /v1/client-refs/{clientRef}.
       */
      clientRef?: string;
      /**
       * The latest change here first, or the latest start on its chain. An operation that changes while you page moves to the front of the first; pages of the second stay as they are.
       */
      sort?: 'updated' | 'started';
      /**
       * How many at most.
       */
      limit?: number;
      /**
       * The `nextCursor` of the page before, with the same filters and sort; without it, the first page.
       */
      cursor?: string;
    };
    answer: OperationList;
  };
  /**
   * One operation: what has happened, what is pending, what constitutes completion
   */
  getOperation: {
    path: {
      /**
       * The operation's id, a former id of it, or any link of one of its legs.
       */
      id: string;
    };
    query: {
      /**
       * Answers once this is so, or cannot be so any more, or the time is over; `waited` says which.
       * - `confirmed`: its origin is confirmed on its own chain.
       * - `complete`: the user has what was promised.
       * - `final`: no reorg can undo how it ended.
       * - `change`: it has another version than `version` or `If-None-Match` says, or than it has now.
       * What is not there yet is waited for as well.
       */
      waitFor?: 'confirmed' | 'complete' | 'final' | 'change';
      /**
       * How long to wait, up to 60 seconds; 30 unless given. Only together with `waitFor`.
       */
      timeout?: string;
      /**
       * The version that the caller has. Only together with `waitFor=change`.
       */
      version?: string;
    };
    answer: OperationDetail;
  };
  /**
   * Every transition of an operation, rollbacks included, with their causes
   */
  getHistory: {
    path: {
      /**
       * The operation's id, a former id or a link.
       */
      id: string;
    };
    query: {
      /**
       * Tells what was known here at that time, and only the transitions up to then.
       */
      asOf?: string;
    };
    answer: History;
  };
  /**
   * Operations by the transaction of any leg, or by an id with its protocol before it
   */
  lookup: {
    query: {
      /**
       * A transaction of any leg: hexadecimal in any case, or base58 as it is written.
       */
      tx?: string;
      /**
       * An id or a link.
       */
      key?: string;
      /**
       * Only legs on this chain: a CAIP-2 id or a short name.
       */
      chain?: string;
      /**
       * The block of the transaction on `chain`, where it is known: only to say more surely why nothing was found.
       */
      block?: string;
      /**
       * When the transaction happened, where it is known: only to say more surely why nothing was found.
       */
      time?: string;
    };
    answer: Lookup;
  };
  /**
   * Up to 100 ids or transactions at once, an answer for each
   */
  lookupMany: {
    body: BatchLookupRequest;
    answer: BatchLookup;
  };
  /**
   * Names an operation by a reference of your own, also before it is known here
   */
  setClientRef: {
    path: {
      /**
       * The frontend's own name for an operation, such as the number of an order.
       */
      clientRef: string;
    };
    body: ClientRefRequest;
    answer: ClientRef;
  };
  /**
   * A reference of this API key, and the operations that it leads to
   */
  getClientRef: {
    path: {
      /**
       * The frontend's own name for an operation, such as the number of an order.
       */
      clientRef: string;
    };
    answer: ClientRef;
  };
  /**
   * Forgets a reference of this API key
   */
  deleteClientRef: {
    path: {
      /**
       * The frontend's own name for an operation, such as the number of an order.
       */
      clientRef: string;
    };
  };
  /**
   * The indexed chains: how far each is, by which rules its blocks are firm, and its reorgs
   */
  listChains: {
    answer: ChainList;
  };
  /**
   * The protocols: their versions, and on which chains they are read
   */
  listProtocols: {
    answer: ProtocolList;
  };
  /**
   * One protocol: the way of its operations, what completes them, and what is read of it
   */
  getProtocol: {
    path: {
      /**
       * The name of a protocol, as /v1/protocols has it.
       */
      name: string;
    };
    answer: Protocol;
  };
  /**
   * Which blocks are read of each chain, for each protocol and its contracts, and which lack
   */
  getCoverage: {
    query: {
      /**
       * Only this chain: a CAIP-2 id or a short name.
       */
      chain?: string;
      /**
       * The name of a protocol, as /v1/protocols has it.
       */
      protocol?: string;
    };
    answer: Coverage;
  };
  /**
   * How many operations there are, by status, and how much waits to be folded
   */
  getStats: {
    answer: Stats;
  };
  /**
   * Every transition as it happens, as server-sent events
   */
  streamTransitions: {
    query: {
      /**
       * The status. One, or several separated by commas.
       *
       * @minItems 1
       * @maxItems 9
       */
      status?: (
        | 'pending'
        | 'confirmed'
        | 'complete'
        | 'expired'
        | 'refunding'
        | 'refunded'
        | 'failed'
        | 'cancelled'
        | 'reverted'
      )[];
      /**
       * The step inside a status. One, or several separated by commas.
       *
       * @minItems 1
       * @maxItems 39
       */
      stage?: (
        | 'awaiting_origin'
        | 'origin_included'
        | 'origin_orphaned'
        | 'origin_missing'
        | 'origin_failed'
        | 'awaiting_attestation'
        | 'attestation_included'
        | 'attestation_orphaned'
        | 'awaiting_hub'
        | 'hub_included'
        | 'hub_orphaned'
        | 'awaiting_relay'
        | 'relay_included'
        | 'relay_orphaned'
        | 'intent_open'
        | 'partially_filled'
        | 'awaiting_user_action'
        | 'policy_hold'
        | 'destination_included'
        | 'destination_orphaned'
        | 'destination_not_covered'
        | 'delivery_failed_retryable'
        | 'awaiting_action'
        | 'action_included'
        | 'action_orphaned'
        | 'action_failed'
        | 'delivered'
        | 'settlement_pending'
        | 'settled'
        | 'settlement_failed'
        | 'expired_unfilled'
        | 'cancel_included'
        | 'refund_pending'
        | 'refund_included'
        | 'refund_failed'
        | 'refunded'
        | 'cancelled'
        | 'superseded'
        | 'failed'
      )[];
      /**
       * The protocol, as /v1/protocols names it. One, or up to 20 separated by commas.
       *
       * @minItems 1
       * @maxItems 20
       */
      protocol?: string[];
      /**
       * What kind of operation, as answers name it: one of which an operation was indexed here, or that /v1/protocols lists. One, or up to 20 separated by commas.
       *
       * @minItems 1
       * @maxItems 20
       */
      kind?: string[];
      /**
       * Where it starts: a CAIP-2 id, or a short name as in /v1/chains. One, or up to 20 separated by commas.
       *
       * @minItems 1
       * @maxItems 20
       */
      origin?: string[];
      /**
       * Where it ends: a CAIP-2 id, or a short name as in /v1/chains. One, or up to 20 separated by commas.
       *
       * @minItems 1
       * @maxItems 20
       */
      destination?: string[];
      /**
       * Sender or recipient, in any notation: hexadecimal in any case, of 20 bytes or filled up to 32, base58, bech32. One, or up to 5 separated by commas.
       *
       * @minItems 1
       * @maxItems 5
       */
      address?: string[];
      /**
       * Transaction of any of its legs, reorged ones included.
       */
      tx?: string;
      /**
       * Whether a reorg can still undo it.
       */
      final?: boolean;
      /**
       * Started at this time or later, by the clock of its chain.
       */
      startedAfter?: string;
      /**
       * Started before this time, by the clock of its chain.
       */
      startedBefore?: string;
      /**
       * A reference that this API key has set: see PUT /v1/client-refs/{clientRef}.
       */
      clientRef?: string;
      /**
       * How safe what is told must be.
       * - `included`: every transition, also what a reorg may take back; that is then a transition of its own.
       * - `confirmed`: every change of a status, and every leg that becomes firm or is so no more. What rests on blocks that are not safe yet is left out: first sights, stages, legs that are only included. What was told and is taken back by a reorg below safe is told.
       */
      quality?: 'included' | 'confirmed';
      /**
       * Begins after this event, or with the first one there is if it is 0. `Last-Event-ID`, which browsers send when they connect again, counts before it.
       */
      after?: string;
    };
    answer: StreamEvent;
  };
  /**
   * How long each lane takes, and how its open operations do
   */
  listLanes: {
    query: {
      /**
       * The name of a protocol, as /v1/protocols has it.
       */
      protocol?: string;
      /**
       * Only lanes from this chain: a CAIP-2 id or a short name.
       */
      origin?: string;
      /**
       * Only lanes to this chain: a CAIP-2 id or a short name.
       */
      destination?: string;
      /**
       * How many at most.
       */
      limit?: number;
      /**
       * The `nextCursor` of the page before, with the same filters and sort; without it, the first page.
       */
      cursor?: string;
    };
    answer: LaneList;
  };
  /**
   * What happens to alerts, as server-sent events
   */
  streamAlerts: {
    query: {
      /**
       * Begins after this event, or with the first one there is if it is 0. `Last-Event-ID` counts before it.
       */
      after?: string;
    };
    answer: AlertStreamEvent;
  };
  /**
   * Alerts, those that opened last in front
   */
  listAlerts: {
    query: {
      /**
       * How far it is. One, or several separated by commas.
       *
       * @minItems 1
       * @maxItems 4
       */
      state?: ('open' | 'acknowledged' | 'closed' | 'resolved')[];
      /**
       * What raised it. One, or several separated by commas.
       *
       * @minItems 1
       * @maxItems 11
       */
      rule?: (
        | 'operation_stuck'
        | 'lane_degraded'
        | 'lane_silent'
        | 'chain_stalled'
        | 'indexer_blind'
        | 'endpoint_disagreement'
        | 'deep_reorg'
        | 'conflict'
        | 'spec_gap'
        | 'channel_dead'
        | 'webhook_dead_letters'
      )[];
      /**
       * The name of a protocol, as /v1/protocols has it.
       */
      protocol?: string;
      /**
       * The origin of its lane: a chain's short name or CAIP-2 id.
       */
      origin?: string;
      /**
       * The destination of its lane: a chain's short name or CAIP-2 id.
       */
      destination?: string;
      /**
       * The id of an operation.
       */
      operation?: string;
      /**
       * How many at most.
       */
      limit?: number;
      /**
       * The `nextCursor` of the page before, with the same filters and sort; without it, the first page.
       */
      cursor?: string;
    };
    answer: AlertList;
  };
  /**
   * One alert, its history, and what channels were told
   */
  getAlert: {
    path: {
      /**
       * The id of an alert.
       */
      id: string;
    };
    answer: AlertDetail;
  };
  /**
   * Take an alert on, so that it is not escalated
   */
  acknowledgeAlert: {
    path: {
      /**
       * The id of an alert.
       */
      id: string;
    };
    body: AlertAction;
    answer: Alert;
  };
  /**
   * Say that an alert is over, though what it is about still holds
   */
  closeAlert: {
    path: {
      /**
       * The id of an alert.
       */
      id: string;
    };
    body: AlertAction;
    answer: Alert;
  };
  /**
   * Keep channels from being told of some alerts for a while
   */
  createSilence: {
    body: NewSilence;
    answer: Silence;
  };
  /**
   * The silences that are in force, those that end first in front
   */
  listSilences: {
    query: {
      /**
       * How many at most.
       */
      limit?: number;
      /**
       * The `nextCursor` of the page before, with the same filters and sort; without it, the first page.
       */
      cursor?: string;
    };
    answer: SilenceList;
  };
  /**
   * End a silence
   */
  endSilence: {
    path: {
      /**
       * The id of a silence.
       */
      id: string;
    };
  };
  /**
   * What cannot be folded, since when and why
   */
  listQuarantined: {
    query: {
      /**
       * How many at most.
       */
      limit?: number;
      /**
       * The `nextCursor` of the page before, with the same filters and sort; without it, the first page.
       */
      cursor?: string;
    };
    answer: Quarantine;
  };
  /**
   * Make a key; its secret is in this answer alone
   */
  createKey: {
    body: NewApiKey;
    answer: NewApiKeyWithSecret;
  };
  /**
   * All keys, the newest first, revoked ones included
   */
  listKeys: {
    answer: ApiKeys;
  };
  /**
   * Revoke a key for good
   */
  revokeKey: {
    path: {
      /**
       * The id of a key, which is no secret.
       */
      id: string;
    };
    query: {
      /**
       * Whether it may be the key that this request carries.
       */
      self?: 'true' | 'false';
    };
    answer: ApiKey;
  };
  /**
   * Register a webhook; its secret is in this answer alone
   */
  createWebhook: {
    body: NewWebhook;
    answer: WebhookWithSecret;
  };
  /**
   * All webhooks, the oldest first
   */
  listWebhooks: {
    answer: WebhookList;
  };
  /**
   * One webhook, and how it does
   */
  getWebhook: {
    path: {
      /**
       * The id of a webhook.
       */
      id: string;
    };
    answer: Webhook;
  };
  /**
   * Change a webhook, turn it on or off, or give it a new secret
   */
  changeWebhook: {
    path: {
      /**
       * The id of a webhook.
       */
      id: string;
    };
    body: WebhookChange;
    answer: WebhookWithSecret;
  };
  /**
   * Remove a webhook with its deliveries
   */
  deleteWebhook: {
    path: {
      /**
       * The id of a webhook.
       */
      id: string;
    };
  };
  /**
   * Send a ping, once, also if the webhook is turned off
   */
  testWebhook: {
    path: {
      /**
       * The id of a webhook.
       */
      id: string;
    };
    query: {
      /**
       * Seconds to wait for the outcome.
       */
      wait?: number | null;
    };
    answer: Delivery;
  };
  /**
   * Deliveries of a webhook, the latest first
   */
  listDeliveries: {
    path: {
      /**
       * The id of a webhook.
       */
      id: string;
    };
    query: {
      /**
       * `dead` is what was given up.
       */
      state?: 'pending' | 'delivered' | 'dead';
      /**
       * How many at most.
       */
      limit?: number;
      /**
       * The `nextCursor` of the page before, with the same filters and sort; without it, the first page.
       */
      cursor?: string;
    };
    answer: DeliveryList;
  };
  /**
   * One delivery, and what came of it
   */
  getDelivery: {
    path: {
      /**
       * The id of a webhook.
       */
      id: string;
      /**
       * The id of a delivery.
       */
      deliveryId: string;
    };
    answer: Delivery;
  };
  /**
   * Send a delivery again, under its id
   */
  replayDelivery: {
    path: {
      /**
       * The id of a webhook.
       */
      id: string;
      /**
       * The id of a delivery.
       */
      deliveryId: string;
    };
    answer: Delivery;
  };
  /**
   * Send again what was given up, or a part of the log
   */
  replayDeliveries: {
    path: {
      /**
       * The id of a webhook.
       */
      id: string;
    };
    body: Replay;
    answer: Replayed;
  };
  /**
   * Whether this process is alive
   */
  getHealth: {
    answer: {
      status: 'ok';
    };
  };
  /**
   * Whether answers can be relied on
   */
  getReadiness: {
    answer: {
      status: 'ok';
    };
  };
}
export interface OperationList {
  operations: Operation[];
  /**
   * Hand it in as `cursor`; null on the last page.
   */
  nextCursor: string | null;
}
export interface Operation {
  id: string;
  protocol: string;
  kind: string;
  status: Status;
  stage: Stage;
  /**
   * No further step is expected.
   */
  terminal: boolean;
  /**
   * No reorg can undo it: every leg that it rests on is finalized.
   */
  final: boolean;
  /**
   * Which of its ends are indexed: both, only the origin (`source_only`), only the destination, or a destination that no known chain answers to.
   */
  coverage: 'full' | 'source_only' | 'destination_only' | 'chain_not_covered';
  health: Health;
  /**
   * Which legs are finalized: not even the origin, the origin, all that completion requires (`user_legs`), or all that were seen.
   */
  finality: 'none' | 'source' | 'user_legs' | 'all';
  /**
   * Whether those who delivered are paid; nothing to the user.
   */
  settlement: 'n/a' | 'pending' | 'settled' | 'failed';
  /**
   * What firm legs say that cannot all be right: a person should look.
   */
  conflicts: (
    | 'refund_and_fill'
    | 'double_delivery'
    | 'content_mismatch'
    | 'amount_mismatch'
    | 'delivered_without_source'
  )[];
  /**
   * What was seen although the protocol's rules call it impossible. The facts count.
   */
  specGaps: string[];
  version: number;
  origin: Endpoint | null;
  destination: Endpoint | null;
  sender: string | null;
  recipient: string | null;
  sent: Asset | null;
  /**
   * What the recipient is to receive at least, where the operation says so.
   */
  wanted: Asset | null;
  /**
   * What goes to the recipient, as soon as a leg tells: on its way until a destination leg has happened.
   */
  received: Asset | null;
  details: {
    [k: string]: string;
  };
  /**
   * Every leg that was seen or is awaited, and those that cannot be seen from here.
   */
  route: RouteLeg[];
  /**
   * What has happened: every leg that was seen, those that were reorged away included.
   */
  happened: Leg[];
  /**
   * What is pending, that is the leg that blocks; null when it is over.
   */
  pending: Pending | null;
  /**
   * Who can move it on, and how; null when it is over.
   */
  nextAction: NextAction | null;
  completion: Completion;
  /**
   * How much is delivered, where it may come in parts.
   */
  partial: {
    filled: string;
    total: string;
  } | null;
  /**
   * Where the value is, as far as firm legs tell.
   */
  assetLocation: AssetLocation | null;
  /**
   * Operations that stood for this one's transaction before a reorg.
   */
  supersedes: string[];
  /**
   * The operation that stands for its transaction now.
   */
  supersededBy: string | null;
  /**
   * What the API key that asks calls it, see PUT /v1/client-refs/{clientRef}; only where a key asks.
   *
   * @maxItems 100
   */
  clientRefs?: string[];
  asOf: AsOf;
  /**
   * RFC 3339, UTC.
   */
  startedAt: string;
  /**
   * RFC 3339, UTC.
   */
  updatedAt: string;
}
/**
 * A verdict about time, by the awaited chain’s own clock as far as we have read it. No status depends on it.
 */
export interface Health {
  /**
   * - `ok`: it is over, or takes no longer than others.
   * - `delayed`: it takes longer than most on its lane.
   * - `stuck`: it takes so long that somebody should look.
   * - `blocked`: it is known what holds it up.
   * - `needs_action`: nothing moves until its user does something.
   * - `blind`: what it waits for may have happened where we have not read yet, or in what could not be folded; nobody is to blame.
   */
  state: 'ok' | 'delayed' | 'stuck' | 'blocked' | 'needs_action' | 'blind';
  reason: HealthReason;
  /**
   * The reason as a sentence. What is quoted in it was written by others, on a chain: show it as text.
   */
  detail: string | null;
  /**
   * Since when it is thought so, by our clock; null where that is not kept.
   */
  since: string | null;
  /**
   * How many waits of its lane it was judged by; null if by none.
   */
  sample: number | null;
  /**
   * By what it was judged: `pace`: the waits of its own pace on its lane; `lane`: all of its lane; `protocol`: the figures of the protocol. Null if by none.
   */
  basis: 'pace' | 'lane' | 'protocol' | null;
  /**
   * How fast it goes on its lane, in the protocol’s words, where several paces share one; null where none is known, and once it is over.
   */
  pace: string | null;
}
export interface Endpoint {
  /**
   * Null for a chain that is not known here.
   */
  chain: string | null;
  /**
   * The chain's short name, or the protocol's name for it.
   */
  name: string;
  transaction: string | null;
  /**
   * RFC 3339, UTC.
   */
  time: string | null;
}
export interface Asset {
  token: string | null;
  /**
   * In the token's smallest unit, as decimal text.
   */
  amount: string;
  /**
   * What the token is called by the protocol's own registry; null where unknown.
   */
  symbol: string | null;
  decimals: number | null;
  /**
   * What the token's contract calls it, where the contract was asked for its decimals. Anybody may give a contract any name: it proves nothing, and is to be shown beside the address.
   */
  contractSymbol: string | null;
  /**
   * Who tells the decimals: the protocol, by its events or its registry, else the token's own contract. Null where nobody does.
   */
  decimalsToldBy: 'protocol' | 'contract' | null;
  /**
   * The amount in whole tokens, exact, as decimal text; null where the decimals are unknown.
   */
  wholeAmount: string | null;
}
export interface RouteLeg {
  step: string;
  role: Role;
  /**
   * The chain's CAIP-2 id.
   */
  chain: string | null;
  /**
   * The chain's short name, or the protocol's name for it.
   */
  network: string | null;
  /**
   * `not_indexed`: its chain is not read for this protocol here; `chain_not_covered`: no chain known here is meant by that name.
   */
  coverage: 'indexed' | 'not_indexed' | 'chain_not_covered' | null;
  inclusion: Inclusion;
  outcome: 'unknown' | 'success' | 'failed_retryable' | 'failed';
}
export interface Leg {
  /**
   * The protocol's word for it.
   */
  step: string;
  role: Role;
  /**
   * The chain's CAIP-2 id.
   */
  chain: string;
  chainName: string;
  inclusion: Inclusion;
  outcome: 'unknown' | 'success' | 'failed_retryable' | 'failed';
  /**
   * Null where the chain shows that it happened, and not by which transaction.
   */
  transaction: string | null;
  /**
   * What shows it: an event in the logs, the call that did it, or only the chain's state after it; then the block is the first that is known to show it.
   */
  evidence: 'log' | 'call' | 'state';
  block: {
    /**
     * Block number, as decimal text.
     */
    number: string;
    hash: string;
  };
  /**
   * RFC 3339, UTC.
   */
  time: string;
  explorerUrl: string | null;
  /**
   * Why it is in this operation: the link that an earlier leg carries too.
   */
  joinedBy: {
    rule: string;
    key: string;
    kind: 'exact' | 'lookalike' | 'effect';
    /**
     * The protocol's version that read it.
     */
    version: number;
  } | null;
}
export interface Pending {
  step: string;
  role: Role;
  /**
   * The chain's CAIP-2 id.
   */
  chain: string | null;
  chainName: string | null;
  /**
   * Chain time of the leg before this wait.
   */
  since: string;
  /**
   * Until when it may happen, by its own chain's clock.
   */
  deadline: string | null;
  /**
   * What it waits for.
   */
  what: string;
  /**
   * How long this wait usually takes; null where nobody can say.
   */
  usual: Usual | null;
  eta: Eta;
  /**
   * Why the last try failed.
   */
  reason: string | null;
}
/**
 * How long a step usually takes after the one before, by the protocol's own figures. What takes longer is late, not over.
 */
export interface Usual {
  seconds: number;
  /**
   * Seconds after which it is worth a look.
   */
  lateAfter: number;
}
/**
 * When the awaited step may be expected, by the clock of its chain, given how long it has waited.
 */
export interface Eta {
  state: 'estimated' | 'insufficient_data';
  /**
   * Half of those that have waited as long come by then.
   */
  from: string | null;
  /**
   * Nine in ten of them come by then.
   */
  to: string | null;
  /**
   * Waits of its lane that this rests on.
   */
  sample: number | null;
  /**
   * The lane's own figures, or the protocol's.
   */
  source: 'lane' | 'protocol' | null;
}
export interface NextAction {
  mover: 'chain' | 'protocol' | 'anyone' | 'user' | 'recipient' | 'operator';
  /**
   * Who can move it on.
   */
  who: string;
  /**
   * What they can do.
   */
  action: string;
}
/**
 * What constitutes completion.
 */
export interface Completion {
  /**
   * Every leg that must be confirmed on its own chain.
   */
  requires: {
    step: string;
    role: Role;
    inclusion: Inclusion;
  }[];
  /**
   * The steps that still lack.
   */
  missing: string[];
}
export interface AssetLocation {
  place:
    | 'sender'
    | 'origin_contract'
    | 'burned'
    | 'hub_contract'
    | 'hub_wallet'
    | 'destination_contract'
    | 'recipient';
  /**
   * The chain's CAIP-2 id.
   */
  chain: string | null;
  chainName: string | null;
  token: string | null;
  amount: string | null;
  /**
   * What the token is called by the protocol's own registry; null where unknown.
   */
  symbol: string | null;
  decimals: number | null;
  /**
   * What the token's contract calls it, where the contract was asked for its decimals. Anybody may give a contract any name: it proves nothing, and is to be shown beside the address.
   */
  contractSymbol: string | null;
  /**
   * Who tells the decimals: the protocol, by its events or its registry, else the token's own contract. Null where nobody does.
   */
  decimalsToldBy: 'protocol' | 'contract' | null;
  /**
   * The amount in whole tokens, exact, as decimal text; null where the decimals are unknown.
   */
  wholeAmount: string | null;
}
/**
 * What each chain of the operation shows, by CAIP-2 id.
 */
export interface AsOf {
  [k: string]: {
    name: string;
    head: {
      /**
       * Block number, as decimal text.
       */
      number: string;
      hash: string;
      /**
       * RFC 3339, UTC.
       */
      time: string;
    };
    /**
     * Block number, as decimal text.
     */
    safe: string | null;
    /**
     * Block number, as decimal text.
     */
    finalized: string | null;
    safeRule: string;
    finalizedRule: string;
    /**
     * Age of the newest block that is stored.
     */
    lagSeconds: number;
  };
}
/**
 * Said by a service, not proven by a chain: status, stage and finality never rest on it.
 */
export interface Report {
  /**
   * Who was asked.
   */
  reporter: string;
  /**
   * The link that it is about: a packet, an intent.
   */
  subject: string;
  /**
   * What it says, by reporter:
   * - `sodax-relay`, `not_found`: The relay knows no such packet: it has not indexed its transaction, or nobody has submitted that yet, which anyone may do.
   * - `sodax-relay`, `pending`: The relay knows the packet; nobody has signed it yet.
   * - `sodax-relay`, `validating`: Some of the signatures that the packet needs are there.
   * - `sodax-relay`, `executing`: The packet is signed and its delivery is not confirmed yet; a delivery that fails over and over stays so.
   * - `sodax-relay`, `executed`: The relay says that it has delivered the packet.
   * - `sodax-solver`, `not_found`: The solver does not know the intent: it was not posted there, or the solver has forgotten it.
   * - `sodax-solver`, `not_started`: The solver knows the intent and has not begun to fill it.
   * - `sodax-solver`, `started`: The solver is filling the intent.
   * - `sodax-solver`, `solved`: The solver says that it has filled the intent; the delivery may still be on its way.
   * - `sodax-solver`, `failed`: The solver could not fill the intent, which stays open until it is cancelled.
   * - `sodax-backend`, `not_found`: The backend has no record of the intent yet.
   * - `sodax-backend`, `open`: The backend has recorded the intent, which waits for somebody who fills it.
   * - `sodax-backend`, `partially_filled`: A part of the intent is filled by the record; the rest is open.
   * - `sodax-backend`, `filled`: The intent is filled by the record; the delivery may still be on its way.
   * - `sodax-backend`, `cancelled`: The intent is cancelled by the record; what was paid in is in the hub wallet.
   * - `sodax-backend`, `closed`: The intent is not open by the record, which does not say why.
   * - `wormhole-governor`, `enqueued`: The Governor holds the message back because of its value, until its release time or until there is room for it.
   * - `wormhole-governor`, `not_enqueued`: The Governor does not hold the message: it has let it through, or guardians have not seen it yet.
   * - `wormhole-guardians`, `not_found`: There is no signed message yet: guardians wait for the origin to be firm, or their Governor holds it back.
   * - `wormhole-guardians`, `signed`: Guardians have signed the message, and anyone can take it to its destination.
   */
  state: string;
  /**
   * The state in one sentence.
   */
  meaning: string;
  /**
   * The transaction that it names: of the delivery, of the fill.
   */
  transaction: string | null;
  details: {
    [k: string]: string;
  };
  /**
   * When it was first heard to say so.
   */
  since: string;
  /**
   * When it was last heard to say so.
   */
  observedAt: string;
}
/**
 * Only where `waitFor` was asked for.
 */
export interface Waited {
  for: 'confirmed' | 'complete' | 'final' | 'change';
  /**
   * False if the time was over first, or if it will not be: see `status`, `terminal` and `stage`.
   */
  reached: boolean;
}
export interface History {
  operation: string;
  /**
   * Only where a time was asked for.
   */
  asOf?: {
    /**
     * RFC 3339, UTC.
     */
    time: string;
    /**
     * What was known then; null if nothing was.
     */
    known: Known | null;
  };
  transitions: Transition[];
}
export interface Known {
  version: number;
  status: Status;
  stage: Stage;
  final: boolean;
  /**
   * Every leg that was seen by then, and how firm it was.
   */
  legs: {
    step: string;
    /**
     * The chain's CAIP-2 id.
     */
    chain: string;
    chainName: string;
    /**
     * Null where the chain shows that it happened, and not by which transaction.
     */
    transaction: string | null;
    inclusion: Inclusion;
  }[];
  /**
   * What its chains showed when it was said, by CAIP-2 id.
   */
  heads: {
    [k: string]: {
      /**
       * Block number, as decimal text.
       */
      head: string;
      hash: string;
      /**
       * RFC 3339, UTC.
       */
      time: string;
      /**
       * Block number, as decimal text.
       */
      safe: string | null;
      /**
       * Block number, as decimal text.
       */
      finalized: string | null;
    };
  };
  /**
   * Since when it was known here.
   */
  learnedAt: string;
  /**
   * When it happened, by the clock of its chain.
   */
  chainTime: string;
}
export interface Transition {
  seq: string;
  version: number;
  from: Status | null;
  to: Status;
  stageFrom: Stage | null;
  stageTo: Stage;
  final: boolean;
  /**
   * The legs that changed, with how firm they were and are.
   */
  changes: {
    step: string;
    from: Inclusion | null;
    to: Inclusion | null;
  }[];
  cause: Cause;
  asOf: {
    [k: string]: {
      /**
       * Block number, as decimal text.
       */
      head: string;
      hash: string;
      /**
       * RFC 3339, UTC.
       */
      time: string;
      /**
       * Block number, as decimal text.
       */
      safe: string | null;
      /**
       * Block number, as decimal text.
       */
      finalized: string | null;
    };
  };
  rulesVersion: number;
  /**
   * RFC 3339, UTC.
   */
  chainTime: string;
  /**
   * RFC 3339, UTC.
   */
  observedAt: string;
}
export interface Cause {
  type: 'event' | 'head' | 'deadline' | 'reorg' | 'coverage' | 'rebuild' | 'operator';
  /**
   * Absent where an operator is the cause.
   */
  chain?: string;
  chainName?: string;
  reorg?: string;
  /**
   * Blocks that the reorg took back.
   */
  depth?: number;
  /**
   * The last block that both forks have.
   */
  ancestor?: string;
}
export interface Lookup {
  matches: {
    matched: MatchedLeg;
    operation: Operation;
  }[];
}
export interface MatchedLeg {
  step: string;
  /**
   * The chain's CAIP-2 id.
   */
  chain: string;
  /**
   * Null where the chain shows that it happened, and not by which transaction.
   */
  transaction: string | null;
  /**
   * False if this leg was reorged away.
   */
  canonical: boolean;
}
export interface BatchLookupRequest {
  /**
   * Ids of operations, former ids, links, or transactions of any leg, each once: the case of hexadecimal digits and spaces around make no difference.
   *
   * @minItems 1
   * @maxItems 100
   */
  ids: string[];
  /**
   * Only legs on this chain: a CAIP-2 id or a short name.
   */
  chain?: string;
}
export interface BatchLookup {
  /**
   * One for each id, in their order.
   */
  results: BatchLookupResult[];
}
export interface BatchLookupResult {
  /**
   * As it was asked for.
   */
  id: string;
  /**
   * The operations, 10 at most, and the first of each id before a second of any: one answer holds 200.
   *
   * @maxItems 10
   */
  matches: {
    /**
     * The leg that matched; null where a former id alone did.
     */
    matched: MatchedLeg | null;
    operation: Operation;
  }[];
  /**
   * Whether there are more than are told here: ask GET /v1/lookup for this one alone.
   */
  hasMore: boolean;
  /**
   * Why there is none; null where there is.
   */
  notFound: {
    type: 'about:blank';
    title: string;
    status: number;
    /**
     * What it is, for programs: stable, in snake_case.
     */
    code: string;
    detail: string;
    /**
     * What to do about it.
     */
    recovery: string;
    /**
     * When another try is worth it, as in the header `Retry-After`: where it may come.
     */
    retryAfterSeconds?: number;
    /**
     * What is read of the chains that could have it: where something was not found.
     *
     * @maxItems 50
     */
    coverage?: ProblemCoverage[];
  } | null;
}
export interface ProblemCoverage {
  /**
   * The chain's CAIP-2 id.
   */
  chain: string;
  name: string;
  /**
   * The first block that is read.
   */
  from: string;
  /**
   * From the first block up to here everything was read; null while the first lacks.
   */
  through: string | null;
  /**
   * Blocks up to the head that are not read yet.
   */
  missingBlocks: string;
  /**
   * Age of the newest block that is stored; null before the first.
   */
  lagSeconds: number | null;
}
/**
 * Either `tx` or `id`.
 */
export interface ClientRefRequest {
  /**
   * A transaction of any leg: hexadecimal in any case, or base58 as it is written. It need not be known here yet.
   */
  tx?: string;
  /**
   * The chain of `tx`, a CAIP-2 id or a short name; any unless given.
   */
  chain?: string;
  /**
   * An id of an operation, a former id or a link, in place of `tx`.
   */
  id?: string;
}
export interface ClientRef {
  clientRef: string;
  tx: string | null;
  /**
   * The chain's CAIP-2 id.
   */
  chain: string | null;
  /**
   * As it was set.
   */
  id: string | null;
  /**
   * RFC 3339, UTC.
   */
  setAt: string;
  /**
   * The ids of the operations that it leads to now, ten at most; none before they are known here. GET /v1/operations?clientRef= gives them whole.
   *
   * @maxItems 10
   */
  operations: string[];
}
export interface ChainList {
  chains: Chain[];
}
export interface Chain {
  /**
   * The chain's CAIP-2 id.
   */
  chain: string;
  name: string;
  /**
   * `left`: no indexer follows it any more, though one runs. What was read of it stays, and grows old.
   */
  state: 'starting' | 'backfilling' | 'live' | 'left';
  head: {
    /**
     * Block number, as decimal text.
     */
    number: string;
    hash: string;
    /**
     * RFC 3339, UTC.
     */
    time: string;
  } | null;
  safe: {
    /**
     * Block number, as decimal text.
     */
    number: string;
  } | null;
  finalized: {
    /**
     * Block number, as decimal text.
     */
    number: string;
  } | null;
  finality: {
    safe: string;
    finalized: string;
  };
  /**
   * Age of the newest block that is stored.
   */
  lagSeconds: number | null;
  /**
   * When the chain last answered.
   */
  seenAt: string | null;
  /**
   * Block number, as decimal text.
   */
  startBlock: string | null;
  /**
   * Blocks below the head that are not read yet.
   */
  missingBlocks: string;
  /**
   * Final blocks that were read once only. Nothing in them counts as finalized before a second look.
   */
  unverifiedBlocks: string;
  /**
   * What a person must look at; open until one closes it.
   */
  incidents: {
    kind: 'finality_violation';
    /**
     * What the chain had called final.
     */
    finalized: string;
    /**
     * The last block it kept: nothing above counts as finalized.
     */
    ancestor: string;
    /**
     * RFC 3339, UTC.
     */
    openedAt: string;
  }[];
  protocols: string[];
  /**
   * How the RPC endpoints do, as the indexer saw them last.
   */
  endpoints: {
    /**
     * Protocol and host alone: the rest of a URL may be a key.
     */
    name: string;
    isHealthy: boolean;
    lastError: string | null;
    /**
     * Since the indexer was started.
     */
    calls: number;
    failures: number;
    latencyMs: number | null;
  }[];
  reorgs: {
    count: number;
    deepest: number;
  };
  explorer: string | null;
}
export interface ProtocolList {
  protocols: ProtocolSummary[];
}
export interface ProtocolSummary {
  name: string;
  /**
   * Of how its events are read.
   */
  version: number;
  /**
   * Of what constitutes completion; each transition names it.
   */
  rulesVersion: number;
  /**
   * Kinds of operations that go a way of their own. There are others, which go the usual way: answers name them.
   */
  kinds: string[];
  /**
   * Messages of one network stay in it.
   */
  networks: string[];
  /**
   * The chains of which its events are read here.
   *
   * Items: The chain's CAIP-2 id.
   */
  indexed: string[];
  /**
   * Chains on which it is, as far as is known here.
   */
  chainCount: number;
  /**
   * Blocks of the indexed chains that are not read yet; /v1/coverage tells which.
   */
  unreadBlocks: string;
}
export interface Protocol {
  name: string;
  /**
   * Of how its events are read.
   */
  version: number;
  /**
   * Of what constitutes completion; each transition names it.
   */
  rulesVersion: number;
  /**
   * Protocols whose messages are part of its operations.
   */
  carriedBy: string[];
  /**
   * The usual way of an operation.
   */
  steps: ProtocolStep[];
  /**
   * Kinds of operations that go another way; those that go the usual way are not listed.
   */
  kinds: {
    [k: string]: ProtocolStep[];
  };
  /**
   * Where it is, and what of it is read here.
   */
  chains: ProtocolChain[];
}
export interface ProtocolStep {
  step: string;
  role: Role;
  side: 'origin' | 'hub' | 'destination';
  /**
   * Whether completion needs it: `promised`, only where the operation promises it; `never`, it calls off, pays back, pays who delivered, or does what another step would have done.
   */
  required: 'always' | 'promised' | 'never';
  /**
   * Steps each of which does as well: then this one is not needed.
   */
  alternatives: string[];
  stage: Stage;
  /**
   * What is awaited meanwhile.
   */
  what: string;
  mover: 'chain' | 'protocol' | 'anyone' | 'user' | 'recipient' | 'operator';
  /**
   * Who can move it on.
   */
  who: string;
  /**
   * What they can do.
   */
  action: string;
  deadline: {
    at:
      | 'told'
      | {
          after: string;
          seconds: number;
        };
    becomes: 'expired' | 'refunding' | 'failed' | 'cancelled';
  } | null;
  usual: Usual | null;
}
export interface ProtocolChain {
  /**
   * The chain's CAIP-2 id.
   */
  chain: string;
  /**
   * The chain's name in the protocol's messages.
   */
  name: string;
  /**
   * Messages of one network stay in it.
   */
  network: string;
  /**
   * Whether its events are read here; if not, the chain is not in the configuration.
   */
  isIndexed: boolean;
  /**
   * The first block that is read.
   */
  from: string | null;
  /**
   * Up to here everything was read, twice: what is not there did not happen.
   */
  certain: {
    /**
     * Block number, as decimal text.
     */
    number: string;
    /**
     * RFC 3339, UTC.
     */
    time: string;
  } | null;
  /**
   * Blocks from the first one to the head that are not read yet.
   */
  unreadBlocks: string | null;
}
export interface Coverage {
  /**
   * By protocol and chain, 500 at most.
   *
   * @maxItems 500
   */
  readings: CoverageReading[];
  /**
   * How many there are in all: where it is more, narrow it down by chain or protocol.
   */
  count: number;
}
export interface CoverageReading {
  protocol: string;
  /**
   * The chain's CAIP-2 id.
   */
  chain: string;
  /**
   * The chain's short name.
   */
  name: string;
  /**
   * The first 20 of the contracts or programs of which just these blocks are read.
   *
   * @maxItems 20
   */
  contracts: string[];
  contractCount: number;
  /**
   * The first block that is read.
   */
  from: string;
  /**
   * Its time; null until it was read.
   */
  fromTime: string | null;
  /**
   * From the first block up to here everything was read; null while the first lacks.
   */
  through: string | null;
  /**
   * A time up to which everything was read; null where none is known.
   */
  throughTime: string | null;
  /**
   * The lowest 20 stretches up to the head that lack.
   *
   * @maxItems 20
   */
  holes: {
    /**
     * The first block that lacks.
     */
    from: string;
    /**
     * The last block that lacks.
     */
    to: string;
  }[];
  /**
   * How many there are in all.
   */
  holeCount: number;
  /**
   * How many blocks lack in all.
   */
  missingBlocks: string;
}
export interface Stats {
  operations: {
    total: number;
    final: number;
    byStatus: {
      pending?: number;
      confirmed?: number;
      complete?: number;
      expired?: number;
      refunding?: number;
      refunded?: number;
      failed?: number;
      cancelled?: number;
      reverted?: number;
    };
  };
  /**
   * Links whose operations wait to be folded.
   */
  backlog: {
    dirty: number;
    oldestSeconds: number;
  };
  /**
   * Links whose operations cannot be folded: see /v1/quarantine.
   */
  quarantined: number;
  /**
   * When it was counted; it is kept for some seconds.
   */
  countedAt: string;
}
export interface StreamPosition {
  /**
   * A place in the log of transitions.
   */
  seq: string;
  quality: 'included' | 'confirmed';
}
/**
 * One transition. `version` counts up for each operation; in a stream that leaves some out it has gaps.
 */
export interface StreamTransition {
  seq: string;
  version: number;
  from: Status | null;
  to: Status;
  /**
   * Null in the quality `confirmed`, as `stageTo`: stages tell what is not firm.
   */
  stageFrom: Stage | null;
  stageTo: Stage | null;
  final: boolean;
  /**
   * The legs that changed, with how firm they were and are.
   */
  changes: {
    step: string;
    from: Inclusion | null;
    to: Inclusion | null;
  }[];
  cause: Cause;
  /**
   * RFC 3339, UTC.
   */
  chainTime: string;
  /**
   * RFC 3339, UTC.
   */
  observedAt: string;
  /**
   * The id of the operation when it was recorded.
   */
  operationId: string;
  /**
   * What it is about, as it is known when this is sent; null if it is no operation any more.
   */
  operation: OperationBrief | null;
}
export interface OperationBrief {
  /**
   * Its present id, which differs from `operationId` once another one won.
   */
  id: string;
  /**
   * Ids under which it was told before another one won: these are no operations any more.
   */
  formerIds: string[];
  protocol: string;
  kind: string;
  origin: {
    /**
     * The chain's CAIP-2 id.
     */
    chain: string | null;
    name: string;
  } | null;
  destination: {
    /**
     * The chain's CAIP-2 id.
     */
    chain: string | null;
    name: string;
  } | null;
  sender: string | null;
  recipient: string | null;
  sent: Asset | null;
}
export interface StreamGoodbye {
  reason: 'shutting_down';
}
export interface StreamError {
  code: 'too_slow' | 'interrupted' | 'key_invalid';
  detail: string;
  /**
   * What to do about it.
   */
  recovery: string;
}
export interface LaneList {
  lanes: Lane[];
  nextCursor: string | null;
}
/**
 * A protocol from one chain to another.
 */
export interface Lane {
  protocol: string;
  /**
   * The chain's CAIP-2 id.
   */
  origin: string;
  originName: string;
  /**
   * The chain's CAIP-2 id.
   */
  destination: string;
  destinationName: string;
  /**
   * Open operations, by what is thought of how long they wait.
   */
  inFlight: {
    total: number;
    ok: number;
    delayed: number;
    stuck: number;
    blocked: number;
    needsAction: number;
    blind: number;
    /**
     * True if there are more than the 10000 that are counted.
     */
    isCapped: boolean;
  };
  /**
   * When something arrived last at the destination, by its clock.
   */
  lastCompletion: string | null;
  /**
   * In the order of the route.
   */
  steps: LaneStep[];
}
/**
 * How long operations of the lane have waited for the step, after the one before.
 */
export interface LaneStep {
  step: string;
  /**
   * Half of the waits took at most so many seconds.
   */
  p50: number | null;
  /**
   * Nine in ten of them.
   */
  p90: number | null;
  /**
   * 99 in 100 of them.
   */
  p99: number | null;
  /**
   * Waits that these rest on: the newest ones.
   */
  sample: number;
  /**
   * When the first of them ended.
   */
  windowFrom: string | null;
  /**
   * When the last of them ended.
   */
  windowThrough: string | null;
  /**
   * When they were summed up.
   */
  refreshedAt: string | null;
  /**
   * When the step came last, by its chain.
   */
  lastAt: string | null;
  /**
   * The same for the operations of each pace, by name; none where the protocol knows of none.
   */
  paces: LanePace[];
}
/**
 * How long operations of one pace have waited, which are compared with one another.
 */
export interface LanePace {
  /**
   * In the words of the protocol: `fast`, `standard`.
   */
  pace: string;
  /**
   * Half of the waits took at most so many seconds.
   */
  p50: number | null;
  /**
   * Nine in ten of them.
   */
  p90: number | null;
  /**
   * 99 in 100 of them.
   */
  p99: number | null;
  /**
   * Waits that these rest on: the newest ones.
   */
  sample: number;
  /**
   * When the first of them ended.
   */
  windowFrom: string | null;
  /**
   * When the last of them ended.
   */
  windowThrough: string | null;
  /**
   * When they were summed up.
   */
  refreshedAt: string | null;
  /**
   * When the step came last, by its chain.
   */
  lastAt: string | null;
}
export interface AlertEvent {
  /**
   * Its number in the log of alerts, as text.
   */
  seq: string;
  type:
    | 'opened'
    | 'reopened'
    | 'acknowledged'
    | 'silenced'
    | 'unsilenced'
    | 'escalated'
    | 'grown'
    | 'joined'
    | 'closed'
    | 'resolved';
  /**
   * RFC 3339, UTC.
   */
  at: string;
  /**
   * Whose key did it; null where a rule did.
   */
  by: string | null;
  note: string | null;
}
/**
 * Names and ids in its sentences may come from a chain: escape them where you show them.
 */
export interface Alert {
  id: string;
  rule: AlertRule;
  /**
   * What it is about. One rule and one subject are one alert, for as long as it lasts.
   */
  subject: string;
  state: AlertState;
  severity: 'critical' | 'warning' | 'info';
  /**
   * A silence keeps channels from being told.
   */
  silenced: boolean;
  protocol: string | null;
  origin: {
    /**
     * The chain's CAIP-2 id.
     */
    chain: string | null;
    name: string;
  } | null;
  destination: {
    /**
     * The chain's CAIP-2 id.
     */
    chain: string | null;
    name: string;
  } | null;
  /**
   * The chain that it is about, or whose step is awaited.
   */
  chain: {
    /**
     * The chain's CAIP-2 id.
     */
    chain: string | null;
    name: string;
  } | null;
  operation: string | null;
  title: string;
  /**
   * What happened.
   */
  happened: string;
  /**
   * What is pending.
   */
  pending: string | null;
  /**
   * Where the value is.
   */
  value: string | null;
  /**
   * What to do.
   */
  action: string;
  /**
   * The alert of its lane that it has become a part of.
   */
  group: string | null;
  /**
   * RFC 3339, UTC.
   */
  openedAt: string;
  /**
   * RFC 3339, UTC.
   */
  acknowledgedAt: string | null;
  /**
   * RFC 3339, UTC.
   */
  escalatedAt: string | null;
  /**
   * When it was resolved or closed.
   */
  resolvedAt: string | null;
  /**
   * RFC 3339, UTC.
   */
  updatedAt: string;
  version: number;
}
export interface AlertList {
  alerts: Alert[];
  /**
   * Hand it in as `cursor`; null on the last page.
   */
  nextCursor: string | null;
}
export interface AlertNotice {
  channel: string;
  kind: 'opened' | 'acknowledged' | 'escalated' | 'grown' | 'resolved';
  /**
   * `repeating`: it was sent, and is sent again while the alert lasts. `dead`: it was given up.
   */
  state: 'pending' | 'repeating' | 'sent' | 'dead';
  tries: number;
  /**
   * What the service answered last.
   */
  status: number | null;
  /**
   * RFC 3339, UTC.
   */
  createdAt: string;
  /**
   * RFC 3339, UTC.
   */
  settledAt: string | null;
}
export interface AlertAction {
  /**
   * For whoever reads its history.
   */
  note?: string;
}
export interface NewSilence {
  rule?: AlertRule;
  protocol?: string;
  /**
   * A chain's short name or CAIP-2 id.
   */
  origin?: string;
  /**
   * A chain's short name or CAIP-2 id.
   */
  destination?: string;
  /**
   * The id of an operation.
   */
  operation?: string;
  until: string;
  /**
   * Why.
   */
  comment: string;
}
/**
 * What is null matches everything.
 */
export interface Silence {
  id: string;
  rule: AlertRule | null;
  protocol: string | null;
  operation: string | null;
  /**
   * RFC 3339, UTC.
   */
  until: string;
  comment: string;
  origin: {
    /**
     * The chain's CAIP-2 id.
     */
    chain: string | null;
    name: string;
  } | null;
  destination: {
    /**
     * The chain's CAIP-2 id.
     */
    chain: string | null;
    name: string;
  } | null;
  createdBy: string;
  /**
   * RFC 3339, UTC.
   */
  createdAt: string;
}
export interface SilenceList {
  silences: Silence[];
  /**
   * Hand it in as `cursor`; null on the last page.
   */
  nextCursor: string | null;
}
export interface Quarantine {
  quarantined: Quarantined[];
  /**
   * Hand it in as `cursor`; null on the last page.
   */
  nextCursor: string | null;
}
export interface Quarantined {
  /**
   * The link that leads to it.
   */
  key: string;
  protocol: string | null;
  code: 'fold_failed' | 'write_failed' | 'component_too_large';
  reason: string;
  /**
   * The first of the operations that stand still, as they were last folded.
   */
  operations: string[];
  /**
   * Tries that failed so far.
   */
  failures: number;
  /**
   * Why it was to be folded.
   */
  cause: 'event' | 'head' | 'deadline' | 'reorg' | 'coverage' | 'rebuild' | 'operator';
  /**
   * RFC 3339, UTC.
   */
  since: string;
}
export interface NewApiKey {
  /**
   * For whom or for what it is.
   */
  name: string;
  /**
   * What it may.
   *
   * @minItems 1
   * @maxItems 2
   */
  scopes?: ApiScope[];
  /**
   * From when on it opens nothing any more; null for never.
   */
  expiresAt?: string | null;
}
export interface ApiKey {
  id: string;
  name: string;
  /**
   * The beginning of its secret, to know it by.
   */
  prefix: string;
  scopes: ApiScope[];
  state: 'active' | 'expired' | 'revoked';
  /**
   * RFC 3339, UTC.
   */
  createdAt: string;
  /**
   * RFC 3339, UTC.
   */
  expiresAt: string | null;
  /**
   * RFC 3339, UTC.
   */
  revokedAt: string | null;
  /**
   * Right to some minutes.
   */
  lastUsedAt: string | null;
}
export interface ApiKeys {
  keys: ApiKey[];
}
export interface NewWebhook {
  /**
   * Where deliveries are sent, by POST. https, without credentials, at a public address.
   */
  url: string;
  /**
   * For whoever reads the list.
   */
  description?: string;
  filter?: WebhookFilter;
  /**
   * How safe what is told must be.
   * - `included`: every transition, also what a reorg may take back; that is then a transition of its own.
   * - `confirmed`: every change of a status, and every leg that becomes firm or is so no more. What rests on blocks that are not safe yet is left out: first sights, stages, legs that are only included. What was told and is taken back by a reorg below safe is told.
   */
  quality?: 'included' | 'confirmed';
}
/**
 * The filters of GET /v1/operations, but for `updatedAfter`, `updatedBefore` and `health`, which changes without a transition. A transition is told if its operation has the status, stage and finality after it, or had them before it: who is told that it is complete is told if a reorg takes that back.
 */
export interface WebhookFilter {
  /**
   * The status. One, or several separated by commas.
   *
   * @minItems 1
   * @maxItems 9
   */
  status?: (
    | 'pending'
    | 'confirmed'
    | 'complete'
    | 'expired'
    | 'refunding'
    | 'refunded'
    | 'failed'
    | 'cancelled'
    | 'reverted'
  )[];
  /**
   * The step inside a status. One, or several separated by commas.
   *
   * @minItems 1
   * @maxItems 39
   */
  stage?: (
    | 'awaiting_origin'
    | 'origin_included'
    | 'origin_orphaned'
    | 'origin_missing'
    | 'origin_failed'
    | 'awaiting_attestation'
    | 'attestation_included'
    | 'attestation_orphaned'
    | 'awaiting_hub'
    | 'hub_included'
    | 'hub_orphaned'
    | 'awaiting_relay'
    | 'relay_included'
    | 'relay_orphaned'
    | 'intent_open'
    | 'partially_filled'
    | 'awaiting_user_action'
    | 'policy_hold'
    | 'destination_included'
    | 'destination_orphaned'
    | 'destination_not_covered'
    | 'delivery_failed_retryable'
    | 'awaiting_action'
    | 'action_included'
    | 'action_orphaned'
    | 'action_failed'
    | 'delivered'
    | 'settlement_pending'
    | 'settled'
    | 'settlement_failed'
    | 'expired_unfilled'
    | 'cancel_included'
    | 'refund_pending'
    | 'refund_included'
    | 'refund_failed'
    | 'refunded'
    | 'cancelled'
    | 'superseded'
    | 'failed'
  )[];
  /**
   * The protocol, as /v1/protocols names it. One, or up to 20 separated by commas.
   *
   * @minItems 1
   * @maxItems 20
   */
  protocol?: string[];
  /**
   * What kind of operation, as answers name it: one of which an operation was indexed here, or that /v1/protocols lists. One, or up to 20 separated by commas.
   *
   * @minItems 1
   * @maxItems 20
   */
  kind?: string[];
  /**
   * Where it starts: a CAIP-2 id, or a short name as in /v1/chains. One, or up to 20 separated by commas.
   *
   * @minItems 1
   * @maxItems 20
   */
  origin?: string[];
  /**
   * Where it ends: a CAIP-2 id, or a short name as in /v1/chains. One, or up to 20 separated by commas.
   *
   * @minItems 1
   * @maxItems 20
   */
  destination?: string[];
  /**
   * Sender or recipient, in any notation: hexadecimal in any case, of 20 bytes or filled up to 32, base58, bech32. One, or up to 5 separated by commas.
   *
   * @minItems 1
   * @maxItems 5
   */
  address?: string[];
  /**
   * Transaction of any of its legs, reorged ones included.
   */
  tx?: string;
  /**
   * Whether a reorg can still undo it.
   */
  final?: boolean;
  /**
   * Started at this time or later, by the clock of its chain.
   */
  startedAfter?: string;
  /**
   * Started before this time, by the clock of its chain.
   */
  startedBefore?: string;
  /**
   * A reference that this API key has set: see PUT /v1/client-refs/{clientRef}.
   */
  clientRef?: string;
}
export interface Webhook {
  id: string;
  url: string;
  description: string;
  /**
   * As it was handed in.
   */
  filter: {
    [k: string]: string;
  };
  /**
   * How safe what is told must be.
   * - `included`: every transition, also what a reorg may take back; that is then a transition of its own.
   * - `confirmed`: every change of a status, and every leg that becomes firm or is so no more. What rests on blocks that are not safe yet is left out: first sights, stages, legs that are only included. What was told and is taken back by a reorg below safe is told.
   */
  quality: 'included' | 'confirmed';
  enabled: boolean;
  /**
   * Why nothing is sent: somebody turned it off, its receiver answered 410, or every try has failed for days.
   */
  disabled: {
    reason: 'by_request' | 'gone' | 'failing';
    /**
     * RFC 3339, UTC.
     */
    since: string;
  } | null;
  /**
   * Tries in a row that failed; null since one was delivered.
   */
  failing: {
    /**
     * RFC 3339, UTC.
     */
    since: string;
    failures: number;
  } | null;
  /**
   * Its receiver is away: until then nothing is sent.
   */
  pausedUntil: string | null;
  /**
   * Until when the former secret signs as well.
   */
  formerSecretUntil: string | null;
  /**
   * Transitions up to this one have their deliveries.
   */
  position: string;
  /**
   * The part of the log that is still to be told once more.
   */
  replay: {
    /**
     * A number of the log of transitions, as text.
     */
    after: string;
    /**
     * A number of the log of transitions, as text.
     */
    through: string;
  } | null;
  /**
   * Deliveries that are open.
   */
  pending: number;
  /**
   * Deliveries that were given up.
   */
  dead: number;
  /**
   * RFC 3339, UTC.
   */
  createdAt: string;
  /**
   * RFC 3339, UTC.
   */
  updatedAt: string;
}
export interface WebhookList {
  webhooks: Webhook[];
}
export interface WebhookChange {
  /**
   * Where deliveries are sent, by POST. https, without credentials, at a public address.
   */
  url?: string;
  /**
   * For whoever reads the list.
   */
  description?: string;
  filter?: WebhookFilter;
  /**
   * How safe what is told must be.
   * - `included`: every transition, also what a reorg may take back; that is then a transition of its own.
   * - `confirmed`: every change of a status, and every leg that becomes firm or is so no more. What rests on blocks that are not safe yet is left out: first sights, stages, legs that are only included. What was told and is taken back by a reorg below safe is told.
   */
  quality?: 'included' | 'confirmed';
  /**
   * Turned on again, it goes on where it stopped; nothing is left out.
   */
  enabled?: boolean;
  /**
   * Makes a new secret, which is in this answer alone.
   */
  rotateSecret?: {
    /**
     * For how long the former secret signs as well.
     */
    overlapSeconds?: number;
  };
}
export interface Delivery {
  /**
   * The header `webhook-id` of every try, replays included.
   */
  id: string;
  type: 'operation.transition' | 'ping';
  /**
   * A number of the log of transitions, as text.
   */
  seq: string | null;
  operation: string | null;
  version: number | null;
  state: 'pending' | 'delivered' | 'dead';
  tries: number;
  /**
   * Null if it is over, or if an earlier version of its operation goes first.
   */
  nextTryAt: string | null;
  /**
   * RFC 3339, UTC.
   */
  lastTriedAt: string | null;
  /**
   * HTTP status of the last answer.
   */
  status: number | null;
  /**
   * Why the last try failed, no finer than this; the log of the jobs tells more. `no_answer`: no name, no connection, no certificate that holds, or too slow. `address_refused`: its name leads where nothing is sent. `refused_by_receiver`: see `status`. `secret_unreadable`: WEBHOOK_SECRETS_KEY is not what it was.
   */
  reason:
    | (
        | 'address_refused'
        | 'no_answer'
        | 'refused_by_receiver'
        | 'secret_unreadable'
        | 'body_not_made'
      )
    | null;
  /**
   * RFC 3339, UTC.
   */
  createdAt: string;
  /**
   * When it was delivered, or given up.
   */
  settledAt: string | null;
}
export interface DeliveryList {
  deliveries: Delivery[];
  /**
   * Hand it in as `cursor`; null on the last page.
   */
  nextCursor: string | null;
}
export interface Replayed {
  /**
   * Deliveries that are open again; null where the log is read for them first.
   */
  replayed: number | null;
  /**
   * Deliveries that are still given up.
   */
  left: number | null;
  webhook: Webhook;
}
export interface Problem {
  type: 'about:blank';
  title: string;
  status: number;
  /**
   * What it is, for programs: stable, in snake_case.
   */
  code: string;
  detail: string;
  /**
   * What to do about it.
   */
  recovery: string;
  /**
   * The path that was asked for.
   */
  instance: string;
  /**
   * As in the header `X-Request-Id`; the log of the server has it too.
   */
  requestId?: string;
  /**
   * When another try is worth it, as in the header `Retry-After`: where it may come.
   */
  retryAfterSeconds?: number;
  /**
   * What is read of the chains that could have it: where something was not found.
   *
   * @maxItems 50
   */
  coverage?: ProblemCoverage[];
}
