import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { base58 } from '@scure/base';
import { Client } from 'pg';
import type { OperationAnswer } from '../../api/schemas/operation.ts';
import { startTransfers } from '../../demo/cctp/transfers.ts';
import { makeFork } from '../../demo/fork.ts';
import { configOf } from '../../demo/home.ts';
import { makeReorg } from '../../demo/reorg.ts';
import { startRelayer } from '../../demo/relayer.ts';
import { startTraffic } from '../../demo/traffic.ts';
import { startWorld, type World } from '../../demo/world.ts';
import { startEmbeddedPostgres } from '../../start/embedded-postgres.ts';
import { product, type Product } from '../product.ts';
import { bound } from '../operations-of.ts';

/** `KILLS=50 npm test -- kill` makes it a long run. */
const KILLS = Number(process.env['KILLS'] ?? 6);
/** What each chain gets at the end, where it stops: enough that all that happened is finalized. */
const QUIET_BLOCKS = 14;
const QUIET_SLOTS = 40;

/** Everything that Midflight says, without what depends on when it was asked or on what was taken back meanwhile. */
async function everything({ get }: Product): Promise<Map<string, object>> {
  interface List {
    operations: OperationAnswer[];
    nextCursor: string | null;
  }
  const said = new Map<string, object>();
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: List = (
      await get<List>(`/v1/operations?limit=100${cursor ? `&cursor=${cursor}` : ''}`)
    ).body;
    for (const { id, status, stage, final, happened } of page.operations) {
      const legs = happened
        .filter(({ outcome }) => outcome === 'success')
        .map(({ step, chain, transaction, block, inclusion }) => ({
          step,
          chain,
          transaction,
          block,
          inclusion,
        }));
      // An operation whose every leg was reorged away is known only to those who saw it.
      if (legs.length > 0) said.set(id, { status, stage, final, legs });
    }
    cursor = page.nextCursor;
  }
  return said;
}

/** The events that a product keeps as canonical, read from its own database after it has stopped. */
async function storedEvents({ dir }: Product) {
  const postgres = await startEmbeddedPostgres({
    dir: join(dir, 'postgres'),
    database: 'midflight',
  });
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  const { rows: events } = await client.query<{ event: string }>(`
    select chain || ' ' || block_hash || ' ' || transaction || ' ' || log_index as event
    from events where canonical order by 1`);
  // An arrival of CCTP's version 2 that is seen first has an id of its own, and the operation goes on from its version.
  const { rows: gaps } = await client.query(`
    select id
    from (
      select coalesce(aliases.operation_id, transitions.operation_id) as id, version
      from transitions left join aliases on alias = transitions.operation_id
    ) as made
    group by id
    having max(version) - min(version) + 1 <> count(distinct version)
      or (min(version) <> 1 and not starts_with(id, 'cctp:demo:v2'))`);
  const { rows: homeless } = await client.query(
    'select event_id from legs where operation_id is null',
  );
  await client.end();
  await postgres.stop();
  return { events: events.map(({ event }) => event), gaps, homeless };
}

const topicsOf = (
  protocol: string,
  chain: 'eip155:1' | 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp',
) => bound.get(protocol)?.topicsOn(chain) ?? [];

/** The same events, as the chains themselves show them. */
async function chainEvents({ chains, solana }: World) {
  const topics = ['axelar', 'cctp'].flatMap((name) => topicsOf(name, 'eip155:1'));
  const found = await Promise.all(
    chains.map(async ({ chain, axelar, cctp: { v1, v2 } }) => {
      const address = [axelar.gateway, v1.messageTransmitter, v2.messageTransmitter];
      const logs: { blockHash: string; transactionHash: string; logIndex: string }[] =
        await axelar.client.request({
          method: 'eth_getLogs',
          params: [{ fromBlock: '0x0', toBlock: 'latest', address, topics: [topics] }],
        } as never);
      return logs.map(
        ({ blockHash, transactionHash, logIndex }) =>
          `${chain} ${blockHash} ${transactionHash} ${Number(logIndex)}`,
      );
    }),
  );
  return [...found.flat(), ...(await solanaEvents(solana))].toSorted();
}

