import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../chains/endpoints/clock.ts';

const HASTE = 20;

/** A clock on which endpoints rest and are tried again twenty times as fast. */
export const hurriedClock: Clock = {
  now: () => performance.now() * HASTE,
  utc: () => Date.now(),
  sleep: (ms) => sleep(ms / HASTE),
  random: Math.random,
};
