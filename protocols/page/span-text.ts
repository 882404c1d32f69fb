const units = [
  [86_400, 'days'],
  [3_600, 'h'],
  [60, 'min'],
] as const;

/** A time in seconds as people say it: `90 s`, `20 min`, `2.5 h`, `7 days`. */
export function spanText(seconds: number): string {
  const [size, unit] = units.find(([least]) => seconds >= 2 * least) ?? [1, 's'];
  return `${Math.round((seconds / size) * 10) / 10} ${unit}`;
}
