import { pino } from 'pino';
import { createApp } from '../api/create-app.ts';
import { openApiDocument } from '../api/openapi-document.ts';
import type { Database } from '../db/pool.ts';

/** The OpenAPI document as it is committed, or with other examples. Its making reads no data, so that no database is needed. */
export function openApiText(examples?: Parameters<typeof openApiDocument>[1]): string {
  const app = createApp({
    db: undefined as unknown as Database,
    protocols: [],
    log: pino({ level: 'silent' }),
    now: () => new Date(),
  });
  return `${JSON.stringify(openApiDocument(app, examples), null, 2)}\n`;
}
