import { onTestFinished } from 'vitest';
import { HttpFailure, RpcFailure, startJsonRpcServer } from './json-rpc-server.ts';

/** A JSON-RPC endpoint in front of another one that can be shut and opened again. */
export interface Gate {
  url: string;
  /** For this method alone if it is named. */
  shut: (method?: string) => void;
  open: () => void;
}

export async function startGate(target: string): Promise<Gate> {
  let isShut: (method: string) => boolean = () => false;
  const server = await startJsonRpcServer(async (method, params) => {
    if (isShut(method)) throw new HttpFailure({ status: 503, body: 'shut' });
    const response = await fetch(target, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
    // CAST: what a JSON-RPC node answers.
    const { result, error } = (await response.json()) as {
      result: unknown;
      error?: { code: number; message: string };
    };
    if (error) throw new RpcFailure(error.code, error.message);
    return result;
  });
  onTestFinished(() => server.stop());
  return {
    url: server.url,
    shut: (only) => {
      isShut = (method) => only === undefined || method === only;
    },
    open: () => {
      isShut = () => false;
    },
  };
}
