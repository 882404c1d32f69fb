import { WebSocket, type RawData } from 'ws';
import { z } from 'zod';
import type { Lost, OpenHeads } from '../endpoints/watch-new-heads.ts';

const CONNECT_MS_MAX = 10_000;

/** What a node says there: that it subscribed us or not, and of new heads. */
const messageSchema = z.object({
  method: z.string().optional(),
  error: z.object({ message: z.string() }).optional(),
});

/**
 * Connects to a WebSocket endpoint once and calls back on each new head. Resolves when the connection is lost, when no
 * head came for `silentMs`, or when it is aborted. Never rejects.
 *
 * viem's own transport does not send what stands before the host of a URL, nor break off a connection that is being made.
 */
export const openHeads: OpenHeads = ({ url, silentMs, signal, onHead }) => {
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    let timer: NodeJS.Timeout | undefined;
    const end = (lost: Lost) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      // A peer that is silent would not answer a polite goodbye.
      socket.terminate();
      resolve(lost);
    };
    const aborted = () => end({ reason: 'stopped' });
    const waitFor = (ms: number, lost: Lost) => {
      clearTimeout(timer);
      timer = setTimeout(end, ms, lost);
      timer.unref();
    };
    socket.on('open', () => {
      waitFor(silentMs, 'silent');
      const call = { jsonrpc: '2.0', id: 1, method: 'eth_subscribe', params: ['newHeads'] };
      socket.send(JSON.stringify(call));
    });
    socket.on('message', (data) => {
      if (socket.readyState !== WebSocket.OPEN) return;
      const { method, error } = messageIn(data);
      if (error) return end({ reason: error.message });
      if (method !== 'eth_subscription') return;
      waitFor(silentMs, 'silent');
      onHead();
    });
    socket.on('error', ({ message }) => end({ reason: message || 'the connection failed' }));
    socket.on('close', () => end({ reason: 'the connection was closed' }));
    signal.addEventListener('abort', aborted);
    waitFor(CONNECT_MS_MAX, { reason: `no answer within ${CONNECT_MS_MAX / 1_000} s` });
  });
};

/** Anything else tells nothing: a node that never says more is silent. */
function messageIn(data: RawData): z.infer<typeof messageSchema> {
  try {
    // CAST: a message is a Buffer unless the socket is told otherwise.
    return messageSchema.parse(JSON.parse((data as Buffer).toString('utf8')));
  } catch {
    return {};
  }
}
