import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { OperationAnswer } from '../../api/schemas.ts';
import { freePort } from '../../start/free-port.ts';
import { documented } from '../documented.ts';

const root = resolve(import.meta.dirname, '..', '..');

test(
  'the demo shows a complete operation within its time, answers its own curl lines and leaves nothing behind',
  { timeout: 120_000 },
  async () => {
    const dir = mkdtempSync(join(tmpdir(), 'midflight-demo-'));
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    const port = await freePort();
    const demo = spawn(
      process.execPath,
      ['--import', 'tsx', 'demo/main.ts', '--for', '40s', '--port', String(port)],
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
    const path = '/v1/operations?status=complete';
    const { body } = await documented<{ operations: OperationAnswer[] }>(
      path,
      await fetch(`http://127.0.0.1:${port}${path}`),
    );
    for (const { happened } of body.operations) {
      const steps = happened.filter(({ outcome }) => outcome === 'success').map(({ step }) => step);
      expect(steps).toEqual(['call', 'approval', 'execution']);
    }
    expect(await ended, output).toBe(0);
    expect(output).toMatch(/first complete after\s+[\d.]+ s/);
    expect(existsSync(dir) ? readdirSync(dir) : []).toEqual([]);
  },
);
