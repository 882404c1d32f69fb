import { sql } from 'drizzle-orm';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Leg } from '../core/leg.ts';
import type { Rules } from '../core/rules.ts';
import type { DirtyMark } from '../db/dirty.ts';
import { followedThrough } from '../db/follow-log.ts';
import { quarantineMarks } from '../db/quarantine.ts';
import { stageBaselines, stageTimes } from '../db/schema.ts';
import { aLeg, here, route, there } from '../test/builders.ts';
import { aHealthWorld } from '../test/health-world.ts';
import { correlateAll, ingestLegs, rollBackTo } from '../test/world-in-database.ts';
import { HEALTH_FOLLOWER } from './health-job.ts';

const leg = (step: 'send' | 'attest' | 'deliver', id: string, block: number, index = 0) =>
  aLeg({ step, id, block, index });

const linked = (...keys: string[]): Leg['links'] =>
  keys.map((key) => ({ key, kind: 'exact', rule: 'id' }));

/** `route` on which an operation tells at its origin how fast it is to go. */
const pacedRoute: Rules = {
  ...route,
  paces: { names: ['fast', 'standard'], of: ({ details: { speed = null } }) => speed },
};
const sentAt = (speed: 'fast' | 'standard', id: string, block: number, index = 0): Leg => {
  const own = leg('send', id, block, index);
  return { ...own, about: { ...own.about, details: { speed } } };
};

type Mark = Pick<DirtyMark, 'seq' | 'key' | 'cause' | 'failures'> & Record<string, unknown>;
type World = Awaited<ReturnType<typeof aHealthWorld>>;

/** Three operations that took 10 s to be attested and 10 more to be delivered: a lane with enough behind it. */
async function aLane(world: World) {
  const all = (step: 'send' | 'attest' | 'deliver', block: number) =>
    ['x', 'y', 'z'].map((id, index) => leg(step, id, block, index));
  await world.go(10, { here: all('send', 10) });
  await world.go(20, { there: all('attest', 20) });
  await world.go(30, { there: all('deliver', 30) });
  await world.go(33);
  await world.sumUp();
}

describe('an operation that waits', () => {
  test('is delayed and stuck when the clock of its chain has passed what the lane takes, and forgotten when it is over', async () => {
    const world = await aHealthWorld();
    await aLane(world);
    const seen: string[] = [];
    const look = async () => seen.push((await world.healths())['route:a'] ?? 'none');
    await world.go(100, { here: [leg('send', 'a', 100)] });
    await look();
    for (const block of [102, 109, 110, 111, 119, 120, 150]) {
      await world.go(block);
      await look();
    }
    await world.go(160, { there: [leg('attest', 'a', 160)] });
    await look();
    await world.go(162);
    await look();
    await world.go(165, { there: [leg('deliver', 'a', 165)] });
    await world.go(168);
    await look();
    expect(seen).toEqual([
      'ok',
      'ok',
      'ok',
      'delayed longer_than_usual',
      'delayed longer_than_usual',
      'delayed longer_than_usual',
      'stuck longer_than_usual',
      'stuck longer_than_usual',
      'ok',
      'ok',
      'none',
    ]);
  });

  test('is accused of nothing while its lane is new', async () => {
    const world = await aHealthWorld();
    await world.go(100, { here: [leg('send', 'a', 100)] });
    await world.go(100_000);
    expect(await world.healths()).toEqual({ 'route:a': 'ok insufficient_data' });
  });

  test('is judged again when a reorg has taken its end back', async () => {
    const world = await aHealthWorld();
    await aLane(world);
    await world.go(100, { here: [leg('send', 'a', 100)], there: [] });
    await world.go(105, { there: [leg('attest', 'a', 104), leg('deliver', 'a', 105, 1)] });
    await world.go(107);
    expect(await world.healths()).toEqual({});
    await rollBackTo(world.db, there, 104);
    await correlateAll(world.db);
    await world.run();
    expect(await world.healths()).toEqual({ 'route:a': 'ok' });
    const times = await world.db
      .select({ step: stageTimes.step, seconds: stageTimes.seconds })
      .from(stageTimes)
      .where(sql`operation_id = 'route:a'`)
      .orderBy(stageTimes.step);
    expect(times).toEqual([
      { step: 'attest', seconds: 4 },
      { step: 'deliver', seconds: null },
    ]);
  });
});

