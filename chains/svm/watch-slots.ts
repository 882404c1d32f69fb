import { Connection } from '@solana/web3.js';

/** What web3.js talks to a node's WebSocket with. It connects again by itself, once a second. */
interface Socket {
  connect: () => void;
  close: () => void;
  call: (method: string, params: readonly unknown[]) => Promise<unknown>;
  on: (event: 'open' | 'slotNotification', listener: () => void) => void;
  removeAllListeners: () => void;
  setAutoReconnect: (isOn: boolean) => void;
  reconnect_timer_id: NodeJS.Timeout | undefined;
}

/**
 * Calls back at each slot that a node has processed, until the returned function is called. A slot that is processed
 * may be dropped again, and its block cannot be read yet: this only says that now is a good time to look.
 *
 * web3.js's own subscriptions sit on the same socket, but write to the console what fails, and ask again without a pause
 * where a node refuses: only its socket is used.
 */
export function watchSlots(url: string, onSlot: () => void): () => void {
  const http = url.replace(/^ws/i, 'http');
  const connection = new Connection(http, { wsEndpoint: url, httpAgent: false });
  // CAST: a field of web3.js's own, which is pinned; what it does is held by this file's test.
  const socket = (connection as unknown as { _rpcWebSocket: Socket })._rpcWebSocket;
  socket.removeAllListeners();
  socket.on('open', () => {
    // What is not subscribed to does not ring; whoever listens polls as well.
    socket.call('slotSubscribe', []).catch(() => {});
  });
  socket.on('slotNotification', onSlot);
  socket.connect();
  return () => {
    socket.removeAllListeners();
    socket.setAutoReconnect(false);
    clearTimeout(socket.reconnect_timer_id);
    socket.close();
  };
}
