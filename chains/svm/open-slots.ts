import { Connection } from '@solana/web3.js';
import type { Lost } from '../endpoints/watch-new-heads.ts';

const CONNECT_MS_MAX = 10_000;

/** What web3.js talks to a node's WebSocket with: a JSON-RPC client of its own. */
interface Socket {
  connect: () => void;
  /** Absent until it connects. */
  socket?: { terminate: () => void };
  call: (method: string, params: readonly unknown[]) => Promise<unknown>;
  on: (
    event: 'open' | 'close' | 'error' | 'slotNotification',
    listener: (detail: unknown) => void,
  ) => void;
  removeAllListeners: () => void;
  setAutoReconnect: (isOn: boolean) => void;
}

/**
 * Connects to a WebSocket endpoint once and calls back at each slot that the node has processed. Resolves when the
 * connection is lost, when no slot came for `silentMs`, or when it is aborted. Never rejects.
 *
 * A slot that is processed may be dropped again, and its block cannot be read yet: it only says that now is a good time
 * to look. web3.js's own subscriptions sit on the same socket, but write to the console what fails, and ask again without
 * a pause where a node refuses: only its socket is used.
 */
export function openSlots({
  url,
  silentMs,
  signal,
  onHead,
}: {
  url: string;
  silentMs: number;
  signal: AbortSignal;
  onHead: () => void;
}): Promise<Lost> {
  return new Promise((resolve) => {
    const socket = socketOf(url);
    let timer: NodeJS.Timeout | undefined;
    const end = (lost: Lost) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      socket.removeAllListeners();
      // A peer that is silent would not answer a polite goodbye.
      socket.socket?.terminate();
      resolve(lost);
    };
    const aborted = () => end({ reason: 'stopped' });
    const waitFor = (ms: number, lost: Lost) => {
      clearTimeout(timer);
      timer = setTimeout(end, ms, lost);
      timer.unref();
    };
    const failed = (error: unknown) => end({ reason: reasonOf(error) });
    socket.on('open', () => {
      waitFor(silentMs, 'silent');
      socket.call('slotSubscribe', []).catch(failed);
    });
    socket.on('slotNotification', () => {
      waitFor(silentMs, 'silent');
      onHead();
    });
    socket.on('error', failed);
    socket.on('close', () => failed('the connection was closed'));
    signal.addEventListener('abort', aborted);
    waitFor(CONNECT_MS_MAX, { reason: `no answer within ${CONNECT_MS_MAX / 1_000} s` });
    socket.connect();
  });
}

function socketOf(url: string): Socket {
  const http = url.replace(/^ws/i, 'http');
  const connection = new Connection(http, { wsEndpoint: url, httpAgent: false });
  // CAST: a field of web3.js's own, which is pinned; what it does is held by a test of the source.
  const socket = (connection as unknown as { _rpcWebSocket: Socket })._rpcWebSocket;
  socket.removeAllListeners();
  // Connecting again is decided by who calls.
  socket.setAutoReconnect(false);
  return socket;
}

function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  return 'message' in error && typeof error.message === 'string' && error.message
    ? error.message
    : 'the connection failed';
}
