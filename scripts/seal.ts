import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { definitions } from '../chains/definitions/index.ts';
import type { ChainId } from '../core/chain.ts';
import { MidflightError } from '../core/errors.ts';
import { bindProtocol, type Protocol } from '../protocols/bind.ts';
import type { Deployment, ProtocolDefinition } from '../protocols/define.ts';
import { protocols } from '../protocols/index.ts';
import { connectChains } from '../start/connect-chains.ts';
import { createLog } from '../start/create-log.ts';
import { loadConfig } from '../start/load-config.ts';
import { runCommand } from '../start/run-command.ts';
import {
  encodeLogs,
  fixturePath,
  fixtureSchema,
  readFixtureAt,
  sealOf,
  type Fixture,
  type FixtureTransaction,
} from '../test/fixture.ts';
import { operationsOf } from '../test/operations-of.ts';
import { stateTransaction } from '../test/state-transaction.ts';
import { summarize } from '../test/summarize.ts';
import { recordTransaction } from './record-transaction.ts';

// `npm run seal -- --help` says what it takes.
//
// Read the difference with your own eyes before you commit it: from then on it is what the tests expect.

const usage =
  'Use `npm run seal`, or `npm run seal <protocol> <chain> <transaction>…`, with `-- --why "…"` or `-- --fixture <file>` behind.';

const help = `npm run seal
    computes the operations of every fixture anew, and seals it
npm run seal <protocol> <chain> <transaction>… -- [--why <text>] [--fixture <file>]
    records these transactions first, from the configured endpoint of the chain

  <protocol>        one of: ${Object.keys(protocols).join(', ')}
  <chain>           a configured chain, by its id (eip155:8453) or its name (base)
  <transaction>     its hash; on Solana, its signature
  --why <text>      what the transactions show
  --fixture <file>  another file than protocols/<protocol>.fixture.json`;

function badArgument(message: string, recovery = usage): MidflightError {
  return new MidflightError({ code: 'bad_argument', message, recovery });
}

function argumentsOf(args: string[]) {
  try {
    const options = {
      why: { type: 'string' },
      fixture: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    } as const;
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw badArgument(`${error instanceof Error ? error.message : String(error)}.`);
  }
}

/** The protocol of this name with its known deployments, those of the configuration, and those that its fixture states. */
function bindFor(
  definition: ProtocolDefinition,
  fixture: Fixture,
  own: Readonly<Record<ChainId, Deployment>> = {},
): Protocol {
  const stated = Object.entries(fixture.deployments ?? {}).map(
    ([chain, told]) => [chain, definition.deployment.parse(told)] as const,
  );
  // CAST: each has passed this definition's own schema.
  return bindProtocol(definition, { ...own, ...Object.fromEntries(stated) });
}

/** Writes a fixture with the operations that its transactions make; gives a line that says what it holds. */
function seal(path: string, protocol: Protocol, fixture: Fixture): string {
  const logs = fixture.transactions.flatMap(encodeLogs);
  for (const log of logs) {
    const result = protocol.capture(log);
    if (result.type !== 'unreadable') continue;
    throw badArgument(
      `${protocol.name} cannot read a log of ${log.at.transaction} on ${log.at.chain}: ${result.reason}.`,
      `Correct protocols/${protocol.name}.ts, or take the transaction out of ${path}.`,
    );
  }
  const operations = operationsOf(protocol, logs, fixture.covered).map(summarize);
  const { seal: _, ...content } = { ...fixture, operations };
  const sealed = { ...content, seal: sealOf(content) };
  writeFileSync(path, `${JSON.stringify(sealed, null, 2)}\n`);
  const held = [
    counted(fixture.transactions.length, 'transaction'),
    counted(operations.length, 'operation'),
  ];
  return `${fixture.protocol}: ${held.join(', ')}`;
}

const counted = (count: number, what: string): string =>
  `${count} ${what}${count === 1 ? '' : 's'}`;

/** The first transaction may be recorded before there is a fixture. */
const fixtureToGrow = (path: string, protocol: string): Fixture =>
  existsSync(path)
    ? readFixtureAt(path)
    : { protocol, covered: [], transactions: [], operations: [] };

function sealAll(): string {
  try {
    const lines = Object.entries(protocols).map(([name, definition]) => {
      const path = fixturePath(name);
      const fixture = readFixtureAt(path);
      // CAST: any of them is read alike.
      return seal(path, bindFor(definition as unknown as ProtocolDefinition, fixture), fixture);
    });
    return lines.join('\n');
  } finally {
    format('protocols');
  }
}

