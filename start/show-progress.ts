/** How often a terminal is written to, and how often anything else, which keeps each line. */
const TERMINAL_MS = 250;
const LINES_MS = 10_000;

/** One step of long work; `done` and `total` are in the same unit. */
export interface Step {
  /** What is being done: `capturing again`. */
  name: string;
  unit: string;
  done: number;
  total: number;
}

/** Shows on stderr how far long work is, how fast it goes and how long it will take. A terminal has one line that changes. */
export function showProgress(
  stream: Pick<NodeJS.WriteStream, 'write'> & { isTTY?: boolean } = process.stderr,
  now: () => number = () => performance.now(),
): (step: Step) => void {
  let begun: { name: string; at: number; done: number } | undefined;
  let shownAt = Number.NEGATIVE_INFINITY;
  return (step) => {
    const at = now();
    if (begun?.name !== step.name) begun = { name: step.name, at, done: step.done };
    const isLast = step.done >= step.total;
    if (!isLast && at - shownAt < (stream.isTTY ? TERMINAL_MS : LINES_MS)) return;
    shownAt = at;
    const line = progressLine(step, { ms: at - begun.at, before: begun.done });
    stream.write(stream.isTTY ? `\r${line}\u001B[K${isLast ? '\n' : ''}` : `${line}\n`);
  };
}

/** @example 'folding again  1,200 of 4,000 operations, 400 a second, 7 s left' */
function progressLine(
  { name, unit, done, total }: Step,
  { ms, before }: { ms: number; before: number },
): string {
  const place = `${name}  ${count(done)} of ${count(total)} ${unit}`;
  const perMs = ms > 0 ? (done - before) / ms : 0;
  if (perMs <= 0) return place;
  const pace = `${place}, ${count(Math.round(perMs * 1_000))} a second`;
  return done >= total ? pace : `${pace}, ${duration((total - done) / perMs)} left`;
}

/** A number with its thousands told apart. */
export const count = (value: number): string => value.toLocaleString('en-US');

function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}