/** Block by block: every call of one of Circle's programs by itself, which is the second instruction begun. */
async function solanaEvents({ chain, connection }: World['solana']) {
  const topics = topicsOf('cctp', 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp');
  const slots = await connection.getBlocks(0, await connection.getSlot('confirmed'), 'confirmed');
  const events: string[] = [];
  for (const slot of slots) {
    const block = await connection.getBlock(slot, {
      commitment: 'confirmed',
      maxSupportedTransactionVersion: 0,
    });
    for (const { transaction, meta } of block?.transactions ?? []) {
      for (const { data } of (meta?.innerInstructions ?? []).flatMap(
        (inner) => inner.instructions,
      )) {
        const topic = Buffer.from(base58.decode(data)).subarray(8, 16).toString('hex');
        if (!topics.includes(`0x${topic}`)) continue;
        events.push(`${chain} ${block?.blockhash} ${transaction.signatures[0]} 10000`);
      }
    }
  }
  return events;
}

test(
  'kill -9 at any moment, on chains with reorgs, loses nothing and doubles nothing',
  { timeout: 600_000 + KILLS * 15_000 },
  async () => {
    const world = await startWorld({ seed: 7, log: () => {} });
    onTestFinished(() => world.stop());
    // Without SODAX: nobody uses it here.
    const { axelar, cctp } = configOf(world).protocols;
    const protocols = { axelar, cctp };
    const { [world.hub.chain]: _, ...chains } = configOf(world).chains;
    const midflight = await product({}, { protocols, chains });
    await midflight.start();
    const onError = () => {};
    const relayer = startRelayer({ world, onError });
    const traffic = startTraffic({ world, onError, onSubmission: relayer.take });
    const transfers = startTransfers({
      random: world.random,
      hub: world.solana.cctp,
      others: world.chains.map(({ cctp }) => cctp),
      onError,
    });
    const random = world.random.fork('kill');
    for (let kills = 0; kills < KILLS; kills += 1) {
      await sleep(random.between({ min: 500, max: 4_000 }));
      const chain = random.pick(world.chains);
      if (kills % 2 === 1) await makeReorg({ chain, manner: 'emptied', depth: 2, random });
      else await makeFork({ chain: world.solana, depth: 4, random });
      await sleep(random.between({ min: 0, max: 400 }));
      await midflight.kill();
      await midflight.start();
    }
    await sleep(6_000);
    await Promise.all([traffic.stop(), relayer.stop(), transfers.stop()]);
    const quietFrom = new Map<string, number>(
      await Promise.all(
        world.chains.map(async ({ chain, axelar }) => {
          const ask = (method: string, params: unknown[]) =>
            axelar.client.request({ method, params } as never);
          await ask('evm_setIntervalMining', [0]);
          await ask('anvil_mine', [`0x${QUIET_BLOCKS.toString(16)}`]);
          return [chain, Number(await axelar.client.getBlockNumber())] as const;
        }),
      ),
    );
    const { node, connection } = world.solana;
    node.pause();
    node.produce(QUIET_SLOTS);
    quietFrom.set(world.solana.chain, await connection.getSlot('confirmed'));
    interface Chains {
      chains: {
        chain: string;
        head: { number: string } | null;
        missingBlocks: string;
        unverifiedBlocks: string;
      }[];
    }
    const isSettled = ({ chains }: Chains) =>
      chains.length === quietFrom.size &&
      chains.every(
        ({ chain, head, missingBlocks, unverifiedBlocks }) =>
          missingBlocks === '0' &&
          unverifiedBlocks === '0' &&
          Number(head?.number) >= (quietFrom.get(chain) ?? Infinity),
      );
    await midflight.until('/v1/chains', isSettled);
    const undisturbed = await product({}, { protocols, chains });
    await undisturbed.start();
    await undisturbed.until('/v1/chains', isSettled);
    const isFolded = ({ backlog }: { backlog: { dirty: number } }) => backlog.dirty === 0;
    await midflight.until('/v1/stats', isFolded);
    await undisturbed.until('/v1/stats', isFolded);

    const said = await everything(midflight);
    expect(said.size).toBeGreaterThan(15);
    expect(said).toEqual(await everything(undisturbed));
    const shown = await chainEvents(world);
    await midflight.stop();
    const stored = await storedEvents(midflight);
    expect(stored.events).toEqual(shown);
    expect(new Set(stored.events).size).toBe(stored.events.length);
    expect(stored).toMatchObject({ gaps: [], homeless: [] });
  },
);
