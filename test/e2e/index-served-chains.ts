import pino from 'pino';
import { bindProtocols } from '../../protocols/index.ts';
import { FIRST_BLOCK } from '../../bench/served-chains.ts';
import { servedChains } from '../../bench/served-parts.ts';
import { connect } from '../../db/pool.ts';
import { startIndexer } from '../../indexer/start-indexer.ts';
import { connectChains } from '../../start/connect-chains.ts';

// Indexes the bench's mock chains, with the protocols that they serve, until it is killed.
// node --import tsx test/e2e/index-served-chains.ts <database url> <url of each chain>

const [url = '', ...rpc] = process.argv.slice(2);
const log = pino({ level: 'warn' }, pino.destination(2));
const connection = connect({
  url,
  connectionsMax: 12,
  onError: ({ message }) => log.warn(message),
});
const chains = await connectChains(
  {
    chains: Object.fromEntries(
      servedChains.map(({ id }, index) => [
        `eip155:${id}`,
        { rpc: [{ url: rpc[index] ?? '' }], startBlock: BigInt(FIRST_BLOCK) },
      ]),
    ),
  },
  log,
);
startIndexer({ connection, chains, protocols: bindProtocols(), log });
