import { describe, expect, test } from 'vitest';
import { bindProtocol } from './bind.ts';
import { cctp } from './cctp.ts';

const solana = 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp';
const base = cctp.deployments['eip155:8453'];
if (!base) throw new Error('CCTP is on Base');

describe('a protocol began on a chain', () => {
  const { beginsOn } = bindProtocol(cctp);

  test('at the first block that is known there', () => {
    expect(beginsOn?.('eip155:8453')).toEqual({ block: 4_131_742n });
  });

  test('else on the day of the chain, or on that of all main networks', () => {
    expect(beginsOn?.(solana)).toEqual({ day: '2024-01-01' });
    expect(beginsOn?.('eip155:43114')).toEqual({ day: '2023-02-01' });
  });

  test('nobody knows when on a test network, nor where it is not', () => {
    expect(beginsOn?.('eip155:84532')).toBe(null);
    expect(beginsOn?.('eip155:31337')).toBe(null);
  });
});

describe('with a deployment of the operator', () => {
  const withOwn = (chain: `eip155:${number}`, deployment: Partial<typeof base>) =>
    bindProtocol(cctp, { [chain]: { ...base, ...deployment } }).beginsOn?.(chain);

  test('that has other contracts it began on the day: they may be older than the known ones', () => {
    const v1 = {
      tokenMessenger: '0x0000000000000000000000000000000000000001',
      messageTransmitter: '0x0000000000000000000000000000000000000002',
    } as const;
    expect(withOwn('eip155:8453', { v1 })).toEqual({ day: '2023-02-01' });
  });

  test('that has the known contracts it began at their first block', () => {
    expect(withOwn('eip155:8453', {})).toEqual({ block: 4_131_742n });
  });

  test('on a chain that is not known it began on the day, if that is of the main network', () => {
    expect(withOwn('eip155:31337', {})).toEqual({ day: '2023-02-01' });
    expect(withOwn('eip155:31337', { network: 'local' })).toBe(null);
  });
});