describe('where fast and slow operations share a lane', () => {
  /** Three fast ones that took 10 s to be attested, and three standard ones that took 200 s. */
  async function aMixedLane() {
    const world = await aHealthWorld({ rules: new Map([['route', pacedRoute]]) });
    const [fast, slow] = [
      ['x', 'y', 'z'],
      ['u', 'v', 'w'],
    ] as const;
    const all = (step: 'attest' | 'deliver', ids: readonly string[], block: number) =>
      ids.map((id, index) => leg(step, id, block, index));
    await world.go(10, {
      here: [
        ...fast.map((id, index) => sentAt('fast', id, 10, index)),
        ...slow.map((id, index) => sentAt('standard', id, 10, 3 + index)),
      ],
    });
    await world.go(20, { there: all('attest', fast, 20) });
    await world.go(30, { there: all('deliver', fast, 30) });
    await world.go(210, { there: all('attest', slow, 210) });
    await world.go(220, { there: all('deliver', slow, 220) });
    await world.go(223);
    await world.sumUp();
    return world;
  }
  const figures = (world: World) =>
    world.db
      .select({
        pace: stageBaselines.pace,
        p50: stageBaselines.p50,
        sample: stageBaselines.sample,
      })
      .from(stageBaselines)
      .where(sql`step = 'attest'`)
      .orderBy(stageBaselines.pace);
  const summedUp = [
    { pace: 'all', p50: 105, sample: 6 },
    { pace: 'fast', p50: 10, sample: 3 },
    { pace: 'standard', p50: 200, sample: 3 },
  ];

  test('each is compared with those of its pace', async () => {
    const world = await aMixedLane();
    expect(await figures(world)).toEqual(summedUp);
    const a = sentAt('fast', 'a', 300);
    const b = sentAt('standard', 'b', 300, 1);
    await world.go(300, { here: [a, b] });
    const seen: Record<string, string>[] = [];
    for (const block of [302, 320, 499, 700]) {
      await world.go(block);
      seen.push(await world.healths());
    }
    const long = 'longer_than_usual';
    expect(seen).toEqual([
      { 'route:a': 'ok', 'route:b': 'ok' },
      { 'route:a': `stuck ${long}`, 'route:b': 'ok' },
      { 'route:a': `stuck ${long}`, 'route:b': 'ok' },
      { 'route:a': `stuck ${long}`, 'route:b': `stuck ${long}` },
    ]);
  });

  test('those of a pace that few have had are compared with all', async () => {
    const world = await aMixedLane();
    await world.db.execute(sql`delete from stage_times where operation_id = 'route:x'`);
    await world.db.execute(sql`update stage_baselines set stale = true, refreshed_at = null`);
    await world.sumUp();
    await world.go(300, { here: [sentAt('fast', 'a', 300)] });
    await world.go(320);
    const { rows } = await world.db.execute(sql`
      select health, pace, baseline -> 'pace' as by, baseline -> 'sample' as sample from operation_health`);
    expect(rows).toEqual([{ health: 'ok', pace: 'fast', by: null, sample: 5 }]);
  });

  test('the same comes out when the log is followed again from its beginning', async () => {
    const world = await aMixedLane();
    await world.go(300, { here: [sentAt('fast', 'a', 300)] });
    const stored = async () => ({
      times: await world.db
        .select()
        .from(stageTimes)
        .orderBy(stageTimes.operationId, stageTimes.step),
      figures: await figures(world),
      healths: await world.healths(),
    });
    const before = await stored();
    await world.db.execute(sql`update stage_times set pace = null`);
    await world.db.execute(sql`delete from stage_baselines`);
    await world.db.execute(sql`delete from followers where name = 'health'`);
    await world.run();
    await world.sumUp();
    expect(await stored()).toEqual(before);
  });
});

