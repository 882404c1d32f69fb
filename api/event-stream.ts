import type { StreamingApi } from 'hono/utils/stream';
import type { AlertStreamEvent } from './schemas/alerts.ts';
import type { StreamEvent } from './schemas/stream.ts';

/** Characters that are handed over at once: a slow reader must be able to take them within its time. */
const CHUNK_MAX = 16_384;

/** How long a cut reader may take to read what it was sent, and that it was cut. */
const FAREWELL_MS_MAX = 2_000;

/** An event as `text/event-stream` writes it. */
export function eventText(told: StreamEvent | AlertStreamEvent): string {
  const id = 'id' in told ? `id: ${told.id}\n` : '';
  return `${id}event: ${told.event}\ndata: ${JSON.stringify(told.data)}\n\n`;
}

/**
 * Sends events to one reader, who takes them at its own pace: what it has not taken is not followed by more. One who takes
 * nothing for too long is given up.
 */
export class EventStream {
  readonly #stream: StreamingApi;
  readonly #stallMs: number;
  readonly #destroy: () => void;

  /** @param destroy closes the connection, whatever was not sent yet */
  constructor(
    stream: StreamingApi,
    { stallMs, destroy }: { stallMs: number; destroy: () => void },
  ) {
    this.#stream = stream;
    this.#stallMs = stallMs;
    this.#destroy = destroy;
  }

  /** @returns false if the reader did not take it within its time; it is to be cut then */
  async send(texts: readonly string[]): Promise<boolean> {
    for (const chunk of chunksOf(texts)) {
      if (!(await within(this.#stream.write(chunk), this.#stallMs))) return false;
    }
    return true;
  }

  /** Ends with a last event, behind what was sent already, and closes the connection if even that is not taken. */
  async end(last: StreamEvent): Promise<void> {
    void this.#stream.write(eventText(last));
    if (!(await within(this.#stream.close(), FAREWELL_MS_MAX))) this.#destroy();
  }
}

function* chunksOf(texts: readonly string[]): Generator<string> {
  let chunk = '';
  for (const text of texts) {
    if (chunk.length > 0 && chunk.length + text.length > CHUNK_MAX) {
      yield chunk;
      chunk = '';
    }
    chunk += text;
  }
  if (chunk.length > 0) yield chunk;
}

/** Whether something is over within a time. */
async function within(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
