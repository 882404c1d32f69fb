import { expect, test } from 'vitest';
import { bindProtocols } from '../protocols/index.ts';
import { readerFor } from './capture.ts';

const solana = 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp';

test('programs whose events are outside of the logs are those of which every protocol says so', () => {
  const cctp = bindProtocols().find(({ name }) => name === 'cctp');
  const [program, ...others] = cctp?.contracts.get(solana) ?? [];
  if (!cctp || program === undefined) throw new Error('CCTP is on Solana');
  expect(readerFor(solana, [cctp])?.filter.outsideLogs).toEqual(new Set([program, ...others]));
  const logging = {
    ...cctp,
    name: 'logging',
    contracts: new Map([[solana, [program]]] as const),
    emitsBySelfCpi: false,
  };
  expect(readerFor(solana, [cctp, logging])?.filter.outsideLogs).toEqual(new Set(others));
});
