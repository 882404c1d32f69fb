import type { Machine } from './machine.ts';
import type { ApiMeasure, Asked } from './measure-api.ts';

/** What the API should reach beside the bare server, and within how many milliseconds it should answer at half load. */
export const API_TARGETS = { ratio: 0.6, halfLoadP99Ms: 20 };

/** The tables that a person reads. */
export function apiReport(measured: readonly ApiMeasure[], on: Machine): string {
  const head = `${on.cpu}, ${on.cores} cores, ${on.memoryGb} GB, Node ${on.node}`;
  const parts = measured.flatMap(({ operations, asked, halfLoad }) => [
    '',
    `${operations.toLocaleString('en')} operations`,
    ...asked.map(lineOf),
    `  by id at half load: p50 ${halfLoad.p50Ms} ms, p99 ${halfLoad.p99Ms} ms at ${halfLoad.perSecond} a second${failed(halfLoad.failures)}  ${verdict(halfLoad.p99Ms < API_TARGETS.halfLoadP99Ms, `below ${API_TARGETS.halfLoadP99Ms} ms`)}`,
  ]);
  return [head, ...parts, ...growth(measured)].join('\n');
}

function lineOf({ name, api, bare }: Asked): string {
  const ratio = api.perSecond / bare.perSecond;
  return (
    `  ${name.padEnd(18)} ${api.perSecond} a second, p99 ${api.p99Ms} ms; bare ${bare.perSecond}, p99 ${bare.p99Ms} ms; ` +
    `ratio ${ratio.toFixed(2)}${failed(api.failures + bare.failures)}  ${verdict(ratio >= API_TARGETS.ratio, String(API_TARGETS.ratio))}`
  );
}

/** What each question costs on the largest database beside the smallest one. */
function growth(measured: readonly ApiMeasure[]): string[] {
  const [first, last] = [measured[0], measured.at(-1)];
  if (!first || !last || first === last) return [];
  return [
    '',
    `${last.operations.toLocaleString('en')} operations beside ${first.operations.toLocaleString('en')}`,
    ...last.asked.map(({ name, api }, index) => {
      const before = first.asked[index]?.api.perSecond ?? 0;
      return `  ${name.padEnd(18)} ${(api.perSecond / before).toFixed(2)} times as many a second`;
    }),
  ];
}

const failed = (count: number) => (count > 0 ? `, ${count} FAILED` : '');
const verdict = (isMet: boolean, target: string) => `${isMet ? 'met' : 'MISSED'}, target ${target}`;
