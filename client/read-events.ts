/** One event of a stream, as the WHATWG's rules for `text/event-stream` give it. */
export interface ServerEvent {
  /** `message` unless the server names it. */
  type: string;
  data: string;
  /** The last id that the stream told, with this event or before; empty if none. */
  lastEventId: string;
}

/** Who hears of what is no event. */
export interface Hearing {
  /** Called with every piece that comes, comments included: a sign of life. */
  onBytes?: () => void;
  /** The id that a reader may go on from, told without an event. */
  onId?: (id: string) => void;
  /** Milliseconds that the server asks to wait before it is asked again. */
  onRetry?: (ms: number) => void;
}

/** What one line may have; a server that never ends one is no server of events. */
const LINE_LENGTH_MAX = 4_000_000;

/**
 * The events of a `text/event-stream`, by the rules of the HTML standard: UTF-8, lines that end with CR, LF or both, comments,
 * fields, and no event for what is cut off before its empty line.
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  { onBytes, onId, onRetry }: Hearing = {},
): AsyncGenerator<ServerEvent, void, undefined> {
  let type = '';
  let data: string[] = [];
  let id = '';
  for await (const line of readLines(body, onBytes)) {
    if (line === '') {
      if (data.length > 0) {
        yield { type: type || 'message', data: data.join('\n'), lastEventId: id };
      } else if (id !== '') onId?.(id);
      type = '';
      data = [];
      continue;
    }
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') type = value;
    else if (field === 'data') data.push(value);
    else if (field === 'id' && !value.includes('\0')) id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) onRetry?.(Number(value));
  }
}

/** Whole lines: what stands behind the last end of a line is none. */
async function* readLines(
  body: ReadableStream<Uint8Array>,
  onBytes?: () => void,
): AsyncGenerator<string, void, undefined> {
  // It takes a byte order mark away, and puts characters together that two pieces share.
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let rest = '';
  let endedWithCr = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onBytes?.();
      let text = decoder.decode(value, { stream: true });
      if (text === '') continue;
      // CR LF is one end of a line, also where it comes in two pieces.
      if (endedWithCr && text.startsWith('\n')) text = text.slice(1);
      endedWithCr = text.endsWith('\r');
      const lines = (rest + text).split(/\r\n|\n|\r/);
      rest = lines.pop() ?? '';
      yield* lines;
      if (rest.length > LINE_LENGTH_MAX) throw new Error('A line of the stream has no end.');
    }
  } finally {
    // Whoever stops reading lets the server stop sending.
    await reader.cancel().catch(() => {});
  }
}
