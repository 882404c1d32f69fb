import { z } from 'zod';

import type { Method } from './methods/read.ts';
import { RpcError, rpcErrors } from './rpc-error.ts';

const requestSchema = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.number(), z.string(), z.null()]).optional(),
  method: z.string(),
  params: z.array(z.unknown()).nullish(),
});

/**
 * Answers what came over the wire, one call or a batch, with the text of the answer. A call without an id is a notification
 * and is not answered; undefined says that nothing is.
 */
export function answer(
  text: string,
  find: (name: string) => Method | undefined,
): string | undefined {
  const answers = answersTo(text, find);
  return answers === undefined ? undefined : JSON.stringify(answers);
}

function answersTo(text: string, find: (name: string) => Method | undefined): unknown {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return failed(null, rpcErrors.parse());
  }
  if (!Array.isArray(body)) return answerOne(body, find);
  if (body.length === 0) return failed(null, rpcErrors.invalidRequest());
  const answers = body.map((request) => answerOne(request, find)).filter(Boolean);
  return answers.length === 0 ? undefined : answers;
}

function answerOne(body: unknown, find: (name: string) => Method | undefined): unknown {
  const parsed = requestSchema.safeParse(body);
  if (!parsed.success) return failed(null, rpcErrors.invalidRequest());
  const { id, method, params } = parsed.data;
  if (id === undefined) return undefined;
  try {
    const found = find(method);
    if (found === undefined) throw rpcErrors.methodNotFound();
    return { jsonrpc: '2.0', result: found(params ?? []), id };
  } catch (error) {
    if (error instanceof RpcError) return failed(id, error);
    // A mistake of ours: it has to be seen, and not taken for what a node would say.
    const own = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return failed(id, new RpcError(-32603, `Internal error: ${own}`));
  }
}

function failed(id: number | string | null, { code, message, data }: RpcError) {
  return { jsonrpc: '2.0', error: { code, message, ...(data === undefined ? {} : { data }) }, id };
}
