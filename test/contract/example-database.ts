import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { arbitrum } from '../../chains/definitions/arbitrum.ts';
import { optimism } from '../../chains/definitions/optimism.ts';
import { polygon } from '../../chains/definitions/polygon.ts';
import type { ChainDefinition } from '../../core/chain.ts';
import { assert } from '../../core/errors.ts';
import { HEALTH_POLICY } from '../../core/health.ts';
import type { RawLog } from '../../core/raw-log.ts';
import { registerChain } from '../../db/checkpoints.ts';
import { setClientRef } from '../../db/client-refs.ts';
import { storedChain } from '../../db/heads.ts';
import { ingest } from '../../db/ingest.ts';
import type { Database } from '../../db/pool.ts';
import { quarantineMarks } from '../../db/quarantine.ts';
import { refreshBaselines } from '../../db/refresh-baselines.ts';
import { rollback } from '../../db/rollback.ts';
import { verify } from '../../db/verify.ts';
import { readerFor } from '../../indexer/capture.ts';
import { correlateBatch } from '../../jobs/correlate.ts';
import { healthJob } from '../../jobs/health-job.ts';
import type { Protocol } from '../../protocols/bind.ts';
import { encodeLogs, readFixture } from '../fixture.ts';
import { bound } from '../operations-of.ts';
import { exampleKeys } from './calls.ts';

/** When everything in the example database was seen: soon after the transfer that it is about. */
export const exampleNow = new Date('2024-05-29T08:40:00Z');
const headTime = exampleNow.getTime() / 1_000 - 2;

const cctp = bound.get('cctp');
assert(cctp, 'CCTP is known');
const chains = [polygon, optimism, arbitrum];
/** CCTP on the chains of the examples, and on one that is not indexed there: the other ones would say nothing new. */
export const exampleProtocol: Protocol = {
  ...cctp,
  chains: new Map(
    [...cctp.chains].filter(([id]) => id === 'eip155:8453' || chains.some((own) => own.id === id)),
  ),
};

const burn = 57_521_441n;
const mint = 216_192_096n;
const waiting = 115_122_836n;
const logs = readFixture('cctp').transactions.flatMap(encodeLogs);
const at = (definition: ChainDefinition, block: bigint) =>
  logs.filter(({ at: place }) => place.chain === definition.id && place.blockNumber === block);

/**
 * Fills a migrated database with three real transactions: a transfer from Polygon to Arbitrum, whose mint a made-up reorg takes
 * back and brings again, and one from Optimism that still waits. It comes out the same every time, and tells all that answers
 * have examples of.
 */
export async function fillExampleDatabase(db: Database): Promise<void> {
  await read(db, polygon, { logs: at(polygon, burn), from: burn - 41n, to: burn + 300n });
  await read(db, optimism, { logs: at(optimism, waiting), from: waiting - 36n, to: waiting + 40n });
  await read(db, arbitrum, { logs: at(arbitrum, mint), from: mint - 96n, to: mint + 4n });
  await fold(db);
  await reorg(db);
  await fold(db);
  const again = at(arbitrum, mint).map((log) => ({
    ...log,
    at: { ...log.at, blockNumber: mint + 2n, blockHash: hashOf(mint + 2n) },
  }));
  await read(db, arbitrum, {
    logs: again,
    from: mint - 3n,
    to: mint + 900n,
    verifyFrom: mint - 96n,
  });
  await fold(db);
  await quarantineMarks(
    db,
    [
      {
        seq: '0',
        key: 'cctp:v1:2:9001',
        cause: { type: 'event', chain: optimism.id },
        failures: 4,
        isQuarantined: false,
      },
    ],
    {
      protocol: 'cctp',
      code: 'component_too_large',
      reason: 'its legs lead to more than 5000 others',
      operations: [],
    },
  );
  await addKeys(db);
  await setReference(db);
  await addWebhooks(db);
  await addAlerts(db);
  await setTimes(db);
  await judge(db);
}

