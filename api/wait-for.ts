import { z } from '@hono/zod-openapi';
import { MidflightError } from '../core/errors.ts';
import { isTerminal } from '../core/status.ts';
import type { OperationDetail } from '../db/operation-reader.ts';
import type { StoredOperation } from '../db/types.ts';
import type { Waiters } from './waiters.ts';

/** What may be waited for. */
export const awaitables = ['confirmed', 'complete', 'final', 'change'] as const;
export type Awaitable = (typeof awaitables)[number];

const TIMEOUT_MS_MAX = 60_000;
const timeoutError = 'must be a time of up to 60 seconds, such as 30s, 500ms or 30';

/** The query parameters of an answer that may wait. */
export const waitFields = {
  waitFor: z
    .enum(awaitables, { error: `must be one of ${awaitables.join(', ')}` })
    .optional()
    .openapi({
      description: [
        'Answers once this is so, or cannot be so any more, or the time is over; `waited` says which.',
        '- `confirmed`: its origin is confirmed on its own chain.',
        '- `complete`: the user has what was promised.',
        '- `final`: no reorg can undo how it ended.',
        '- `change`: it has another version than `version` or `If-None-Match` says, or than it has now.',
        'What is not there yet is waited for as well.',
      ].join('\n'),
      example: 'complete',
    }),
  timeout: z
    .string()
    .regex(/^\d{1,5}(?:ms|s)?$/, { error: timeoutError })
    .transform((text) => Number.parseInt(text, 10) * (text.endsWith('ms') ? 1 : 1_000))
    .pipe(z.number().max(TIMEOUT_MS_MAX, { error: timeoutError }))
    .optional()
    .openapi({
      type: 'string',
      description:
        'How long to wait, up to 60 seconds; 30 unless given. Only together with `waitFor`.',
      example: '30s',
      maxLength: 7,
    }),
  version: z
    .string()
    .regex(/^\d{1,9}$/, { error: 'must be a version of the operation' })
    .transform(Number)
    .optional()
    .openapi({
      type: 'string',
      maxLength: 9,
      description: 'The version that the caller has. Only together with `waitFor=change`.',
      example: '3',
    }),
};

const waitQuery = z.object(waitFields);

export const waitedSchema = z
  .object({
    for: z.enum(awaitables),
    reached: z.boolean().openapi({
      description:
        'False if the time was over first, or if it will not be: see `status`, `terminal` and `stage`.',
    }),
  })
  .openapi('Waited');
export type Waited = z.infer<typeof waitedSchema>;

/** A wait as its parameters say it. */
export interface Wait {
  for: Awaitable;
  ms: number;
  /** The version that counts as no change; null for the first one that is read. */
  version: number | null;
}

const TIMEOUT_MS = 30_000;

/**
 * The wait that parameters ask for; null for none.
 *
 * @throws MidflightError `bad_request` for parameters that do not go together
 */
export function waitOf(
  { waitFor, timeout, version }: z.output<typeof waitQuery>,
  ifNoneMatch: string | undefined,
): Wait | null {
  if (version !== undefined && waitFor !== 'change') throw lacks('version', 'waitFor=change');
  if (timeout !== undefined && waitFor === undefined) throw lacks('timeout', 'waitFor');
  if (waitFor === undefined) return null;
  // A weak ETag begins with the version.
  const [, known] = /^W\/"(\d{1,9})/.exec(ifNoneMatch ?? '') ?? [];
  return {
    for: waitFor,
    ms: timeout ?? TIMEOUT_MS,
    version: version ?? (known === undefined ? null : Number(known)),
  };
}

/** What was found, or why nothing was. */
type Seen = { row: OperationDetail } | { error: MidflightError };

/**
 * Finds an operation, and waits for it.
 *
 * @param find throws a MidflightError as long as there is no such operation
 */
export async function waitFor(
  waiters: Pick<Waiters, 'until'>,
  { id, wait, find, who, signal }: FindAndWait,
): Promise<{ row: OperationDetail; waited: Waited }> {
  let { version } = wait;
  let known: string | null = null;
  const read = async (): Promise<Seen> => {
    try {
      const row = await find(id);
      version ??= row.version;
      known ??= row.id;
      return { row };
    } catch (error) {
      if (!(error instanceof MidflightError && mayCome.has(error.code))) throw error;
      // To come is a change as well.
      version ??= 0;
      return { error };
    }
  };
  const isReached = ({ row }: { row: OperationDetail }) =>
    wait.for === 'change'
      ? row.version !== version || row.id !== known
      : reached[wait.for](row.body);
  const isOver = (seen: Seen) =>
    'row' in seen &&
    (isReached(seen) || (wait.for !== 'change' && isVain(wait.for, seen.row.body)));
  const seen = await waiters.until(id, read, { isOver, ms: wait.ms, who, signal });
  if ('error' in seen) throw seen.error;
  return { row: seen.row, waited: { for: wait.for, reached: isReached(seen) } };
}

interface FindAndWait {
  id: string;
  wait: Wait;
  find: (id: string) => Promise<OperationDetail>;
  /** By whom the wait is counted: a key or an address. */
  who: string;
  /** The caller has gone. */
  signal: AbortSignal;
}

/** Errors that blocks to come may do away with. */
const mayCome: ReadonlySet<string> = new Set(['not_indexed_yet', 'no_such_operation']);

const reached: Readonly<
  Record<Exclude<Awaitable, 'change'>, (operation: StoredOperation) => boolean>
> = {
  confirmed: ({ status, stage }) =>
    status !== 'pending' && status !== 'reverted' && stage !== 'superseded',
  complete: ({ status }) => status === 'complete',
  final: ({ final }) => final,
};

/** Whether something cannot come as things stand; a reorg may change that, which nobody waits for. */
function isVain(
  awaited: Exclude<Awaitable, 'change'>,
  { status, stage }: StoredOperation,
): boolean {
  if (awaited === 'final') {
    // What rests on the absence of its origin alone is never final, and the end that is out of sight never comes.
    return (
      stage === 'destination_not_covered' ||
      stage === 'superseded' ||
      (status === 'reverted' && stage === 'origin_missing')
    );
  }
  return isTerminal(status) || (awaited === 'complete' && stage === 'destination_not_covered');
}

function lacks(name: string, other: string): MidflightError {
  return new MidflightError({
    code: 'bad_request',
    message: `The parameter ${name} says nothing without ${other}.`,
    recovery: `Add ${other}, or leave ${name} out.`,
  });
}
