import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A JSON-RPC endpoint in front of another one that can be shut and opened again. */
export interface Gate {
  url: string;
  shut: () => void;
  open: () => void;
}

export async function startGate(target: string): Promise<Gate> {
  let isShut = false;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const answer = async () => {
        if (isShut) return response.writeHead(503).end();
        const body = Buffer.concat(chunks);
        const headers = { 'content-type': 'application/json' };
        const answered = await fetch(target, { method: 'POST', headers, body });
        return response.writeHead(answered.status, headers).end(await answered.text());
      };
      answer().catch(() => response.writeHead(502).end());
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  // CAST: a server on a TCP port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    shut: () => {
      isShut = true;
    },
    open: () => {
      isShut = false;
    },
  };
}
