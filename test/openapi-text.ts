import { pino } from 'pino';
import { createApp } from '../api/create-app.ts';
import { openApiDocument } from '../api/routes/docs.ts';
import type { Database } from '../db/pool.ts';

/** The OpenAPI document as it is committed. Its making reads no data, so that no database is needed. */
export function openApiText(): string {
  const app = createApp({
    db: undefined as unknown as Database,
    protocols: [],
    log: pino({ level: 'silent' }),
    now: () => new Date(),
  });
  return `${JSON.stringify(openApiDocument(app), null, 2)}\n`;
}
