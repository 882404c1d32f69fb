import { MidflightError } from '../core/errors.ts';
import { parseEndpoint } from '../chains/endpoints/endpoint.ts';
import { createPool, type PoolOptions } from '../chains/endpoints/pool.ts';
import { aClock } from './evm-node.ts';

// Endpoints that are functions: the pool knows of them only what a driver tells it.

/** One endpoint: what it answers to who it is, and to work. */
export interface Fake {
  probe?: () => bigint;
  work?: () => unknown;
  /** What was asked of it, in order. */
  asked: string[];
}

export interface Client extends Fake {
  name: string;
  call: (what: string, answer: () => unknown) => Promise<unknown>;
}

/** A pool of up to two endpoints, on a clock of its own. */
export function poolOf(...fakes: Omit<Fake, 'asked'>[]) {
  const clock = aClock();
  const warnings: string[] = [];
  const infos: string[] = [];
  const names = ['one', 'two'];
  const clients = new Map(
    fakes.map((fake, index) => [
      `https://${names[index]}.example`,
      { ...fake, asked: [] as string[] },
    ]),
  );
  const now = { at: 0 };
  const options: PoolOptions<Client> = {
    chainName: 'base',
    endpoints: [...clients.keys()].map((url) => parseEndpoint(url)),
    driver: {
      connect: (endpoint) => (gate) => {
        const fake = clients.get(endpoint.name) ?? { asked: [] };
        const name = new URL(endpoint.url).hostname.split('.')[0] ?? '';
        return Object.assign(Object.create(fake) as Fake, {
          name,
          call: (what: string, answer: () => unknown) =>
            gate(1, async () => {
              fake.asked.push(what);
              now.at += 10;
              return answer();
            }),
        });
      },
      probe: async (client) => {
        const height = await client.call('probe', client.probe ?? (() => 1n));
        return height as bigint;
      },
    },
    recovery: 'Mend it.',
    lagBlocksMax: 5n,
    notes: {
      warn: (message) => void warnings.push(message),
      info: (message) => void infos.push(message),
    },
    clock: Object.assign(clock, { now: () => now.at, skip: (ms: number) => void (now.at += ms) }),
  };
  clock.sleep = async (ms) => void (now.at += ms);
  const [one = { asked: [] }, two = { asked: [] }] = [...clients.values()];
  return { pool: createPool(options), one, two, warnings, infos, clock };
}

/** Work of one call; says where it was done. */
export async function working(client: Client): Promise<string> {
  await client.call('work', client.work ?? (() => null));
  return client.name;
}

/** Lets what goes on in the background come to its end. */
export const settled = async () => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

export function failure(
  code: string,
  parts: Partial<ConstructorParameters<typeof MidflightError>[0]> = {},
) {
  const texts = { message: `${code}.`, recovery: 'Mend it.', isTransient: true };
  return new MidflightError({ code, ...texts, ...parts });
}

export function raise(error: unknown): never {
  throw error;
}

export const unreachable = () =>
  raise(failure('rpc_unreachable', { context: { reason: 'ECONNREFUSED' } }));
export const refused = () => raise(failure('rpc_refused'));
export const contradicting = () => raise(failure('rpc_contradiction'));
export const ofAnotherChain = () =>
  raise(failure('rpc_wrong_chain', { message: 'one serves another chain.', isTransient: false }));