/** An admin's key, a reader's, and one that nobody uses. */
async function addKeys(db: Database): Promise<void> {
  const keys = [
    { id: 'key_00000000000a', name: 'operator', scope: 'admin', secret: exampleKeys.admin },
    { id: 'key_00000000000c', name: 'wallet', scope: 'read', secret: exampleKeys.reader },
    { id: 'key_00000000000d', name: 'old', scope: 'read', secret: `mk_${'D'.repeat(43)}` },
  ];
  for (const { id, name, scope, secret } of keys) {
    await db.execute(sql`
      insert into api_keys (id, name, hash, prefix, scopes)
      values (${id}, ${name}, ${createHash('sha256').update(secret).digest('hex')}, ${secret.slice(0, 9)}, array[${scope}])`);
  }
}

/** One webhook that is told of all, with a delivery that arrived and one that was given up, and one that goes. */
async function addWebhooks(db: Database): Promise<void> {
  const at = exampleNow.toISOString();
  for (const id of ['wh_0000000000000001', 'wh_0000000000000003']) {
    await db.execute(sql`
      insert into webhooks
        (id, url, description, filter, conditions, quality, secret, position, paused_until, created_at, updated_at)
      values
        (${id}, 'https://example.com/midflight', 'Order desk', '{}', '{}', 'included', '', 3, ${at}, ${at}, ${at})`);
  }
  await db.execute(sql`
    insert into webhook_deliveries
      (id, webhook_id, seq, operation_id, version, state, tries, last_tried_at, last_status, last_reason, created_at, settled_at)
    select 'wh_0000000000000001_' || seq, 'wh_0000000000000001', seq, operation_id, version,
      case seq when 2 then 'delivered' else 'dead' end, case seq when 2 then 1 else 10 end, ${at},
      case seq when 2 then 200 else 500 end, case seq when 2 then null else 'refused_by_receiver' end, ${at}, ${at}
    from transitions
    where seq in (2, 3)`);
}

/** One alert that was acknowledged, with its history and what a channel was told; one that is open; one silence, and one that goes. */
async function addAlerts(db: Database): Promise<void> {
  const at = exampleNow.toISOString();
  const text = {
    title: 'Stuck after 24 min: cctp from optimism to arbitrum',
    happened: 'It takes longer than its lane lets expect.',
    pending: 'It waits for the mint on arbitrum (awaiting_relay).',
    value: 'The value is burned at its origin, and not minted yet, on optimism.',
    action: 'For anyone: Hand in the message with its attestation.',
  };
  for (const id of ['al_0000000000000001', 'al_0000000000000002']) {
    const isFirst = id.endsWith('1');
    await db.execute(sql`
      insert into alerts (id, fingerprint, rule, subject, state, severity, protocol, origin_chain, destination_chain,
        chain, operation_id, text, holds, since, checks, opened_at, notified_at, acknowledged_at, updated_at)
      values (${id}, ${id}, 'operation_stuck', 'cctp:v1:2:9001', ${isFirst ? 'acknowledged' : 'open'}, 'warning', 'cctp',
        ${optimism.id}, ${arbitrum.id}, ${arbitrum.id}, 'cctp:v1:2:9001', ${JSON.stringify(text)}::jsonb, true,
        ${at}::timestamptz - interval '2 minutes', 2, ${at}::timestamptz - interval '1 minute', ${at},
        ${isFirst ? at : null}, ${at})`);
  }
  await db.execute(sql`
    insert into alert_events (alert_id, type, at, by, note)
    values ('al_0000000000000001', 'opened', ${at}::timestamptz - interval '1 minute', null, null),
      ('al_0000000000000001', 'acknowledged', ${at}, 'operator', 'The relayer restarts.')`);
  await db.execute(sql`
    insert into alert_notices (alert_id, channel, kind, state, tries, next_at, last_status, created_at, settled_at)
    values ('al_0000000000000001', 'chat', 'opened', 'sent', 1, null, 200, ${at}::timestamptz - interval '1 minute', ${at})`);
  for (const id of ['si_0000000000000001', 'si_0000000000000002']) {
    await db.execute(sql`
      insert into silences (id, protocol, origin_chain, until, comment, created_by, created_at)
      values (${id}, 'cctp', ${optimism.id}, ${at}::timestamptz + interval '1 hour', 'Planned upgrade.', 'operator', ${at})`);
  }
}

interface Reading {
  logs: readonly RawLog[];
  from: bigint;
  /** The head from then on. */
  to: bigint;
  /** Where the second reading begins, if not there. */
  verifyFrom?: bigint;
}

