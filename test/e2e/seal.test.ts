import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { keccak256, pad } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import { startAnvil } from '../../demo/anvil.ts';
import { callContract, deployAxelar } from '../../demo/axelar.ts';
import { startSolanaChain } from '../../demo/solana-chain.ts';
import { fixtureSchema } from '../fixture.ts';

// `npm run seal` on transactions of local chains, as an operator runs it on those of the configured endpoints.

const root = resolve(import.meta.dirname, '../..');
const example = join(root, 'scripts/new-protocol/example.fixture.json');
const limitMs = 300_000;

/** Runs the command with this configuration, on a fixture of its own. */
function sealing(config: object) {
  const dir = mkdtempSync(join(tmpdir(), 'midflight-seal-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const [file, path] = [join(dir, 'midflight.config.mjs'), join(dir, 'recorded.json')];
  writeFileSync(file, `export default ${JSON.stringify(config)};\n`);
  const run = async (...args: string[]) => {
    const script = ['--import', 'tsx', 'scripts/seal.ts', ...args, '--fixture', path];
    const child = spawn(process.execPath, script, {
      cwd: root,
      env: { ...process.env, MIDFLIGHT_CONFIG: file },
    });
    const [stdout, stderr, code] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise((done) => child.once('close', done)),
    ]);
    return { stdout, stderr, code };
  };
  const write = (fixture: object) => writeFileSync(path, JSON.stringify(fixture));
  return {
    run,
    write,
    recorded: () => fixtureSchema.parse(JSON.parse(readFileSync(path, 'utf8'))),
  };
}

test(
  'a transaction of a local EVM chain becomes a fixture that replays without the chain',
  async () => {
    const anvil = await startAnvil({ chainId: 31_337 });
    onTestFinished(() => anvil.stop());
    const here = await deployAxelar({ url: anvil.url, chainId: 31_337, chainName: 'here' });
    const { hash } = await callContract({ origin: here, destination: here, payloads: ['0x01'] });
    const id = 'eip155:31337';
    const deployment = { network: 'local', chainName: 'here', gateway: here.gateway.toLowerCase() };
    const { run, write, recorded } = sealing({
      chains: { [id]: { name: 'local', rpc: [anvil.url] } },
      protocols: { axelar: { deployments: { [id]: deployment } } },
    });

    // What `npm run new:protocol` has made up gives way, with the chains where the protocol has no contract.
    const madeUp = JSON.parse(readFileSync(example, 'utf8'));
    write({ ...madeUp, protocol: 'axelar', covered: ['eip155:999999'] });
    const why = 'A call of a contract on the same chain.';
    const done = await run('axelar', 'local', hash, '--why', why);
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(done.stdout).toContain('axelar: 1 transaction, 1 operation');
    const { deployments, covered, transactions, operations } = recorded();
    expect({ deployments, covered }).toEqual({ deployments: { [id]: deployment }, covered: [id] });
    expect(transactions).toMatchObject([{ why, chain: id, hash, logs: [{ receiptIndex: 0 }] }]);
    expect(transactions[0]?.logs[0]?.args).toMatchObject({
      destinationChain: 'here',
      payload: '0x01',
      payloadHash: keccak256('0x01'),
    });
    expect(operations).toMatchObject([{ id: `axelar:${hash}-0`, waitsFor: 'approval' }]);

    // A second time changes nothing.
    const before = recorded();
    await run('axelar', id, hash, '--why', why);
    expect(recorded()).toEqual(before);
  },
  limitMs,
);

test(
  'a transaction of a local Solana chain becomes one too',
  async () => {
    const solana = await startSolanaChain();
    onTestFinished(() => solana.stop());
    const { cctp } = solana;
    const { transaction } = await cctp.burn(
      {
        version: 1,
        sourceDomain: cctp.domain,
        destinationDomain: 0,
        nonce: 7n,
        sender: cctp.tokenMessengerBytes(1),
        recipient: pad('0x01'),
        burnToken: cctp.tokenBytes,
        mintRecipient: pad('0x02'),
        amount: 1_000_000n,
        messageSender: cctp.users[0]?.senderBytes ?? '0x',
        maxFee: 0n,
        minFinalityThreshold: 0,
      },
      0,
    );
    for (let blocks = 0; blocks < 40; blocks += 1) solana.node.produce();
    const { v1, v2, domain } = cctp;
    const deployment = { network: 'local', domain, v1, v2 };
    const { run, recorded } = sealing({
      chains: { [solana.chain]: { name: 'solana', rpc: [solana.node.url] } },
      protocols: { cctp: { deployments: { [solana.chain]: deployment } } },
    });
    expect(await run('cctp', 'solana', transaction)).toMatchObject({ code: 0, stderr: '' });
    expect(recorded().transactions).toMatchObject([
      {
        chain: solana.chain,
        hash: transaction,
        logs: [{ args: { nonce: '7', amount: '1000000' } }],
      },
    ]);
    expect(recorded().operations).toMatchObject([{ kind: 'transfer', waitsFor: 'receive' }]);
  },
  limitMs,
);

test(
  'what cannot be recorded is said with its remedy',
  async () => {
    const anvil = await startAnvil({ chainId: 31_337 });
    onTestFinished(() => anvil.stop());
    const { run } = sealing({ chains: { 'eip155:31337': { name: 'local', rpc: [anvil.url] } } });
    const hash = `0x${'ab'.repeat(32)}`;
    const said = async (...args: string[]) => (await run(...args)).stderr.trim();
    const errors = await Promise.all([
      said('axelarr', 'local', hash),
      said('axelar', 'base', hash),
      said('axelar', 'local', hash),
      said('axelar'),
    ]);
    expect(errors).toEqual([
      expect.stringContaining('There is no protocol axelarr. Use one of:'),
      'No chain base is configured. Use one of: local; or set RPC_URL_<chain id> for another one.',
      "axelar has no contract on local. Name its deployment in midflight.config.ts, as protocols.axelar.deployments['eip155:31337'].",
      expect.stringContaining('A transaction is missing. Use `npm run seal`'),
    ]);
  },
  limitMs,
);

test(
  'asked for help, it says what it takes, and seals nothing',
  async () => {
    const { stdout, stderr, code } = await sealing({}).run('--help');
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(stdout).toMatch(/^npm run seal\n/);
    expect(stdout).toContain('npm run seal <protocol> <chain> <transaction>… -- [--why <text>]');
    expect(stdout).not.toContain('1 transaction');
  },
  limitMs,
);
