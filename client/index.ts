import type { Routes, StreamEvent } from './api-types.ts';
import { followStream, type FollowOptions } from './follow-stream.ts';
import { createTransport, type TransportOptions } from './transport.ts';
import { waitFor, type CompleteOperation, type Goal, type WaitOptions } from './wait-for.ts';

export type * from './api-types.ts';
export { MidflightApiError } from './api-error.ts';
export { OperationEndedError, WaitTimeoutError } from './wait-for.ts';
export type { CompleteOperation, FollowOptions, Goal, TransportOptions, WaitOptions };

/** What a list of operations may be narrowed to: one value of a field, or several. */
export type OperationFilter = Lists<Omit<Routes['listOperations']['query'], 'cursor'>>;
/** The same of a stream, and how safe what it tells must be. */
export type StreamFilter = Lists<Omit<Routes['streamTransitions']['query'], 'after'>>;

/** A transition as the stream tells it. Begin after its `id` the next time. */
export type StreamedTransition = Extract<StreamEvent, { event: 'transition' }>;

type Lists<Query> = {
  [Name in keyof Query]: Query[Name] | ItemOf<NonNullable<Query[Name]>> | undefined;
};
type ItemOf<List> = List extends (infer Item)[] ? Item : never;
type Answer<Id extends keyof Routes> = Routes[Id] extends { answer: infer Body } ? Body : never;

/** What ends any request early. */
export interface CallOptions {
  signal?: AbortSignal | undefined;
}

/** The API of one server. */
export interface Midflight {
  operations: {
    /** One operation, by its id, a former id, or any link of one of its legs. */
    get: (id: string, options?: CallOptions) => Promise<Answer<'getOperation'>>;
    /** One page; `nextCursor` leads to the next one. */
    list: (
      filter?: OperationFilter & { cursor?: string },
      options?: CallOptions,
    ) => Promise<Answer<'listOperations'>>;
    /** Every page, one after the other. */
    pages: (
      filter?: OperationFilter,
      options?: CallOptions,
    ) => AsyncGenerator<Answer<'listOperations'>, void, undefined>;
    /**
     * Waits until it is complete, or `final` too. Never resolves for anything else.
     *
     * @throws OperationEndedError if it was refunded, failed, or ended otherwise; WaitTimeoutError
     */
    waitFor: (id: string, goal: Goal, options?: WaitOptions) => Promise<CompleteOperation>;
    /** Every transition, the oldest first; with `asOf` what was known at that time. */
    history: (
      id: string,
      options?: CallOptions & Routes['getHistory']['query'],
    ) => Promise<Answer<'getHistory'>>;
  };
  /** Operations by the transaction of any leg (`tx`), or by a protocol's own id (`key`). */
  lookup: (query: Routes['lookup']['query'], options?: CallOptions) => Promise<Answer<'lookup'>>;
  /** Up to 100 ids and transactions at once, each once: an answer for each, in their order. */
  lookupMany: (
    asked: Routes['lookupMany']['body'],
    options?: CallOptions,
  ) => Promise<Answer<'lookupMany'>>;
  /** Names of your own for operations, such as the number of an order. They need an `apiKey`, and are private to it. */
  clientRefs: {
    /** Names what a transaction (`tx`, with `chain` if you know it) or an `id` leads to, also before it is known. */
    set: (
      clientRef: string,
      subject: Routes['setClientRef']['body'],
      options?: CallOptions,
    ) => Promise<Answer<'setClientRef'>>;
    /** What it names, and the ids of the operations that it leads to. */
    get: (clientRef: string, options?: CallOptions) => Promise<Answer<'getClientRef'>>;
    /** Forgets it; one that is not there is no error. */
    delete: (clientRef: string, options?: CallOptions) => Promise<void>;
  };
  /**
   * Every transition from now on, or from `after` on: each once, in order, over as many connections as it takes. Keep the `id` of
   * the last event that you have acted on, and begin there the next time.
   */
  stream: (
    filter?: StreamFilter,
    options?: FollowOptions,
  ) => AsyncGenerator<StreamedTransition, void, undefined>;
  /** The indexed chains. */
  chains: (options?: CallOptions) => Promise<Answer<'listChains'>>;
  /** The protocols. */
  protocols: (options?: CallOptions) => Promise<Answer<'listProtocols'>>;
}

/**
 * A client of one server.
 *
 * @example
 * const midflight = createMidflight({ baseUrl: 'https://midflight.example' });
 * const { matches } = await midflight.lookup({ tx: hash });
 * const done = await midflight.operations.waitFor(matches[0].operation.id, 'complete', { timeout: 600_000 });
 */
export function createMidflight(where: TransportOptions): Midflight {
  const transport = createTransport(where);
  const { call } = transport;
  const operation = (id: string) => `/v1/operations/${encodeURIComponent(id)}`;
  const reference = (clientRef: string) => `/v1/client-refs/${encodeURIComponent(clientRef)}`;
  const list: Midflight['operations']['list'] = (query, { signal } = {}) =>
    call({ path: '/v1/operations', query, signal });
  return {
    operations: {
      get: (id, { signal } = {}) => call({ path: operation(id), signal }),
      list,
      async *pages(filter, options) {
        let cursor: string | undefined;
        do {
          const page = await list({ ...filter, ...(cursor !== undefined && { cursor }) }, options);
          yield page;
          cursor = page.nextCursor ?? undefined;
        } while (cursor !== undefined);
      },
      waitFor: (id, goal, wait) => waitFor(transport, { id, goal }, wait),
      history: (id, { signal, ...query } = {}) =>
        call({ path: `${operation(id)}/history`, query, signal }),
    },
    lookup: (query, { signal } = {}) => call({ path: '/v1/lookup', query, signal }),
    lookupMany: (body, { signal } = {}) =>
      call({ method: 'POST', path: '/v1/lookup', body, signal }),
    clientRefs: {
      set: (clientRef, body, { signal } = {}) =>
        call({ method: 'PUT', path: reference(clientRef), body, signal }),
      get: (clientRef, { signal } = {}) => call({ path: reference(clientRef), signal }),
      delete: (clientRef, { signal } = {}) =>
        call({ method: 'DELETE', path: reference(clientRef), signal }),
    },
    async *stream(query, follow) {
      for await (const event of followStream(transport, { path: '/v1/stream', query }, follow)) {
        // The others tell where it begins and why it ends: what follows from that is done.
        if (event.type !== 'transition') continue;
        // CAST: the types are generated from the document that the server's answers are held against.
        const data = JSON.parse(event.data) as StreamedTransition['data'];
        yield { event: 'transition', id: event.lastEventId, data };
      }
    },
    chains: ({ signal } = {}) => call({ path: '/v1/chains', signal }),
    protocols: ({ signal } = {}) => call({ path: '/v1/protocols', signal }),
  };
}
