import { expect, test } from 'vitest';
import { failure } from '../../test/endpoint-pool.ts';
import { asFault, createPatience } from './silence.ts';

const slow = () => failure('rpc_refused', { context: { isTimeout: true } });
const refusal = failure('rpc_refused');

test('one answer that took too long may be shorter, the second in a row is the fault of the endpoint', () => {
  const { mayHalve } = createPatience(() => true);
  expect([mayHalve(slow()), mayHalve(refusal), mayHalve(slow())]).toEqual([true, true, true]);
  const fault = expect.objectContaining({ code: 'rpc_unreachable', isTransient: true }) as Error;
  expect(() => mayHalve(slow())).toThrow(fault);
});

test('only what took too long becomes a fault', () => {
  const away = failure('rpc_unreachable', { context: { isTimeout: true } });
  expect([refusal, away, null].map(asFault)).toEqual([refusal, away, null]);
  expect(asFault(slow())).toMatchObject({ code: 'rpc_unreachable', message: 'rpc_refused.' });
});
