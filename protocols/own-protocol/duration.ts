const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

export const DURATION = /^[1-9]\d{0,5}[smhd]$/;

/**
 * The seconds of a length of time.
 *
 * @example
 * secondsOf('2h') // 7200
 */
export function secondsOf(duration: string): number {
  // CAST: `DURATION` ends in one of these letters.
  return Number(duration.slice(0, -1)) * SECONDS[duration.slice(-1) as keyof typeof SECONDS];
}
