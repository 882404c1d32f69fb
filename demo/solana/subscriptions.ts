import type { WebSocket } from 'ws';
import { z } from 'zod';

import { answer } from './answer.ts';
import type { Cluster } from './cluster.ts';
import type { Advance, Block, Commitment, Landed } from './ledger.ts';
import {
  addressParam,
  commitmentFields,
  inContext,
  options,
  read,
  signatureParam,
} from './methods/read.ts';
import type { Method } from './methods/read.ts';
import { rpcErrors } from './rpc-error.ts';

const subscriptionOptions = options({ commitment: commitmentFields.commitment });
const logsFilter = z.union([
  z.literal('all'),
  z.literal('allWithVotes'),
  z.object({ mentions: z.array(addressParam) }),
]);

/** One wish to be told, of one connection. */
type Subscription = { readonly socket: WebSocket } & (
  | { readonly type: 'slot' | 'root' }
  | {
      readonly type: 'logs';
      readonly commitment: Commitment;
      readonly mentions: string | undefined;
    }
  | { readonly type: 'signature'; readonly commitment: Commitment; readonly signature: string }
);

/**
 * Tells connections what happens, when it reaches the commitment that they asked for. What a fork drops is not taken back:
 * nodes say nothing of it either.
 *
 * @example server.on('connection', subscriptions(cluster));
 */
export function subscriptions(cluster: Cluster): (socket: WebSocket) => void {
  const { ledger } = cluster;
  const open = new Map<number, Subscription>();
  let lastId = 0;

  cluster.onAdvance((advance) => {
    for (const [id, subscription] of open) tell(id, subscription, advance);
  });

  const tell = (id: number, subscription: Subscription, { commitment, block }: Advance) => {
    switch (subscription.type) {
      case 'slot': {
        if (commitment !== 'processed') return;
        const { slot, parentSlot: parent } = block;
        notify(id, subscription, { slot, parent, root: ledger.at('finalized').slot });
        return;
      }
      case 'root':
        if (commitment === 'finalized') notify(id, subscription, block.slot);
        return;
      case 'logs': {
        if (commitment !== subscription.commitment) return;
        const { mentions } = subscription;
        for (const { signature, executed } of block.transactions) {
          if (mentions !== undefined && !executed.keys.includes(mentions)) continue;
          const { error: err, logs } = executed;
          notify(id, subscription, inContext(block, { signature, err, logs }));
        }
        return;
      }
      case 'signature': {
        if (commitment !== subscription.commitment) return;
        const landed = block.transactions.find(
          ({ signature }) => signature === subscription.signature,
        );
        if (landed !== undefined) tellSignature(id, subscription, { landed, block });
      }
    }
  };
  /** The one notification of such a subscription, which ends with it. */
  const tellSignature = (
    id: number,
    subscription: Subscription,
    { landed, block }: { landed: Landed; block: Block },
  ) => {
    notify(id, subscription, inContext(block, { err: landed.executed.error }));
    open.delete(id);
  };

  const methodsFor = (socket: WebSocket): Record<string, Method> => {
    const add = (subscription: Subscription) => {
      lastId += 1;
      open.set(lastId, subscription);
      return lastId;
    };
    const remove: Method = ([id]) => {
      if (open.delete(read(z.int(), id))) return true;
      throw rpcErrors.invalidParams('Invalid subscription id.');
    };
    return {
      slotSubscribe: () => add({ socket, type: 'slot' }),
      slotUnsubscribe: remove,
      rootSubscribe: () => add({ socket, type: 'root' }),
      rootUnsubscribe: remove,
      logsSubscribe([filter, asked]) {
        const wanted = read(logsFilter, filter);
        const [mentions, ...more] = typeof wanted === 'string' ? [] : wanted.mentions;
        if (more.length > 0 || (typeof wanted !== 'string' && mentions === undefined)) {
          throw rpcErrors.invalidParams('Invalid Request: Only 1 address supported');
        }
        const commitment = read(subscriptionOptions, asked).commitment ?? 'finalized';
        return add({ socket, type: 'logs', commitment, mentions });
      },
      logsUnsubscribe: remove,
      signatureSubscribe([text, asked]) {
        const signature = read(signatureParam, text);
        const commitment = read(subscriptionOptions, asked).commitment ?? 'finalized';
        const subscription = { socket, type: 'signature', commitment, signature } as const;
        const id = add(subscription);
        const landed = ledger.find(signature);
        const block = ledger.at(commitment);
        if (landed !== undefined && landed.slot <= block.slot) {
          // The answer with the id goes out first.
          queueMicrotask(() => tellSignature(id, subscription, { landed, block }));
        }
        return id;
      },
      signatureUnsubscribe: remove,
    };
  };

  return (socket) => {
    const methods = new Map(Object.entries(methodsFor(socket)));
    socket.on('message', (data: Buffer) => {
      const text = answer(data.toString('utf8'), (name) => methods.get(name));
      if (text !== undefined) socket.send(text);
    });
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      for (const [id, subscription] of open) if (subscription.socket === socket) open.delete(id);
    });
  };
}

function notify(id: number, { socket, type }: Subscription, result: unknown): void {
  const method = `${type}Notification`;
  socket.send(JSON.stringify({ jsonrpc: '2.0', method, params: { result, subscription: id } }));
}