describe('nobody is accused', () => {
  test('while the awaited chain is not read, and the wait is judged as soon as it is', async () => {
    const world = await aHealthWorld();
    await aLane(world);
    await world.go(100, { here: [leg('send', 'a', 100)] });
    world.pass(300);
    await world.read(here);
    await world.run();
    expect(await world.healths()).toEqual({ 'route:a': 'ok' });
    // It is read again, and nothing was there.
    await world.go(301);
    expect(await world.healths()).toEqual({ 'route:a': 'stuck longer_than_usual' });
  });

  test('while blocks are unread in which it may have come', async () => {
    const world = await aHealthWorld();
    await aLane(world);
    await world.go(100, { here: [leg('send', 'a', 100)] });
    world.pass(300);
    await world.read(here);
    const end = { chain: there, to: 300 };
    // The head was found again, and what is below it is left to the backfill.
    await ingestLegs(world.db, { ...end, legs: [], from: 300 });
    await world.db.execute(sql`
      update chains set seen_at = to_timestamp(1300), moved_at = to_timestamp(1300)`);
    await correlateAll(world.db);
    await world.run();
    expect(await world.healths()).toEqual({ 'route:a': 'ok' });
    await ingestLegs(world.db, {
      chain: there,
      from: 101,
      to: 299,
      isBackfill: true,
      legs: [leg('attest', 'a', 105), leg('deliver', 'a', 106, 1)],
    });
    await correlateAll(world.db);
    await world.run();
    expect(await world.healths()).toEqual({});
  });

  test('while what was read waits to be folded', async () => {
    const world = await aHealthWorld();
    await aLane(world);
    await world.go(100, { here: [leg('send', 'a', 100)] });
    world.pass(150);
    await world.read(here);
    await world.read(there, [leg('attest', 'a', 110)]);
    await world.run();
    await world.run();
    expect(await world.healths()).toEqual({ 'route:a': 'ok' });
    await correlateAll(world.db);
    await world.run();
    expect(await world.healths()).toEqual({ 'route:a': 'stuck longer_than_usual' });
    const { rows } = await world.db.execute(sql`select step from operation_health`);
    expect(rows).toEqual([{ step: 'deliver' }]);
  });

  test('while something of it was read that cannot be folded', async () => {
    const world = await aHealthWorld();
    await aLane(world);
    await world.go(100, { here: [leg('send', 'a', 100)] });
    await world.go(102);
    const readUnfolded = async (to: number, legs: Leg[] = []) => {
      world.pass(to);
      await world.read(here);
      await world.read(there, legs);
      await world.db.execute(sql`update dirty set failures = 1`);
      await world.run();
      return world.healths();
    };
    const blind = { 'route:a': 'blind folds_behind' };
    const end = { ...leg('deliver', 'a', 140), links: linked('deliver:a', 'route:a') };
    expect(await readUnfolded(150, [end])).toEqual(blind);
    // It is marked by a link that the operation has not.
    const { rows } = await world.db.execute<Mark>(sql`
      select seq::text, key, cause, failures from dirty`);
    expect(new Set(rows.map(({ key }) => key))).toEqual(new Set(['deliver:a']));
    const verdict = {
      protocol: 'route',
      code: 'fold_failed' as const,
      reason: 'a bug',
      operations: ['route:a'],
    };
    await quarantineMarks(
      world.db,
      rows.map((mark) => ({ ...mark, isQuarantined: false })),
      verdict,
    );
    expect(await readUnfolded(400)).toEqual(blind);
    await world.db.execute(sql`delete from quarantine`);
    await world.db.execute(sql`update operation_health set check_at = to_timestamp(0)`);
    expect(await readUnfolded(401)).toEqual({ 'route:a': 'stuck longer_than_usual' });
    // What it was accused of is taken back as soon as something of it goes to quarantine.
    await quarantineMarks(
      world.db,
      rows.map((mark) => ({ ...mark, isQuarantined: false })),
      verdict,
    );
    expect(await readUnfolded(401)).toEqual(blind);
  });

  test('of a chain that stands still', async () => {
    const world = await aHealthWorld();
    await aLane(world);
    await world.go(100, { here: [leg('send', 'a', 100)] });
    world.pass(300);
    await world.read(here);
    await world.db.execute(sql`update chains set seen_at = to_timestamp(1300)`);
    await world.run();
    expect(await world.healths()).toEqual({ 'route:a': 'ok' });
  });
});

