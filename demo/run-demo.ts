import { setTimeout as sleep } from 'node:timers/promises';

import type { Run } from './arguments.ts';
import { startTransfers } from './cctp/transfers.ts';
import { choosePort } from './choose-port.ts';
import { createApiClient } from './client.ts';
import { every } from './every.ts';
import type { Loop } from './every.ts';
import { makeHome } from './home.ts';
import type { Home } from './home.ts';
import { createOutput } from './output.ts';
import type { Output } from './output.ts';
import { startOutages } from './outage.ts';
import type { Outage } from './outage.ts';
import { plainOutage, plainReorg } from './plain.ts';
import { startProduct } from './product.ts';
import { startRelayer } from './relayer.ts';
import { startReorgs } from './reorg.ts';
import type { Reorg } from './reorg.ts';
import { summarize } from './summary.ts';
import { tally } from './tally.ts';
import { startSodaxTraffic } from './sodax/traffic.ts';
import { startTraffic } from './traffic.ts';
import { createWatch } from './watch.ts';
import { startWorld, stopwatch } from './world.ts';

const pollEveryMs = 1_000;
const loopsStopMsMax = 500;
/** The longest that Node's timers count, 24 days: what we take for "until Ctrl-C". */
const timerMsMax = 2 ** 31 - 1;
const reorgsMax = 1_000;
const protocols = ['axelar', 'cctp', 'sodax'];

/**
 * Runs the demo until its time is up or the signal says so, and stops all that it started. Where nothing of a protocol has
 * completed by then, it goes on for as long as the start took.
 *
 * Resolves with the exit code: 0, or 1 if a run with a time limit saw no operation complete of one of the protocols.
 */
export async function runDemo(run: Run, signal: AbortSignal): Promise<0 | 1> {
  const start = performance.now();
  const elapsedMs = () => performance.now() - start;
  const port = await choosePort(run.port);
  const api = `http://127.0.0.1:${port}`;
  const output = createOutput({ api, seed: run.seed, elapsedMs });
  if (port !== run.port.number) {
    output.say(`Port ${run.port.number} is taken by another program, so the API is on ${port}`);
  }

  const loops: Loop[] = [];
  const stops: (() => Promise<void>)[] = [];
  let home: Home | undefined;
  try {
    const world = await startWorld({ seed: run.seed, log: output.say });
    stops.push(world.stop);
    signal.throwIfAborted();
    home = makeHome(world, process.env.MIDFLIGHT_DIR ?? '.midflight');

    // The users do not wait for anyone: what they do before the product is ready, it catches up on.
    const { onError } = output;
    const relayer = startRelayer({ world, onError });
    const traffic = startTraffic({ world, onError, onSubmission: relayer.take });
    const transfers = startTransfers({
      random: world.random,
      hub: world.solana.cctp,
      others: world.chains.map(({ cctp }) => cctp),
      onError,
    });
    const swaps = startSodaxTraffic({ world, onError });
    loops.push(relayer, traffic, transfers, swaps);
    output.say('Users call contracts on other chains, a relayer follows them');
    output.say('Others send tokens to and from Solana with CCTP');
    output.say(
      'Others swap and send tokens with SODAX: to its hub, to a solver, and out to another chain',
    );

    const seconds = stopwatch();
    const client = createApiClient(api);
    const product = await startProduct({ home, port, client, onRestart: output.notice, signal });
    stops.push(product.stop);
    output.say(`Midflight ready in ${seconds()}, its log while it runs is ${home.logFile}`);
    const startMs = elapsedMs();

    const reorgs: Reorg[] = [];
    const onReorg = (reorg: Reorg) => {
      if (reorgs.length < reorgsMax) reorgs.push(reorg);
      output.notice(plainReorg(reorg));
    };
    loops.push(startReorgs({ world, onReorg, onError }));
    const onOutage = (outage: Outage) => output.notice(plainOutage(outage));
    loops.push(startOutages({ world, transfers, onOutage, onError }));

    const watch = createWatch({ client, elapsedMs });
    output.open();
    const watching = every({
      restMs: (round) => (round === 0 ? 0 : pollEveryMs),
      run: async () => {
        const news = await watch.poll();
        output.show(watch.view(), news);
      },
      onError: (error) => {
        output.onError(error);
        output.show(watch.view(), []);
      },
    });
    loops.push(watching);

    const leftMs = run.forMs === undefined ? undefined : Math.max(0, run.forMs - elapsedMs());
    await untilOver(signal, leftMs);
    // On a busy machine the start takes the time in which something could complete: that is given back before a run fails.
    const missing = () =>
      run.forMs === undefined
        ? []
        : protocols.filter((name) => !watch.view().totals.firstCompleteAfterMs.has(name));
    const deadline = performance.now() + startMs;
    while (!signal.aborted && missing().length > 0 && performance.now() < deadline) {
      await untilOver(signal, pollEveryMs);
    }

    // One more look, at what the last second brought.
    await watching.stop();
    await watch.poll().catch(() => undefined);
    const counted = await tally(client).catch(() => null);
    const view = watch.view();
    output.close();
    const restarts = product.restarts();
    const endMs = elapsedMs();
    for (const line of summarize({ view, counted, reorgs, restarts, elapsedMs: endMs })) {
      console.log(line);
    }
    await stopAll({ loops, stops, output });
    home.remove();
    const never = missing();
    if (signal.aborted || never.length === 0) return 0;
    console.error(
      `No operation of ${never.join(', ')} completed in ${Math.round(endMs / 1_000)} s. The first of each take up to half a minute: give them more time, such as --for 60s.`,
    );
    return 1;
  } catch (error) {
    output.close();
    await stopAll({ loops, stops, output });
    // Ctrl-C while things were starting: that is no failure.
    if (!signal.aborted) throw error;
    home?.remove();
    return 0;
  }
}

async function stopAll(parts: {
  loops: readonly Loop[];
  stops: readonly (() => Promise<void>)[];
  output: Output;
}): Promise<void> {
  const { loops, stops, output } = parts;
  output.mute();
  // A round that waits for a chain that is gone must not hold up the end.
  const rounds = Promise.all(loops.map((loop) => loop.stop()));
  await Promise.race([rounds, sleep(loopsStopMsMax)]);
  await Promise.allSettled(stops.map((stop) => stop()));
}

async function untilOver(signal: AbortSignal, ms = timerMsMax): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
