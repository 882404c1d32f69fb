import { MidflightError } from '../../core/errors.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { Send } from './batcher.ts';
import { failure } from './failure.ts';
import { Malformed, type Parse } from './parse/malformed.ts';

/** The JSON-RPC of one endpoint: answers are parsed, and errors never show a URL's key. */
export interface Rpc {
  /** @throws MidflightError transient: `rpc_unreachable`, `rpc_refused`, `rpc_method_missing`, `rpc_malformed` */
  call: <T>(method: string, params: readonly unknown[], parse: Parse<T>) => Promise<T>;
}

export function createRpc({
  send,
  chainName,
  endpoint,
}: {
  send: Send;
  chainName: string;
  endpoint: Endpoint;
}): Rpc {
  return {
    call: async (method, params, parse) => {
      let answer: unknown;
      try {
        answer = await send({ method, params });
      } catch (error) {
        throw failure(error, { method, chainName, endpoint });
      }
      try {
        return parse(answer);
      } catch (error) {
        if (!(error instanceof Malformed)) throw error;
        const what = describe(answer, error);
        throw new MidflightError({
          code: 'rpc_malformed',
          message: `${chainName} answered ${method} with ${what}.`,
          recovery: 'It is asked again; if this lasts, use another RPC endpoint.',
          isTransient: true,
          context: { reason: `${method} gave ${what}`, isAbsent: answer === null },
        });
      }
    },
  };
}

function describe(answer: unknown, { path, message }: Malformed): string {
  if (answer === null) return 'null';
  if (answer === undefined) return 'nothing';
  return `something malformed: ${path || 'answer'} ${message}`;
}
