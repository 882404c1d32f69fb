import { expect, test } from 'vitest';
import { protocols } from '../protocols/index.ts';
import { encodeLogs, readFixture } from './fixture.ts';
import { stateTransaction } from './state-transaction.ts';

test.each(Object.entries(protocols))(
  'every transaction of the fixture of %s can be stated from its bytes',
  (name, { events }) => {
    for (const transaction of readFixture(name).transactions) {
      const [first, ...rest] = encodeLogs(transaction);
      if (!first) throw new Error('a transaction has logs');
      const stated = stateTransaction([first, ...rest], { events, why: transaction.why });
      expect(encodeLogs(stated)).toEqual([first, ...rest]);
    }
  },
);

test('a log with more bytes than its declaration has cannot be stated', () => {
  const [transaction] = readFixture('axelar').transactions;
  const [log] = transaction ? encodeLogs(transaction) : [];
  if (!log) throw new Error('Axelar has a fixture');
  const { events } = protocols.axelar;
  expect(() =>
    stateTransaction([{ ...log, data: `${log.data}00` }], { events, why: 'made up' }),
  ).toThrow('is what its declaration says');
});
