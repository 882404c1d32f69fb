import { hash } from 'node:crypto';
import type { Hex } from '../core/raw-log.ts';

/**
 * What stands for a text of any length in a link: its SHA-256. No contract computes it; what one does compute is a Keccak-256
 * in most cases (`keccak.ts`), which takes several times as long.
 */
export const digest = (text: string): Hex => `0x${hash('sha256', text, 'hex')}`;
