import { webSocket } from 'viem';
import type { Lost } from '../endpoints/watch-new-heads.ts';

const CONNECT_MS_MAX = 10_000;

/** Connections that are being made: one that hangs cannot be broken off, and is not made twice. */
const opening = new Map<string, Promise<Socket>>();

/** What viem has of a connection. */
interface Socket {
  socket: object;
  close: () => void;
}

/**
 * Connects to a WebSocket endpoint once and calls back on each new head. Resolves when the connection is lost, when no
 * head came for `silentMs`, or when it is aborted. Never rejects.
 */
export function openHeads({
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
    let timer: NodeJS.Timeout | undefined;
    let close = () => {};
    let isOver = false;
    const end = (lost: Lost) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      close();
      resolve(lost);
    };
    const aborted = () => end({ reason: 'stopped' });
    const waitFor = (ms: number, lost: Lost) => {
      clearTimeout(timer);
      timer = setTimeout(end, ms, lost);
      timer.unref();
    };

    const open = async () => {
      // Connecting again is decided by who calls: viem gives up after some tries, and subscribes no more.
      const transport = webSocket(url, { keepAlive: false, reconnect: false, retryCount: 0 })({});
      const { value } = transport;
      if (!value) return;
      const connecting = opening.get(url) ?? value.getRpcClient();
      opening.set(url, connecting);
      const socket = await connecting.finally(() => opening.delete(url));
      close = () => shut(socket);
      if (isOver) return close();
      await value.subscribe({
        params: ['newHeads'],
        onData: () => {
          if (isOver) return;
          waitFor(silentMs, 'silent');
          onHead();
        },
        onError: (error: unknown) => end({ reason: reasonOf(error) }),
      });
      if (!isOver) waitFor(silentMs, 'silent');
    };
    signal.addEventListener('abort', aborted);
    waitFor(CONNECT_MS_MAX, { reason: `no answer within ${CONNECT_MS_MAX / 1_000} s` });
    open().catch((error: unknown) => end({ reason: reasonOf(error) }));
  });
}

/** Closes at once: a peer that is silent would not answer a polite goodbye. */
function shut(connection: Socket): void {
  const { socket } = connection;
  connection.close();
  if ('terminate' in socket && typeof socket.terminate === 'function') socket.terminate();
}

/** Errors of sockets come as events, and answers that refuse as plain objects. */
function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  if ('details' in error && typeof error.details === 'string' && error.details)
    return error.details;
  if ('shortMessage' in error && typeof error.shortMessage === 'string') return error.shortMessage;
  if ('message' in error && typeof error.message === 'string' && error.message)
    return error.message;
  return 'error' in error && error.error !== undefined
    ? reasonOf(error.error)
    : 'the connection failed';
}
