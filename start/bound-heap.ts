import { setFlagsFromString } from 'node:v8';

/**
 * Lets this process's heap grow to twice what is alive in it before it is swept, not to four times. A backfill leaves more
 * behind than anything else does: it then stays in half the memory, for some hundredths more of a processor.
 */
export function boundHeap(): void {
  setFlagsFromString('--heap-growing-percent=100');
}
