import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../demo/random.ts';

/** One call of a request and the true answer to it. */
export interface Exchange {
  method: string;
  params: readonly unknown[];
  /** As the node gave it: with `result` or `error`. */
  answer: Record<string, unknown>;
}

/** What a lie may ask the node itself. */
export type Ask = (method: string, ...params: readonly unknown[]) => Promise<unknown>;

/** Gives the result to answer with instead of the true one; undefined where it has nothing to say. */
export type Lie = (exchange: Exchange, tools: { ask: Ask; random: Random }) => unknown;

/** What a test may ask of a running proxy. */
export interface HostileProxy {
  readonly url: string;
  /** How often each fault was made. */
  readonly faults: ReadonlyMap<string, number>;
  /** From now on it passes everything on as it is. */
  calm: () => void;
  stop: () => Promise<void>;
}

/** How many of the lies are answers that were true before. */
const OLD_RATE = 0.2;

type Send = (response: ServerResponse, body: string) => Promise<void> | void;

const json = { 'content-type': 'application/json' };

/** What may go wrong with a whole HTTP answer. */
const transportFaults: Record<string, Send> = {
  '429': (response) => void response.writeHead(429, { ...json, 'retry-after': '0' }).end('{}'),
  '500': (response) => void response.writeHead(500).end('internal error'),
  'no answer': () => {},
  'closed connection': (response) => void response.destroy(),
  'truncated JSON': (response, body) =>
    void response.writeHead(200, json).end(body.slice(0, Math.floor(body.length / 2))),
  'cut off body': (response, body) => {
    response.writeHead(200, { ...json, 'content-length': String(body.length) });
    response.write(body.slice(0, Math.floor(body.length / 2)), () => response.destroy());
  },
  'slow body': async (response, body) => {
    response.writeHead(200, json);
    const step = Math.ceil(body.length / 4);
    for (let at = 0; at < body.length; at += step) {
      response.write(body.slice(at, at + step));
      await sleep(15);
    }
    response.end();
  },
};

/** What may go wrong with the entries of a batch. */
const batchFaults: Record<string, (entries: Record<string, unknown>[], random: Random) => unknown> =
  {
    'reordered batch': (entries, random) =>
      entries
        .map((entry) => ({ entry, at: random.next() }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ entry }) => entry),
    'wrong ids': (entries) => entries.map((entry) => ({ ...entry, id: Number(entry['id']) + 1 })),
    'swapped ids': (entries) =>
      entries.map((entry, index) => ({
        ...entry,
        id: entries[entries.length - 1 - index]?.['id'],
      })),
    'missing entries': (entries, random) => entries.filter(() => random.chance(0.5)),
    'doubled entries': (entries) => [...entries, ...entries],
  };

/**
 * A JSON-RPC endpoint in front of a real node that does everything to mislead whoever asks, as its seed says: faults of
 * the transport, of batches, and the lies of the chain's family.
 *
 * @param rates how often each kind of fault is made: of the HTTP answers, of the batches, of the single calls
 */
export async function startHostileProxy({
  target,
  random,
  lies,
  rates = { transport: 0.1, batch: 0.06, lie: 0.08 },
}: {
  target: string;
  random: Random;
  lies: Readonly<Record<string, Lie>>;
  rates?: { transport: number; batch: number; lie: number };
}): Promise<HostileProxy> {
  const faults = new Map<string, number>();
  let isCalm = false;
  const count = (name: string) => void faults.set(name, (faults.get(name) ?? 0) + 1);
  const forward = async (body: string): Promise<unknown> =>
    (await fetch(target, { method: 'POST', headers: json, body })).json();
  const ask: Ask = async (method, ...params) => {
    // CAST: what a node answers.
    const answer = (await forward(
      JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    )) as Exchange['answer'];
    return answer['result'];
  };
  const pick = <T>(of: Readonly<Record<string, T>>) => random.pick(Object.entries(of));

  /** The first answer to each call, as a node on an old fork would give it. */
  const before = new Map<string, unknown>();
  const remember: Lie = ({ method, params, answer }) => {
    const call = JSON.stringify([method, params]);
    const known = before.get(call);
    before.set(call, known ?? answer['result']);
    return known;
  };
  const lieAbout = async (exchange: Exchange) => {
    const old = remember(exchange, { ask, random });
    if (isCalm || !random.chance(rates.lie)) return exchange.answer;
    if (random.chance(OLD_RATE) && old !== undefined) {
      count('an answer of before');
      return { ...exchange.answer, result: old };
    }
    const [name, lie] = pick(lies);
    const result = await lie(exchange, { ask, random });
    if (result === undefined) return exchange.answer;
    count(name);
    const { error: _, ...rest } = exchange.answer;
    return { ...rest, result };
  };

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    // CAST: what our own client sends, and what a node answers to it.
    const calls = JSON.parse(text) as Exchange | Exchange[];
    const truth = (await forward(text)) as Exchange['answer'] | Exchange['answer'][];
    let shown: unknown;
    if (Array.isArray(calls) && Array.isArray(truth)) {
      const entries = await Promise.all(
        truth.map((entry, index) =>
          lieAbout({ method: '', params: [], ...calls[index], answer: entry }),
        ),
      );
      shown = entries;
      if (!isCalm && random.chance(rates.batch)) {
        const [name, fault] = pick(batchFaults);
        count(name);
        shown = fault(entries, random);
      }
    } else {
      // CAST: one call has one answer.
      shown = await lieAbout({ ...(calls as Exchange), answer: truth as Exchange['answer'] });
    }
    const body = JSON.stringify(shown);
    if (isCalm || !random.chance(rates.transport)) return response.writeHead(200, json).end(body);
    const [name, fault] = pick(transportFaults);
    count(name);
    return fault(response, body);
  };

  const server = createServer((request, response) => {
    // A node that is gone looks as it would without a proxy.
    answer(request, response).catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  // CAST: a server that listens on a port has one.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    faults,
    calm: () => {
      isCalm = true;
    },
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}
