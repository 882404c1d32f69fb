import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '../db/pool.ts';
import { correlateBatch } from '../jobs/correlate.ts';
import { across } from '../protocols/across.ts';

// A worker in a process of its own: it says when it is ready, folds until nothing is dirty, and says what it did.

const HELD_MS = 5;
const [url = ''] = process.argv.slice(2);
const { db, close } = connect({ url, connectionsMax: 2, onError: () => {} });
const rules = new Map([[across.name, across.rules]]);
await correlateBatch(db, rules);
process.send?.('ready');
process.once('message', () => void work());

async function work(): Promise<void> {
  const startCpu = process.cpuUsage();
  let versions = 0;
  let held = 0;
  for (;;) {
    const done = await correlateBatch(db, rules);
    versions += done.versions;
    if (done.cleared > 0) continue;
    if (!done.isHeld) break;
    held += 1;
    await sleep(HELD_MS);
  }
  const { user, system } = process.cpuUsage(startCpu);
  process.send?.({ versions, held, cpuSeconds: (user + system) / 1e6 });
  await close();
  process.disconnect();
}
