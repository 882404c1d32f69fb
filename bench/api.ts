import { parseArgs } from 'node:util';
import { apiReport } from './api-report.ts';
import { machine } from './machine.ts';
import { measureApi, type ApiMeasure } from './measure-api.ts';

// npm run bench:api [-- --operations 10000,1000000 --seconds 10]

const { values } = parseArgs({
  options: {
    operations: { type: 'string', default: '10000,1000000' },
    seconds: { type: 'string', default: '10' },
  },
});
const onStage = (text: string) => process.stderr.write(`${text}\n`);
const measured: ApiMeasure[] = [];
for (const operations of values.operations.split(',').map(Number)) {
  measured.push(await measureApi({ operations, seconds: Number(values.seconds), onStage }));
}
const on = machine('embedded');
console.log(apiReport(measured, on));
console.log(`\nAs JSON:\n${JSON.stringify({ measured, machine: on })}`);
