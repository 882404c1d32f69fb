import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { serveChains, type ServedChain } from './served-chains.ts';

// node --import tsx bench/mock-chain.ts <port> <blocks> <logs>
// Serves two chains at /<chain id>, in a process of its own: what it costs must not count as the indexer's.

const [port, blocks, logs] = process.argv.slice(2).map(Number);
if (!port || !blocks || logs === undefined) throw new Error('port, blocks and logs are needed');
const chains = new Map(serveChains({ blocks, logs }).map((chain) => [`/${chain.id}`, chain]));
const counted = { requests: 0, calls: 0, bytes: 0 };
const SAFE_BELOW = 40;
const FINALIZED_BELOW = 80;

interface Call {
  id: number;
  method: string;
  params: readonly unknown[];
}

/** A call's result as pieces of JSON; null for a method that is not served. */
function resultOf(chain: ServedChain, { method, params }: Call): (Buffer | string)[] | null {
  switch (method) {
    case 'eth_chainId':
      return [`"0x${chain.id.toString(16)}"`];
    case 'eth_blockNumber':
      return [`"0x${chain.head.toString(16)}"`];
    case 'eth_getBlockByNumber':
      return [chain.block(heightOf(chain, String(params[0]))) ?? 'null'];
    case 'eth_getTransactionReceipt':
      return [chain.receipts.get(String(params[0])) ?? 'null'];
    case 'eth_getLogs': {
      // CAST: the indexer's own request; a wrong one fails below.
      const filter = params[0] as {
        fromBlock: string;
        toBlock: string;
        address: string[];
        topics: string[][];
      };
      if (filter.address.length < 4 || (filter.topics[0]?.length ?? 0) < 10) {
        throw new Error(
          'the bench serves all its protocols at once: contracts or topics are missing',
        );
      }
      const to = heightOf(chain, filter.toBlock);
      return ['[', ...chain.logs(heightOf(chain, filter.fromBlock), to), ']'];
    }
    default:
      return null;
  }
}

function heightOf({ head }: ServedChain, tag: string): number {
  if (tag === 'latest') return head;
  if (tag === 'safe') return head - SAFE_BELOW;
  return tag === 'finalized' ? head - FINALIZED_BELOW : Number(tag);
}

function answerOne(chain: ServedChain, call: Call): (Buffer | string)[] {
  counted.calls += 1;
  const head = `{"jsonrpc":"2.0","id":${JSON.stringify(call.id)},`;
  const result = resultOf(chain, call);
  if (result) return [`${head}"result":`, ...result, '}'];
  return [`${head}"error":{"code":-32601,"message":"the method ${call.method} does not exist"}}`];
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body: Buffer[] = [];
  for await (const chunk of request) body.push(chunk as Buffer);
  if (request.url === '/counted') {
    const counts = [...chains.values()].map(({ counts }) => counts);
    const { user, system } = process.cpuUsage();
    response.end(JSON.stringify({ ...counted, counts, cpuSeconds: (user + system) / 1e6 }));
    return;
  }
  const chain = chains.get(request.url ?? '');
  if (!chain) return void response.writeHead(404).end();
  counted.requests += 1;
  const calls = JSON.parse(Buffer.concat(body).toString('utf8')) as Call | Call[];
  const pieces = Array.isArray(calls)
    ? ['[', ...calls.flatMap((call, at) => [at ? ',' : '', ...answerOne(chain, call)]), ']']
    : answerOne(chain, calls);
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  counted.bytes += length;
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': length });
  response.cork();
  for (const piece of pieces) response.write(piece, 'latin1');
  response.uncork();
  response.end();
}

createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    response.writeHead(500).end(String(error));
  });
}).listen(port, '127.0.0.1');