interface Wish {
  name: string;
  chainText: string;
  hashes: readonly string[];
  why: string | undefined;
  path: string;
}

async function record({ name, chainText, hashes, why, path }: Wish): Promise<string> {
  const known = Object.keys(protocols).join(', ');
  if (!Object.hasOwn(protocols, name)) {
    throw badArgument(`There is no protocol ${name}.`, `Use one of: ${known}.`);
  }
  // CAST: the name is one of theirs, and any of them is read alike.
  const definition = protocols[name as keyof typeof protocols] as unknown as ProtocolDefinition;
  const config = await loadConfig(process.env);
  const [connected] = await connectChains(oneChain(config, chainText), createLog('warn'));
  const source = connected?.source;
  const id = source?.definition.id;
  const url = id && config.chains[id]?.rpc.find((endpoint) => endpoint.url.startsWith('http'))?.url;
  if (!source || !id || !url) throw badArgument(`${chainText} has no http endpoint.`);

  const fixture = fixtureToGrow(path, name);
  const own = config.protocols[name as keyof typeof protocols]?.deployments ?? {};
  const protocol = bindFor(definition, fixture, own);
  const recorded = [];
  for (const hash of hashes) {
    const logs = await recordTransaction({ source, url }, { protocol, hash });
    const { events } = definition;
    recorded.push(stateTransaction(logs, { events, why: why ?? NO_REASON }));
    console.log(
      `${hash}: ${counted(logs.length, 'log')} of ${name} in block ${logs[0].at.blockNumber}`,
    );
  }
  const isNew = new Set(recorded.map(({ hash }) => hash.toLowerCase()));
  const kept = fixture.transactions.filter((transaction) => !isMadeUp(transaction));
  // What was made up covered the example's chains; the real protocol may have no contract there.
  const covered =
    kept.length === fixture.transactions.length
      ? fixture.covered
      : fixture.covered.filter((chain) => protocol.contracts.has(chain));
  const told = own[id] && !definition.deployments[id] ? { [id]: own[id] } : {};
  const whole = fixtureSchema.parse({
    ...fixture,
    ...(Object.keys({ ...fixture.deployments, ...told }).length > 0 && {
      deployments: { ...fixture.deployments, ...told },
    }),
    covered: [...new Set([...covered, id])],
    transactions: [...kept.filter(({ hash }) => !isNew.has(hash.toLowerCase())), ...recorded],
  });
  const line = seal(path, bindFor(definition, whole), whole);
  format(path);
  const hint =
    why === undefined ? `\nSay in ${path} why each is there, and run \`npm run seal\` again.` : '';
  return `${line}\nRead what was written with your own eyes: from now on it is what the tests expect.${hint}`;
}

/** Whether `npm run new:protocol` has written it, to be replaced by the first real one. */
const isMadeUp = ({ why }: FixtureTransaction) => why.startsWith('Made up: replace it');

const NO_REASON = 'Recorded from the chain; say here what it shows.';

/** The configuration with the chain of this id or name alone: the others need not answer. */
function oneChain(
  config: Awaited<ReturnType<typeof loadConfig>>,
  text: string,
): Awaited<ReturnType<typeof loadConfig>> {
  // CAST: the schema has checked the keys.
  const ids = Object.keys(config.chains) as ChainId[];
  const id = ids.find((candidate) => candidate === text || nameOf(config, candidate) === text);
  if (id) return { ...config, chains: { [id]: config.chains[id] } } as typeof config;
  const names = ids.map((candidate) => nameOf(config, candidate) ?? candidate).join(', ');
  throw badArgument(
    `No chain ${text} is configured.`,
    names
      ? `Use one of: ${names}; or set RPC_URL_<chain id> for another one.`
      : 'Set RPC_URL_<chain id>, for example RPC_URL_8453=https://….',
  );
}

const nameOf = (config: Awaited<ReturnType<typeof loadConfig>>, id: ChainId) =>
  config.chains[id]?.name ?? definitions.get(id)?.name;

const format = (path: string) =>
  execFileSync(process.execPath, ['node_modules/oxfmt/bin/oxfmt', path], { stdio: 'ignore' });

await runCommand(async (args) => {
  const { positionals, values } = argumentsOf(args);
  if (values.help) return help;
  const [name, chainText, ...hashes] = positionals;
  if (name === undefined) return sealAll();
  if (chainText === undefined || hashes.length === 0)
    throw badArgument('A transaction is missing.');
  const path = values.fixture ?? fixturePath(name);
  return await record({ name, chainText, hashes, why: values.why, path });
});
