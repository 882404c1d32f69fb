import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import type { Database } from '../db/pool.ts';
import { listening } from '../test/listening.ts';
import { liveApi } from '../test/live-api.ts';

// Readers that do not read: they are cut, and cost no more than what one page of the log does.

const TRANSITIONS = 2_000;
const MEGABYTE = 1_048_576;

/** A log in which each transition is some 10 KB of text: 20 MB in all. */
async function aLongLog(db: Database): Promise<void> {
  await db.execute(sql`
    insert into transitions (
      operation_id, version, to_status, to_stage, final, changes, cause, as_of, rules_version, chain_time
    )
    select 'route:a', version, 'pending', 'origin_included', false,
      jsonb_build_array(jsonb_build_object('step', repeat('x', 10000), 'from', null, 'to', 'included')),
      '{"type": "rebuild"}', '{}', 1, now()
    from generate_series(1, ${TRANSITIONS}) as version`);
}

test('a reader that takes nothing is cut, told why, and goes on where it was', async () => {
  const { db, stream, live } = await liveApi({ stallMs: 50 });
  await aLongLog(db);
  const { transitions, next } = await stream('?after=0');
  // Nothing is read until it has been given up.
  while (live.streams.taken > 0) await sleep(10);
  const parts = [];
  for (let part = await next(); part !== null; part = await next()) parts.push(part);
  expect(parts.at(-1)).toEqual({
    event: 'error',
    data: {
      code: 'too_slow',
      detail: 'Events were not read in time.',
      recovery: expect.stringContaining('Last-Event-ID') as string,
    },
  });
  const seen = parts.flatMap((part) =>
    'event' in part && part.event === 'transition' ? [Number(part.id)] : [],
  );
  expect(seen.length).toBeLessThan(50);
  expect(seen).toEqual(seen.map((_, index) => index + 1));
  expect(await transitions(1)).toEqual([]);
  const more = await stream('?after=0', String(seen.length));
  expect(Number((await more.transitions(1))[0]?.seq)).toBe(seen.length + 1);
});

test(
  'readers that never read are disconnected, and fill no memory',
  { timeout: 300_000 },
  async () => {
    setFlagsFromString('--expose_gc');
    // CAST: what the flag exposes.
    const collect = runInNewContext('gc') as () => void;
    const used = () => {
      collect();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    const { db, app, live } = await liveApi({ stallMs: 500 });
    const { server, port } = await listening(app);
    await aLongLog(db);
    let closed = 0;
    server.on('request', (_, response) => response.once('close', () => (closed += 1)));
    const before = used();
    const sockets = Array.from({ length: 10 }, () => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      socket.pause();
      socket.write('GET /v1/stream?after=0 HTTP/1.1\r\nHost: localhost\r\n\r\n');
      onTestFinished(() => void socket.destroy());
      return socket;
    });
    let most = 0;
    while (closed < sockets.length) {
      most = Math.max(most, used() - before);
      await sleep(20);
    }
    // They were to be sent 200 MB, and have a page of 256 KB each.
    expect(most).toBeLessThan(100 * MEGABYTE);
    while (live.streams.taken > 0) await sleep(10);
    const connections = () =>
      new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));
    while ((await connections()) > 0) await sleep(10);
    const [first] = sockets;
    first?.resume();
    if (first) await once(first, 'close');
  },
);