describe('any number of processes', () => {
  test('say what one says', async () => {
    const world = await aHealthWorld();
    await aLane(world);
    const ids = Array.from({ length: 60 }, (_, i) => `p${i}`);
    await world.go(100, { here: ids.map((id, index) => leg('send', id, 100, index)) });
    const judges = Array.from({ length: 4 }, () => world.aJudge());
    for (const block of [105, 111, 125]) {
      world.pass(block);
      await world.read(here);
      await world.read(there);
      await Promise.all([correlateAll(world.db), ...judges.map((judge) => judge())]);
    }
    await Promise.all(judges.map((judge) => judge()));
    expect(new Set(Object.values(await world.healths()))).toEqual(
      new Set(['stuck longer_than_usual']),
    );
    expect(Object.keys(await world.healths())).toHaveLength(60);
    const { rows } = await world.db.execute<{ seq: string }>(
      sql`select max(seq)::text as seq from transitions`,
    );
    expect((await followedThrough(world.db, HEALTH_FOLLOWER)).toString()).toBe(rows[0]?.seq);
  });
});

test('a lane is summed up from its newest waits, and only when some have come', async () => {
  const world = await aHealthWorld();
  await aLane(world);
  const figures = () =>
    world.db
      .select({
        step: stageBaselines.step,
        p50: stageBaselines.p50,
        p99: stageBaselines.p99,
        sample: stageBaselines.sample,
        stale: stageBaselines.stale,
      })
      .from(stageBaselines)
      .orderBy(stageBaselines.step);
  expect(await figures()).toEqual([
    { step: 'attest', p50: 10, p99: 10, sample: 3, stale: false },
    { step: 'deliver', p50: 10, p99: 10, sample: 3, stale: false },
  ]);
  await world.go(100, { here: [leg('send', 'a', 100)] });
  await world.go(130, { there: [leg('attest', 'a', 130)] });
  expect((await figures()).map(({ step, stale }) => [step, stale])).toEqual([
    ['attest', true],
    ['deliver', false],
  ]);
  await world.sumUp();
  expect(await figures()).toEqual([
    { step: 'attest', p50: 10, p99: expect.closeTo(29.4), sample: 4, stale: false },
    { step: 'deliver', p50: 10, p99: 10, sample: 3, stale: false },
  ]);
});

test('what is due does not wait until all of history is followed', async () => {
  const world = await aHealthWorld();
  await world.db.execute(sql`
    insert into transitions (operation_id, version, to_status, to_stage, final, changes, cause, as_of, rules_version, chain_time)
    select 'route:gone' || i, 1, 'pending', '', false, '[]', '{"type":"rebuild"}', '{}', 1, now()
    from generate_series(1, 5000) as i`);
  await world.db.execute(sql`
    insert into operation_health (operation_id, version, protocol, kind, step, stage, since, health, health_since, check_at,
      started_at, updated_at)
    select 'route:due' || i, 1, 'route', 'message', 'deliver', '', now(), 'ok', now(), to_timestamp(0), now(), now()
    from generate_series(1, 1000) as i`);
  // Each page takes three of the ten seconds that each half of a run has.
  let seconds = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (seconds += 3) * 1_000);
  onTestFinished(() => clock.mockRestore());
  await world.run();
  clock.mockRestore();
  expect(await followedThrough(world.db, HEALTH_FOLLOWER)).toBeLessThan(5_000n);
  const { rows } = await world.db.execute<{ judged: number }>(sql`
    select 1000 - count(*)::int as judged from operation_health`);
  // More than the page that comes without any time.
  expect(rows[0]?.judged).toBeGreaterThan(200);
});
