import type { Report } from './report.ts';

const SAY_EVERY_MS = 5_000;

/** Says now and then how far a run is, how fast it goes and how long it will take. */
export function createProgress({ seeds, now }: { seeds: number; now: () => number }) {
  const startedAt = now();
  let saidAt = startedAt;
  let done = 0;
  let operations = 0;
  let failed = 0;
  return (report: Report): void => {
    done += 1;
    operations += report.operations;
    failed += report.divergences.length > 0 ? 1 : 0;
    if (now() - saidAt < SAY_EVERY_MS) return;
    saidAt = now();
    const seconds = (now() - startedAt) / 1_000;
    const left = ((seeds - done) * seconds) / done;
    process.stdout.write(
      `${done} of ${seeds} seeds, ${operations} operations, ${(done / seconds).toFixed(2)} seeds/s, ${failed} diverge, ${Math.ceil(left)} s left\n`,
    );
  };
}
