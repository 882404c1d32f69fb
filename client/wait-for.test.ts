import { describe, expect, test } from 'vitest';
import examples from '../api/examples.json' with { type: 'json' };
import { json, problem, scriptedServer, type Turn } from '../test/scripted-server.ts';
import type { OperationDetail } from './api-types.ts';
import { createTransport } from './transport.ts';
import { OperationEndedError, waitFor, WaitTimeoutError, type Goal } from './wait-for.ts';

// CAST: a real answer.
const real = examples['GET /v1/operations/{id}']['200'] as OperationDetail;
const state = (parts: Partial<OperationDetail>): Turn =>
  json({ ...real, status: 'confirmed', terminal: false, final: false, ...parts });
const open = state({ version: 1 });
const complete = state({ version: 2, status: 'complete', terminal: true });
const final = state({ version: 3, status: 'complete', terminal: true, final: true });

/** How waiting ends, of a server that answers like this. */
async function wait(
  turns: readonly Turn[],
  { goal = 'complete', timeout = 60_000 }: { goal?: Goal; timeout?: number } = {},
) {
  const { baseUrl, asked } = await scriptedServer(turns);
  const seen: number[] = [];
  const onUpdate = ({ version }: OperationDetail) => void seen.push(version);
  const result: unknown = await waitFor(
    createTransport({ baseUrl }),
    { id: 'cctp:v1:7:104742', goal, interval: 10 },
    { timeout, onUpdate },
  ).catch((error: unknown) => error);
  return { result, seen, asked: asked.map(({ url }) => decodeURIComponent(url ?? '')) };
}

describe('waiting', () => {
  test('ends when the status says complete, and shows each version on the way once', async () => {
    const { result, seen, asked } = await wait([open, open, complete]);
    expect(result).toMatchObject({ status: 'complete', version: 2 });
    expect(seen).toEqual([1, 2]);
    const path = '/v1/operations/cctp:v1:7:104742';
    const held = `${path}?waitFor=complete&timeout=25000ms`;
    expect(asked).toEqual([path, held, held]);
  });

  test.each([
    ['every leg has happened', { completion: { requires: [], missing: [] }, pending: null }],
    ['its stage is delivered', { stage: 'delivered' as const }],
    ['it is settled', { settlement: 'settled' as const }],
  ])('never takes it for complete because %s', async (_, parts) => {
    const refunded = state({ version: 2, status: 'refunded', terminal: true });
    const { result, asked } = await wait([state(parts), state(parts), refunded]);
    expect(result).toBeInstanceOf(OperationEndedError);
    expect(asked).toHaveLength(3);
  });

  test('for final goes on after complete', async () => {
    const { result, asked } = await wait([complete, final], { goal: 'final' });
    expect(result).toMatchObject({ status: 'complete', final: true });
    expect(asked[1]).toContain('waitFor=final');
  });

  test.each(['refunded', 'failed', 'cancelled', 'reverted'] as const)(
    'ends with an error when it is %s',
    async (status) => {
      const { result } = await wait([open, state({ version: 2, status, terminal: true })]);
      expect(result).toBeInstanceOf(OperationEndedError);
      expect(result).toMatchObject({ status, operation: { status, version: 2 } });
    },
  );

  test('goes on while it is expired or refunding: a late fill may still come', async () => {
    const { result } = await wait([
      state({ version: 1, status: 'expired' }),
      state({ version: 2, status: 'refunding' }),
      complete,
    ]);
    expect(result).toMatchObject({ status: 'complete' });
  });

  test('follows the operation that stands in its place after a reorg', async () => {
    const superseded = state({ status: 'cancelled', terminal: true, supersededBy: 'cctp:v1:7:9' });
    const { result, asked } = await wait([superseded, state({ ...real, id: 'cctp:v1:7:9' })]);
    expect(result).toMatchObject({ id: 'cctp:v1:7:9', status: 'complete' });
    expect(asked[1]).toContain('/v1/operations/cctp:v1:7:9?');
  });

  test('goes on while it is not indexed yet, and ends where there is no such operation', async () => {
    const early = await wait([problem(404, 'not_indexed_yet'), complete]);
    expect(early.result).toMatchObject({ status: 'complete' });
    const never = await wait([problem(404, 'no_such_operation')]);
    expect(never.result).toMatchObject({ code: 'no_such_operation' });
  });

  test('asks again and again where the server holds no requests', async () => {
    const { result, asked } = await wait([open, problem(400, 'bad_request'), open, complete]);
    expect(result).toMatchObject({ status: 'complete' });
    expect(asked.slice(2)).toEqual(Array(2).fill('/v1/operations/cctp:v1:7:104742'));
  });

  test('asks again and again where as many wait as may', async () => {
    const plain = [open, open, complete];
    const full: Turn = (response, request) => {
      const isHeld = request.url?.includes('waitFor') === true;
      const turn = isHeld
        ? problem(503, 'too_many_waits', { 'retry-after': '0' })
        : (plain.shift() ?? complete);
      turn(response, request);
    };
    expect((await wait([full])).result).toMatchObject({ status: 'complete' });
  });

  test('has requests held again once there is room, or the server is there again', async () => {
    for (const code of ['too_many_waits', 'not_ready']) {
      const full: Turn = problem(503, code, { 'retry-after': '30' });
      const { result, asked } = await wait([open, open, full, open, complete]);
      expect(result).toMatchObject({ status: 'complete' });
      expect(asked.map((url) => url.includes('waitFor'))).toEqual([false, true, true, false, true]);
    }
  });

  test('keeps on having requests held after a server was away', async () => {
    const away = problem(503, 'database_unavailable', { 'retry-after': '0' });
    const { result, asked } = await wait([open, ...Array<Turn>(5).fill(away), complete]);
    expect(result).toMatchObject({ status: 'complete' });
    expect(asked.slice(1).every((url) => url.includes('waitFor'))).toBe(true);
  });

  test('outlives a server that is away for a while', async () => {
    const away = problem(503, 'not_ready', { 'retry-after': '0' });
    const { result, asked } = await wait([open, ...Array<Turn>(5).fill(away), complete]);
    expect(result).toMatchObject({ status: 'complete' });
    expect(asked).toHaveLength(7);
  });

  test('ends in time, also where the server says nothing', async () => {
    const { result } = await wait([() => {}], { timeout: 200 });
    expect(result).toBeInstanceOf(WaitTimeoutError);
    expect(result).toMatchObject({ operation: null });
  });

  test('for less than a request is held for says how it was seen last', async () => {
    const held: Turn = (response, request) => {
      if (request.url?.includes('waitFor') === true) return;
      open(response, request);
    };
    const { result } = await wait([held], { timeout: 3_000 });
    expect(result).toBeInstanceOf(WaitTimeoutError);
    expect(result).toMatchObject({ operation: { version: 1 } });
  });

  test('ends with its signal', async () => {
    const { baseUrl } = await scriptedServer([open]);
    const abort = new AbortController();
    const goal = { id: 'a', goal: 'complete', interval: 60_000 } as const;
    const waiting = waitFor(createTransport({ baseUrl }), goal, {
      signal: abort.signal,
      onUpdate: () => abort.abort(new Error('the page was left')),
    });
    await expect(waiting).rejects.toThrow('the page was left');
  });
});
