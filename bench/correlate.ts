import { parseArgs } from 'node:util';
import { machine } from './machine.ts';
import { measureFolds } from './measure-folds.ts';

// npm run bench:correlate [-- --operations 20000 --workers 1,2,4]

const { values } = parseArgs({
  options: {
    operations: { type: 'string', default: '20000' },
    workers: { type: 'string', default: '1,2,4' },
  },
});
const measured = await measureFolds({
  operations: Number(values.operations),
  workers: values.workers.split(',').map(Number),
  onStage: (text) => process.stderr.write(`${text}\n`),
});
const rateOf = ({ operations, seconds }: { operations: number; seconds: number }) =>
  operations / seconds;
const first = measured[0];
for (const run of measured) {
  const ratio = first ? rateOf(run) / rateOf(first) : 1;
  console.log(
    `${run.workers} workers: ${Math.round(rateOf(run))} operations/s, ${ratio.toFixed(2)} times the first; ` +
      `${run.operations} in ${run.seconds.toFixed(1)} s, ${run.held} looks in vain, ` +
      `${((1e6 * run.cpuSeconds) / run.operations).toFixed(0)} µs of a worker's processor for each`,
  );
}
console.log(JSON.stringify({ measured, machine: machine('embedded') }));
