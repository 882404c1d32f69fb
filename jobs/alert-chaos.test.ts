import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { addOperations, anAlertWorld, moveOn } from '../test/alert-world.ts';
import { good, WebhookReceiver, type Manner } from '../test/webhook-receiver.ts';
import { newSecret } from '../webhooks/sign.ts';

/** A process that checks and tells, which may be killed and started again. */
function raiser(...args: string[]) {
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
      child = spawn(process.execPath, ['--import', 'tsx', 'test/raise-alerts.ts', ...args], {
        stdio: 'inherit',
      });
    },
  };
}

const badDay: Manner[] = [
  good,
  { type: 'answer', status: 500 },
  { type: 'cut' },
  { type: 'answer', status: 200, afterMs: 40 },
  { type: 'cut', isInAnswer: true },
];

test(
  'two processes that are killed again and again raise each alert once, and tell of its beginning and its end',
  { timeout: 300_000 },
  async () => {
    const world = await anAlertWorld();
    world.clock.seconds = Math.floor(Date.now() / 1_000);
    await world.see();
    const receiver = await WebhookReceiver.start();
    receiver.secret = newSecret();
    receiver.behave = (number) => badDay[number % badDay.length] ?? good;
    const raisers = [1, 2].map(() => raiser(world.url, receiver.url, receiver.secret));
    for (const one of raisers) one.start();

    const ids = ['route:a', 'route:b', 'route:c', 'route:d'];
    const until = async (holds: () => Promise<boolean>) => {
      while (!(await holds())) await sleep(20);
    };
    const states = async () => (await world.alerts()).map(({ state }) => state);
    for (const [index, id] of ids.entries()) {
      await addOperations(world, [id]);
      await until(async () => (await states()).length > index);
      const one = raisers[index % 2];
      // In the middle of whatever it does.
      await one?.kill();
      one?.start();
    }
    await moveOn(world, ids);
    await until(async () => (await states()).every((state) => state === 'resolved'));
    await raisers[0]?.kill();
    raisers[0]?.start();
    await until(async () => (await world.notices()).every(({ state }) => state === 'sent'));

    const events = await world.events();
    const alerts = await world.alerts();
    expect(alerts.map(({ subject }) => subject)).toEqual(ids);
    for (const { id } of alerts) {
      expect(events.filter(({ alertId }) => alertId === id).map(({ type }) => type)).toEqual([
        'opened',
        'resolved',
      ]);
      const accepted = receiver.received.filter(
        ({ body, isAccepted }) => isAccepted && body.data['id'] === id,
      );
      // Repeats are allowed, under the same id; the end never comes before the beginning.
      expect([...new Set(accepted.map(({ body }) => body.type))]).toEqual([
        'alert.opened',
        'alert.resolved',
      ]);
      expect(new Set(accepted.map(({ id: notice }) => notice)).size).toBe(2);
    }
    expect(receiver.forged).toEqual([]);
  },
);
