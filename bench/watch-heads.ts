import { once } from 'node:events';
import { WebSocket } from 'ws';

/** When a node announced its blocks. */
export interface Heads {
  /** By block number, on this process' clock. */
  announcedAt: ReadonlyMap<number, number>;
  stop: () => void;
}

/** Subscribes to a node's new heads, beside the indexer. */
export async function watchHeads(url: string): Promise<Heads> {
  const announcedAt = new Map<number, number>();
  const socket = new WebSocket(url);
  await once(socket, 'open');
  socket.on('message', (data: Buffer) => {
    const now = performance.now();
    // CAST: what a node sends to a subscriber.
    const { params } = JSON.parse(data.toString('utf8')) as {
      params?: { result: { number: string } };
    };
    if (params) announcedAt.set(Number(params.result.number), now);
  });
  const call = { jsonrpc: '2.0', id: 1, method: 'eth_subscribe', params: ['newHeads'] };
  socket.send(JSON.stringify(call));
  await once(socket, 'message');
  return { announcedAt, stop: () => socket.terminate() };
}
