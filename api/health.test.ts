import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { HEALTH_POLICY } from '../core/health.ts';
import { anApi, aRoute } from '../test/an-api.ts';
import { here, there } from '../test/builders.ts';
import { judgeAll } from '../test/health-world.ts';
import type { OperationAnswer } from './schemas/operation.ts';

type List = { operations: OperationAnswer[] };

/** The operations of `anApi`, judged so many seconds after what is read; b has waited since 1007 for its delivery. */
async function judged(seconds: number) {
  const clock = () => 1_010 + seconds;
  const api = await anApi({ now: () => new Date(clock() * 1_000) });
  const { db } = api;
  // The chains are read up to the moment, and nothing came.
  await db.execute(sql`
    update chains
    set head_time = to_timestamp(${clock()}), seen_at = to_timestamp(${clock()}), moved_at = to_timestamp(${clock()})`);
  const judge = () => judgeAll(db, { rules: aRoute.rules, policy: HEALTH_POLICY, clock });
  const show = async (id: string) => {
    const { body } = await api.get<OperationAnswer>(`/v1/operations/route:${id}`);
    return { health: body.health, eta: body.pending?.eta };
  };
  return { ...api, judge, show };
}

const idsOf = ({ operations }: List) => operations.map(({ id }) => id);
const nothing = { reason: null, detail: null, since: null, sample: null, basis: null, pace: null };
const noEta = { state: 'insufficient_data', from: null, to: null, sample: null, source: null };

test('an operation tells what is thought of its wait, and when the step may come', async () => {
  const { judge, show } = await judged(30);
  expect((await show('b')).health).toMatchObject({ state: 'ok', reason: 'not_judged_yet' });
  await judge();
  expect(await show('b')).toEqual({
    health: {
      ...nothing,
      state: 'ok',
      since: '1970-01-01T00:17:20.000Z',
      basis: 'protocol',
    },
    // The protocol's figures for what comes from this chain: 1200 s, late after 2700 s.
    eta: {
      state: 'estimated',
      from: '1970-01-01T00:36:48.000Z',
      to: '1970-01-01T01:01:48.000Z',
      sample: null,
      source: 'protocol',
    },
  });
  expect(await show('a')).toEqual({ health: { ...nothing, state: 'ok' }, eta: undefined });
});

test('what is stuck is found by that, and its ETag is another one', async () => {
  const api = await judged(4_000);
  const before = await api.get<OperationAnswer>('/v1/operations/route:b');
  await api.judge();
  const after = await api.get<OperationAnswer>('/v1/operations/route:b');
  expect(after.body.health.state).toBe('stuck');
  expect(after.body.version).toBe(before.body.version);
  expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'));
  const { body } = await api.get<List>('/v1/operations?health=stuck');
  expect(idsOf(body)).toEqual(['route:b']);
  expect(idsOf((await api.get<List>('/v1/operations?health=ok,stuck')).body)).toHaveLength(3);
});

test('its ETag is another one when its estimate rests on others, and not while clocks alone move', async () => {
  const api = await judged(30);
  await api.judge();
  const paths = ['/v1/operations/route:b', '/v1/operations'];
  const tags = () =>
    Promise.all(paths.map(async (path) => (await api.get(path)).headers.get('etag')));
  const first = await tags();
  await api.db.execute(sql`update chains set head_time = head_time + interval '5 seconds'`);
  expect(await tags()).toEqual(first);
  const rest = async (baseline: object) => {
    await api.db.execute(sql`
      update operation_health set baseline = ${JSON.stringify(baseline)}::jsonb
      where operation_id = 'route:b'`);
    return tags();
  };
  const lane = { source: 'lane', pace: null, p50: 100, p90: 200, p99: 300, sample: 30 };
  const all = [first, await rest(lane), await rest({ ...lane, sample: 31 })];
  all.push(await rest({ ...lane, p50: 110, sample: 31 }));
  for (const [index] of paths.entries()) {
    expect(new Set(all.map((own) => own[index])).size).toBe(4);
  }
});

test('nobody is shown as stuck while we do not see, and everybody is again when we do', async () => {
  const api = await judged(4_000);
  await api.judge();
  const heads = (time: string) =>
    api.db.execute(sql`update chains set head_time = ${sql.raw(time)} where id = ${there}`);
  await heads(`to_timestamp(4000)`);
  expect(await api.show('b')).toEqual({
    health: {
      ...nothing,
      state: 'blind',
      reason: 'chain_behind',
      detail: 'The newest block that we see of the awaited chain is 16 min 50 s old.',
      basis: 'protocol',
    },
    eta: noEta,
  });
  expect(idsOf((await api.get<List>('/v1/operations?health=stuck')).body)).toEqual([]);
  expect(idsOf((await api.get<List>('/v1/operations?health=blind')).body)).toEqual(['route:b']);
  const lanes = await api.get<{ lanes: { inFlight: object }[] }>('/v1/lanes');
  expect(lanes.body.lanes.map(({ inFlight }) => inFlight)).toMatchObject([{ stuck: 0, blind: 1 }]);
  await heads(`to_timestamp(5010)`);
  expect((await api.show('b')).health.state).toBe('stuck');
});

test('a lane tells what is under way, and how long its steps took', async () => {
  const api = await judged(4_000);
  await api.judge();
  const { body } = await api.get<{ lanes: unknown[] }>(`/v1/lanes?origin=here&destination=there`);
  expect(body.lanes).toMatchObject([
    {
      protocol: 'route',
      origin: here,
      destination: there,
      inFlight: { total: 2, ok: 1, stuck: 1, isCapped: false },
      steps: [
        { step: 'attest', sample: 0, lastAt: '1970-01-01T00:16:47.000Z' },
        { step: 'deliver', sample: 0, lastAt: '1970-01-01T00:16:47.000Z' },
      ],
    },
  ]);
  expect((await api.get<{ lanes: unknown[] }>('/v1/lanes?destination=here')).body.lanes).toEqual(
    [],
  );
});

test('a lane tells how fast each pace of it goes, and an operation which is its own', async () => {
  const api = await judged(30);
  await api.judge();
  await api.db.execute(sql`
    insert into stage_baselines (protocol, origin_chain, destination_chain, step, pace, p50, p90, p99, sample)
    select protocol, origin_chain, destination_chain, step, own, 10, 20, 30, 40
    from stage_baselines, unnest(array['slow', 'fast']) as own
    where step = 'deliver'`);
  await api.db.execute(sql`
    update stage_times set pace = 'fast' where step = 'deliver' and until_time is not null`);
  type Lanes = { lanes: { steps: { step: string; paces: object[] }[] }[] };
  const { body } = await api.get<Lanes>('/v1/lanes');
  const own = { p50: 10, p90: 20, p99: 30, sample: 40 };
  const unknown = { windowFrom: null, windowThrough: null, refreshedAt: null };
  expect(body.lanes[0]?.steps.map(({ step, paces }) => [step, paces])).toEqual([
    ['attest', []],
    [
      'deliver',
      [
        { pace: 'fast', ...own, ...unknown, lastAt: '1970-01-01T00:16:47.000Z' },
        { pace: 'slow', ...own, ...unknown, lastAt: null },
      ],
    ],
  ]);
  await api.db.execute(sql`
    update operation_health
    set pace = 'fast', baseline = ${JSON.stringify({ source: 'lane', pace: 'fast', ...own })}::jsonb
    where operation_id = 'route:b'`);
  expect((await api.show('b')).health).toMatchObject({ pace: 'fast', basis: 'pace', sample: 40 });
});
