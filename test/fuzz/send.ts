import { Agent, request, type IncomingMessage } from 'node:http';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { FuzzRequest } from './arbitrary-request.ts';

/** An answer as it came over the wire; of a stream the head alone. */
export interface FuzzAnswer {
  status: number;
  type: string;
  text: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/** Sends a request as it is, which `fetch` would tidy up first. Rejects if there is no answer within the time. */
export async function send(baseUrl: string, fuzz: FuzzRequest, msMax: number): Promise<FuzzAnswer> {
  try {
    return await sendOnce(baseUrl, fuzz, { agent, msMax });
  } catch (error) {
    // The server may close a kept connection just when the next request is sent: a fresh one shows what it says.
    if (!(error instanceof KeptTooLong)) throw error;
    return sendOnce(baseUrl, fuzz, { agent: false, msMax });
  }
}

/** A connection that was used before is closed. */
class KeptTooLong extends Error {
  override readonly name = 'KeptTooLong';
}

function sendOnce(
  baseUrl: string,
  { method, target, headers, body }: FuzzRequest,
  { agent: from, msMax }: { agent: Agent | false; msMax: number },
): Promise<FuzzAnswer> {
  const { hostname, port } = new URL(baseUrl);
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(msMax);
    const bytes = body === null ? null : Buffer.from(body);
    const asked = request(
      {
        agent: from,
        hostname,
        port,
        method,
        path: target,
        signal,
        headers: { ...headers, ...(bytes && { 'content-length': bytes.length }) },
      },
      (message) => {
        const status = message.statusCode ?? 0;
        const type = message.headers['content-type']?.split(';')[0] ?? '';
        if (type === 'text/event-stream') {
          message.destroy();
          resolve({ status, type, text: '' });
          return;
        }
        read(message).then((text) => resolve({ status, type, text }), reject);
      },
    );
    asked.on('error', (error: NodeJS.ErrnoException) => {
      const isKept = asked.reusedSocket && error.code === 'ECONNRESET';
      reject(isKept ? new KeptTooLong() : error);
    });
    asked.end(bytes ?? undefined);
  });
}

async function read(message: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of message) pieces.push(piece as Buffer);
  const bytes = Buffer.concat(pieces);
  const unpack = unpackers[message.headers['content-encoding'] ?? ''];
  return (unpack && bytes.length > 0 ? unpack(bytes) : bytes).toString();
}

const unpackers: Record<string, (bytes: Buffer) => Buffer> = {
  br: brotliDecompressSync,
  deflate: inflateSync,
  gzip: gunzipSync,
};
