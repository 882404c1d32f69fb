/** The last second of the year 9999: what comes later no date can be written of. */
const LAST = 253_402_300_799;

/** Whether a block may be of this time, in seconds since 1970. */
export const isBlockTime = (seconds: number): boolean =>
  Number.isSafeInteger(seconds) && seconds >= 0 && seconds <= LAST;
