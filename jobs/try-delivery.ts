import { reasonOf } from '../core/errors.ts';
import { readChainNames } from '../db/chains.ts';
import { readTransitions } from '../db/read-transitions.ts';
import { tokensOfTransitions } from '../db/tokens.ts';
import type { ClaimedDelivery, TryResult } from '../db/settle-delivery.ts';
import type { WebhookTurn } from '../db/webhook-turns.ts';
import { retryPauseMs, type WebhookPace } from '../webhooks/pace.ts';
import { pingBody, transitionBody } from '../webhooks/payload.ts';
import { post } from '../webhooks/post.ts';
import { signedHeaders } from '../webhooks/sign.ts';
import type { JobDeps } from './define.ts';
import type { WebhookSender } from './webhook-job.ts';

const GONE = 410;

/**
 * Sends a delivery once.
 *
 * @returns null if it was told to stop
 */
export async function tryDelivery(
  delivery: ClaimedDelivery,
  {
    turn,
    sender: { reach, box, pace, resolve },
    deps: { db, log, signal },
  }: {
    turn: WebhookTurn;
    sender: WebhookSender & { pace: WebhookPace };
    deps: JobDeps;
  },
): Promise<TryResult | null> {
  const fail = (
    parts: Pick<Extract<TryResult, { type: 'failed' }>, 'status' | 'reason'>,
    { retryAfterMs = null, detail }: { retryAfterMs?: number | null; detail: string },
  ): TryResult => {
    const { id, tries } = delivery;
    log.info({ webhook: turn.id, delivery: id, tries, reason: detail }, 'a delivery failed');
    return {
      type: 'failed',
      ...parts,
      pauseMs: retryPauseMs(pace, { tries, retryAfterMs, chance: Math.random() }),
      retryAfterMs,
      isGone: parts.status === GONE,
    };
  };
  let secrets: string[];
  try {
    secrets = turn.secrets.map((secret) => box.open(secret));
  } catch (error) {
    return fail({ status: null, reason: 'secret_unreadable' }, { detail: reasonOf(error) });
  }
  const now = new Date();
  const { id, tries } = delivery;
  let body: string;
  try {
    body = delivery.seq === null ? pingBody(turn.id, now) : await readBody(db, delivery.seq, turn);
  } catch (error) {
    // It would hold up its operation for ever.
    const isInVain = error instanceof BodyNotMade;
    const at = { webhook: turn.id, delivery: id, tries, reason: reasonOf(error) };
    log.error(at, 'the body of a delivery cannot be made');
    const pauseMs = isInVain
      ? null
      : retryPauseMs(pace, { tries, retryAfterMs: null, chance: Math.random() });
    return { type: 'unsent', reason: 'body_not_made', pauseMs };
  }
  const timestamp = Math.floor(now.getTime() / 1_000);
  const sent = await post(
    turn.url,
    { headers: signedHeaders({ id, timestamp, body }, secrets), body },
    { reach, timeoutMs: pace.timeoutMs, signal, ...(resolve && { resolve }) },
  );
  if (sent.type === 'failed') {
    if (signal.aborted) return null;
    return fail({ status: null, reason: sent.reason }, { detail: sent.detail });
  }
  const { status, retryAfterMs } = sent;
  if (status >= 200 && status < 300) return { type: 'delivered', status };
  return fail(
    { status, reason: 'refused_by_receiver' },
    { retryAfterMs, detail: `it answered with the status ${status}` },
  );
}

/** What is stored cannot be told, however often it is tried. */
class BodyNotMade extends Error {
  override readonly name = 'BodyNotMade';
}

/** @throws BodyNotMade; what the database throws, which may pass */
async function readBody(db: JobDeps['db'], seq: bigint, { quality }: WebhookTurn): Promise<string> {
  const {
    rows: [told],
  } = await readTransitions(
    db,
    { filter: {}, quality: 'included' },
    { after: seq - 1n, through: seq, limit: 1 },
  );
  const names = await readChainNames(db);
  if (!told) throw new BodyNotMade(`transition ${seq} is not in the log`);
  const tokens = await tokensOfTransitions(db, [told]);
  try {
    return transitionBody(told, { quality, nameOf: (chain) => names.get(chain), tokens });
  } catch (cause) {
    throw new BodyNotMade(reasonOf(cause), { cause });
  }
}
