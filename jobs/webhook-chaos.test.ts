import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { transitions } from '../db/schema.ts';
import { aLeg, here, there } from '../test/builders.ts';
import { good, type Manner, type Received } from '../test/webhook-receiver.ts';
import { aWebhook } from '../test/webhook-world.ts';
import { correlateAll, ingestLegs, rollBackTo } from '../test/world-in-database.ts';

const operations = ['a', 'b', 'c', 'd', 'e', 'f'];

/** The same numbers for the same seed. */
function numbersOf(seed: number) {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

/** A receiver on a bad day: of ten deliveries it takes four, one of them slowly. */
const badDay: Manner[] = [
  good,
  { type: 'answer', status: 500 },
  { type: 'hang' },
  good,
  { type: 'cut' },
  { type: 'answer', status: 200, afterMs: 60 },
  { type: 'answer', status: 503, headers: { 'retry-after': '0' } },
  { type: 'cut', isInAnswer: true },
  { type: 'answer', status: 302, headers: { location: '/elsewhere' } },
  good,
];

/** A process that sends webhooks, which may be killed and started again. */
function senderOf(databaseUrl: string) {
  let child: ChildProcess | undefined;
  const kill = async () => {
    if (!child) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    child = undefined;
  };
  onTestFinished(kill);
  return {
    kill,
    start: () => {
      child = spawn(process.execPath, ['--import', 'tsx', 'test/send-webhooks.ts', databaseUrl], {
        stdio: 'inherit',
      });
    },
  };
}

const isOf =
  (operation: string) =>
  ({ body }: Received) =>
    body.data['operationId'] === operation;
const versionOf = ({ body }: Received) => body.version ?? 0;

test(
  'a receiver that fails, hangs, cuts, is slow and restarts gets everything in order, through reorgs and kill -9',
  { timeout: 300_000 },
  async () => {
    const { db, databaseUrl, receiver, deliveries } = await aWebhook();
    const chance = numbersOf(7);
    // Of its own: how often it is asked depends on the machine.
    const mood = numbersOf(11);
    const sender = senderOf(databaseUrl);
    sender.start();
    receiver.behave = () => badDay[Math.floor(mood() * badDay.length)] ?? good;
    const isDone = async () => {
      const log = await db.select().from(transitions);
      const rows = await deliveries();
      return rows.length === log.length && rows.every(({ state }) => state === 'delivered');
    };
    const arrived = async () => {
      const before = receiver.received.length;
      while (receiver.received.length === before && !(await isDone())) await sleep(5);
    };

    const sends = operations.map((id, index) => aLeg({ step: 'send', block: 2, id, index }));
    await ingestLegs(db, { chain: here, legs: sends, to: 3, finalized: 99 });
    await correlateAll(db);
    await arrived();
    for (let round = 0; round < 10; round += 1) {
      const first = 4 + round * 2;
      const last = first + 1;
      // Deliveries that a reorg takes back again, and others that stay.
      const fork = `-${round}`;
      const legs = operations.flatMap((id, index) =>
        chance() < 0.5
          ? [aLeg({ step: chance() < 0.5 ? 'attest' : 'deliver', block: first, id, index, fork })]
          : [],
      );
      await ingestLegs(db, { chain: there, legs, to: last, fork, finalized: 99 });
      await ingestLegs(db, { chain: here, legs: [], to: last, fork, finalized: 99 });
      await correlateAll(db);
      if (round % 2 === 1) {
        await rollBackTo(db, there, first - 1);
        await correlateAll(db);
      }
      if (round === 2 || round === 7) {
        // In the middle of whatever it sends.
        await arrived();
        await sender.kill();
        sender.start();
      }
      if (round % 4 === 2) {
        await arrived();
        receiver.goAway();
        await sleep(50);
        receiver.comeBack();
      }
    }
    receiver.behave = () => good;
    while (!(await isDone())) await sleep(50);
    const log = await db.select().from(transitions);

    expect(receiver.forged).toEqual([]);
    expect(log.length).toBeGreaterThan(40);
    expect(log.map(({ cause }) => cause.type)).toContain('reorg');
    for (const operation of new Set(log.map(({ operationId }) => operationId))) {
      const own = receiver.received.filter(isOf(operation));
      const expected = log
        .filter(({ operationId }) => operationId === operation)
        .map(({ version }) => version);
      const accepted = own.filter(({ isAccepted }) => isAccepted).map(versionOf);
      // Repeats are allowed; what comes for the first time comes in order, and none is lost.
      expect([...new Set(accepted)]).toEqual(expected.toSorted((a, b) => a - b));
      // No version was even tried before the one before it had arrived.
      for (const [index, one] of own.entries()) {
        const before = own.slice(0, index);
        const isNext = before.some(
          (each) => each.isAccepted && versionOf(each) === versionOf(one) - 1,
        );
        expect(versionOf(one) === 1 || isNext).toBe(true);
      }
    }
  },
);
