import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { OperationAnswer } from '../../api/schemas/operation.ts';
import { freePort } from '../../start/free-port.ts';
import { documented } from '../documented.ts';

const root = resolve(import.meta.dirname, '..', '..');

test(
  'the demo shows complete operations of each protocol within its time, answers its own curl lines and leaves nothing behind',
  { timeout: 300_000 },
  async () => {
    const dir = mkdtempSync(join(tmpdir(), 'midflight-demo-'));
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    const port = await freePort();
    const demo = spawn(
      process.execPath,
      ['--import', 'tsx', 'demo/main.ts', '--for', '60s', '--port', String(port)],
      {
        cwd: root,
        env: { PATH: process.env['PATH'], HOME: process.env['HOME'], MIDFLIGHT_DIR: dir },
      },
    );
    onTestFinished(() => void demo.kill('SIGTERM'));
    let output = '';
    demo.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    demo.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const ended = new Promise<number | null>((resolve) => {
      demo.once('exit', resolve);
    });

    const said = async (pattern: RegExp): Promise<RegExpMatchArray> => {
      for (;;) {
        const match = output.match(pattern);
        if (match) return match;
        if (demo.exitCode !== null) throw new Error(`the demo never said ${pattern}:\n${output}`);
        await sleep(50);
      }
    };
    await said(/-> complete/);
    const curls = [...output.matchAll(/^curl -s '([^']+)'$/gm)].map(
      ([, url]) => new URL(url ?? ''),
    );
    expect(curls).toHaveLength(3);
    for (const { href, pathname, search } of curls) {
      expect((await documented(`${pathname}${search}`, await fetch(href))).status).toBe(200);
    }
    const operations = async (query: string) => {
      const path = `/v1/operations?limit=100&${query}`;
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      const { body } = await documented<{ operations: OperationAnswer[] }>(path, response);
      return body.operations;
    };
    const kindOf = (name: string | null | undefined) => (name === 'solana' ? 'solana' : 'evm');
    const tellSodax = (operation: OperationAnswer) => {
      const { kind, origin, destination, status, stage } = operation;
      const lane = `${kindOf(origin?.name)}>${kindOf(destination?.name)}`;
      return `${kind} ${lane} ${status} ${stage}: ${stepsOf(operation).join(', ')}`;
    };
    const stepsOf = ({ happened }: OperationAnswer) =>
      happened.filter(({ outcome }) => outcome === 'success').map(({ step }) => step);
    const whole = { axelar: ['call', 'approval', 'execution'], cctp: ['send', 'receive'] };
    for (const [protocol, steps] of Object.entries(whole)) {
      for (const operation of await operations(`protocol=${protocol}&status=complete`)) {
        // Beside them stand legs that nothing waits for, such as a gateway's own word that it carried a command out.
        expect(stepsOf(operation).filter((step) => steps.includes(step))).toEqual(steps);
      }
    }

    await vi.waitFor(
      async () => {
        const complete = await operations('protocol=cctp&status=complete');
        const lanes = complete.map(
          ({ origin, destination, details }) =>
            `${[origin, destination].map((end) => kindOf(end?.name)).join('>')} ${details['version']}`,
        );
        expect(new Set(lanes)).toEqual(
          new Set(['evm>solana v1', 'evm>solana v2', 'solana>evm v1', 'solana>evm v2']),
        );
      },
      { timeout: 30_000, interval: 500 },
    );
    await vi.waitFor(
      async () => {
        const seen = await operations('protocol=sodax');
        expect(seen.map(tellSodax)).toEqual(
          expect.arrayContaining([
            'swap evm>evm complete delivered: send, execution, creation, fill, dispatch, delivery',
            'swap evm>solana complete delivered: send, execution, creation, fill, dispatch, delivery',
            'swap solana>evm complete delivered: send, execution, stored_execution, creation, fill, dispatch, delivery',
            'transfer evm>evm complete delivered: send, execution, dispatch, delivery',
            'swap evm>evm refunding refund_pending: send, execution, calls_failed',
            'swap evm>evm confirmed awaiting_hub: send',
          ]),
        );
        const orders = seen.filter(({ kind }) => kind === 'limit_order').map(stepsOf);
        expect(orders.some((steps) => steps.includes('cancellation'))).toBe(true);
        expect(orders.some((steps) => steps.includes('fill'))).toBe(true);
      },
      { timeout: 30_000, interval: 500 },
    );
    const transfers = await operations('protocol=cctp');
    const outward = transfers.find(
      ({ origin, details, status }) =>
        origin?.name === 'solana' && details['version'] === 'v2' && status === 'complete',
    );
    const amount = Number(outward?.sent?.amount);
    expect(outward).toMatchObject({
      sender: expect.stringMatching(/^[1-9A-HJ-NP-Za-km-z]{32,44}$/),
      recipient: expect.stringMatching(/^0x[0-9a-f]{40}$/),
      sent: { token: 'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGkZwyTDt1v' },
      received: { amount: String(amount - Math.floor(amount / 10_000)) },
    });
    const signature = outward?.origin?.transaction;
    const found = `/v1/lookup?tx=${signature}`;
    const { body } = await documented(found, await fetch(`http://127.0.0.1:${port}${found}`));
    expect(body).toMatchObject({ matches: [{ operation: { id: outward?.id } }] });
    // The fifth transfer, which nobody ever claims, is the first one from gamma to Solana.
    const [unclaimed] = transfers
      .filter(
        ({ origin, destination }) => origin?.name === 'gamma' && destination?.name === 'solana',
      )
      .toSorted((a, b) => a.startedAt.localeCompare(b.startedAt));
    expect(unclaimed).toMatchObject({
      status: 'confirmed',
      stage: 'awaiting_attestation',
      pending: { step: 'receive', chainName: 'solana' },
    });
    expect(await ended, output).toBe(0);
    expect(output).toMatch(/first complete after\s+[\d.]+ s/);
    expect(existsSync(dir) ? readdirSync(dir) : []).toEqual([]);
  },
);
