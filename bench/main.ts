import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ingestReport } from './ingest-report.ts';
import { liveReport } from './live-report.ts';
import { machine } from './machine.ts';
import { measureIngest } from './measure-ingest.ts';
import { measureLive } from './measure-live.ts';
import { printReport } from './print-report.ts';
import type { Sample } from './run-ingest.ts';

// npm run bench:ingest [-- --blocks 100000 --logs 500000 --live-blocks 500 --skip-live --skip-ingest --json <file>]

const { values } = parseArgs({
  options: {
    blocks: { type: 'string', default: '100000' },
    logs: { type: 'string', default: '500000' },
    'live-blocks': { type: 'string', default: '500' },
    'live-block-ms': { type: 'string', default: '100' },
    'skip-live': { type: 'boolean', default: false },
    'skip-ingest': { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const blocks = Number(values.blocks);
const logs = Number(values.logs);

/** On a terminal one line that changes; elsewhere a line for each stage. */
const say = (text: string) =>
  process.stderr.write(process.stderr.isTTY ? `\r\u001B[2K${text}` : `${text}\n`);
let saidAt = 0;
const onSample = ({ blocks: read, seconds, rssMb }: Sample) => {
  if (!process.stderr.isTTY && seconds - saidAt < 5) return;
  saidAt = seconds;
  const rate = Math.round((read / blocks) * (logs / Math.max(seconds, 0.1)));
  say(`indexing: ${read} of ${blocks} blocks, ${rate} events/s, ${Math.round(rssMb)} MB`);
};

const measure = values['skip-ingest']
  ? null
  : await measureIngest({ blocks, logs, onStage: say, onSample });
const live = values['skip-live']
  ? null
  : liveReport(
      await measureLive({
        blocks: Number(values['live-blocks']),
        blockMs: Number(values['live-block-ms']),
        onStage: say,
      }),
    );
say('');
const ingest = measure && ingestReport(measure);
const on = machine(measure?.postgres ?? 'embedded');
console.log(printReport({ ingest, live, machine: on }));
const json = JSON.stringify({ ...ingest, live, machine: on });
if (values.json === undefined) console.log(`\nAs JSON:\n${json}`);
else writeFileSync(values.json, `${json}\n`);
