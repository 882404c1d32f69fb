import { setTimeout as sleep } from 'node:timers/promises';

import { MidflightError } from '../core/errors.ts';
import { help, parseArguments } from './arguments.ts';
import { runDemo } from './run-demo.ts';

// A terminal sends Ctrl-C to every process of the group and npm passes it on, so one keystroke arrives twice.
const echoMs = 1_000;

const controller = new AbortController();
let asked = Number.NaN;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // The second time is an order: everything we started ends with us.
    if (performance.now() - asked > echoMs) process.exit(130);
    if (Number.isNaN(asked)) asked = performance.now();
    controller.abort();
  });
}

// The reader of a pipe may leave early (`npm run demo | head`): there is nobody left to show anything to.
process.stdout.on('error', () => controller.abort());

try {
  const run = parseArguments(process.argv.slice(2), process.env);
  if (run.type === 'help') console.log(help);
  else process.exitCode = await runDemo(run, controller.signal);
} catch (error) {
  if (!(error instanceof MidflightError)) throw error;
  console.error(`${error.message} ${error.recovery}`);
  process.exitCode = error.code === 'bad_argument' ? 2 : 1;
}

// Sockets that a client keeps open would hold us for some seconds more.
await sleep(0);
process.exit();
