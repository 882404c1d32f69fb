import { streamEventSchema, type StreamEvent } from '../api/schemas/stream.ts';

/** What a stream of events sends, part by part: events, checked against their schema, and all else as its lines. */
export type Part = StreamEvent | { lines: string[] };

/** Reads a stream of events until it ends; to stop reading it closes it. */
export async function* readEvents(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Part> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of body ?? []) {
    const parts = (rest + decoder.decode(bytes, { stream: true })).split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) yield parsed(part.split('\n'));
  }
}

function parsed(lines: string[]): Part {
  const valueOf = (field: string) =>
    lines.find((line) => line.startsWith(`${field}: `))?.slice(field.length + 2);
  const data = valueOf('data');
  if (data === undefined) return { lines };
  return streamEventSchema.parse({
    event: valueOf('event'),
    id: valueOf('id'),
    data: JSON.parse(data),
  });
}