/** Reads blocks for the first and the second time, up to a new head. */
async function read(
  db: Database,
  definition: ChainDefinition,
  { logs: own, from, to, verifyFrom = from }: Reading,
): Promise<void> {
  const { id } = definition;
  const reader = readerFor(id, [exampleProtocol]);
  assert(reader, 'CCTP has contracts there');
  // Without a start block of its own it begins with the first reading, and keeps that.
  const generation = await registerChain(db, definition, {
    streams: reader.streams,
    startBlock: null,
    head: from,
  });
  const header = (number: bigint, hash: string, time: number) => ({
    number,
    hash,
    parentHash: hashOf(number - 1n),
    time,
  });
  await ingest(db, {
    chain: id,
    generation,
    headers: [
      // All logs of a reading are of one block.
      ...own
        .slice(0, 1)
        .map((log) => header(log.at.blockNumber, log.at.blockHash, log.at.blockTime)),
      header(to, hashOf(to), headTime),
    ],
    range: { from, to },
    streams: reader.streams,
    head: { number: to, hash: hashOf(to), time: headTime, safe: to - 20n, finalized: to - 60n },
    logs: reader.capture(own, pino({ level: 'silent' })),
  });
  const { wanted } = reader.filter;
  const range = { from: verifyFrom, to: to - 60n };
  await verify(db, {
    chain: id,
    generation,
    range,
    streams: reader.streams,
    wanted,
    logs: own.filter((log) => log.at.blockNumber <= range.to),
  });
}

/** Arbitrum takes back the mint. */
async function reorg(db: Database): Promise<void> {
  const { head } = await storedChain(db, arbitrum.id);
  assert(head, 'it was read');
  const number = mint - 4n;
  await rollback(db, {
    chain: arbitrum.id,
    ancestor: { number, hash: hashOf(number), parentHash: hashOf(number - 1n), time: headTime - 9 },
    lowestLost: number + 1n,
    oldHead: head,
    newHash: hashOf(number + 1n),
  });
}

async function fold(db: Database): Promise<void> {
  const rules = new Map([[exampleProtocol.name, exampleProtocol.rules]]);
  while ((await correlateBatch(db, rules)).cleared > 0);
}

/** The reader calls the transfer by a name of its own. */
async function setReference(db: Database): Promise<void> {
  const [burned] = at(polygon, burn);
  assert(burned, 'the transfer is among the examples');
  const subject = { transaction: burned.at.transaction, chain: polygon.id, link: null };
  await setClientRef(db, { keyId: 'key_00000000000c', ref: 'order-1042' }, subject);
}

/** Gives everything that the database's clock has dated a time that is the same every time. */
async function setTimes(db: Database): Promise<void> {
  const start = exampleNow.toISOString();
  await db.execute(sql`
    update transitions
    set observed_at = ${start}::timestamptz - interval '9 seconds' + seq * interval '1 second'`);
  await db.execute(sql`
    update operations
    set updated_at = (select max(observed_at) from transitions where operation_id = operations.id)`);
  await db.execute(sql`
    update chains
    set seen_at = ${start}::timestamptz - interval '1 second', moved_at = ${start}::timestamptz - interval '1 second'`);
  await db.execute(
    sql`update client_refs set set_at = ${start}::timestamptz - interval '2 minutes'`,
  );
  await db.execute(sql`update quarantine set since = ${start}::timestamptz - interval '1 minute'`);
}

/** Judges what waits, and sums up the lane, at the moment of the examples. */
async function judge(db: Database): Promise<void> {
  const now = exampleNow.getTime() / 1_000;
  await healthJob({ policy: HEALTH_POLICY, clock: () => now }).run(
    {},
    {
      db,
      rules: new Map([[exampleProtocol.name, exampleProtocol.rules]]),
      log: pino({ level: 'silent' }),
      signal: new AbortController().signal,
      ring: async () => {},
    },
  );
  await refreshBaselines(db, { limit: 10, pauseSeconds: 0 });
  await db.execute(sql`
    update stage_baselines set refreshed_at = to_timestamp(${now}) - interval '20 seconds' where not stale`);
}

/** A hash for a block of which nothing else is known. */
function hashOf(number: bigint): string {
  return `0x${number.toString(16).padStart(64, '0')}`;
}
