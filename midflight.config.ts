import { defineConfig } from './start/config.ts';

// The one file to edit. The environment adds to it: RPC_URL_<chain id> and START_BLOCK_<chain id> do for chains that
// Midflight knows; what it does not know stands here, as in the example.
export default defineConfig({
  chains: {
    // 'eip155:8453': { rpc: ['https://base.example/v1/key'], startBlock: 30_000_000 },
    // 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp': { rpc: ['https://solana.example/key', 'wss://solana.example/key'] },
    // 'eip155:31337': {
    //   name: 'local',
    //   rpc: ['http://127.0.0.1:8545'],
    //   startBlock: 0,
    //   blockTimeMs: 1_000,
    //   finality: { safe: { depth: 2 }, finalized: { depth: 8 } },
    // },
  },
  protocols: {
    // axelar: {
    //   deployments: { 'eip155:31337': { chainName: 'local', gateway: '0x…' } },
    // },
    // A protocol of your own, without code: see docs/own-protocol.md.
    // payroll: ownProtocol({ chains: { … }, events: { … } }),
  },
  reports: {
    // sodaxRelay: true,
  },
  alerts: {
    // channels: { chat: { type: 'slack', urlEnv: 'SLACK_URL' } },
  },
});
