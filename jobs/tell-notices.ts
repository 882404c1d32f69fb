import type { Channel, Notice, SendResult } from '../alerts/channel.ts';
import { RETRY_AFTER_MS_MAX, type AlertPace } from '../alerts/pace.ts';
import { reasonOf } from '../core/errors.ts';
import type { Meter } from '../core/meter.ts';
import {
  giveNoticeBack,
  settleFailed,
  settleSent,
  type ClaimedNotice,
  type FailedResult,
} from '../db/alert-notices.ts';
import { retryPauseMs } from '../webhooks/pace.ts';
import type { JobDeps } from './define.ts';
import { noticesOf } from './notices-of.ts';

/** How notices are sent. */
export interface NoticeSender {
  publicUrl: string | null;
  pace: AlertPace;
  meter?: Pick<Meter, 'alerted'>;
  /** By `performance.now()`, when somebody else has the turn. */
  until: number;
}

/** A notice that is to be sent, as it was claimed and as the channel is told it. */
interface Told {
  claimed: ClaimedNotice;
  notice: Notice;
}

/**
 * Sends notices of one channel once, together where it takes many at once, and writes what came of it. Where it refuses them
 * together each is sent by itself, so that one that it does not take keeps none of the others from it.
 *
 * @returns how long the channel asks to be left alone
 */
export async function tellNotices(
  channel: Channel,
  claimed: readonly ClaimedNotice[],
  sender: NoticeSender,
  deps: JobDeps,
): Promise<number> {
  const wanted = claimed.filter(
    ({ kind, isOutdated }) => channel.takes.includes(kind) && !isOutdated,
  );
  let notices: Map<string, Notice>;
  try {
    notices = await noticesOf(deps.db, wanted, sender.publicUrl);
  } catch (error) {
    // A fault of ours, or of the database: it must not hold up what comes behind it.
    return settle(claimed, failureOf(error), { channel, sender, deps });
  }
  const told = claimed.flatMap((one): Told[] => {
    const notice = notices.get(one.id);
    return notice ? [{ claimed: one, notice }] : [];
  });
  const skipped = claimed.filter(({ id }) => !notices.has(id));
  await settle(skipped, null, { channel, sender, deps });
  if (told.length === 0) return 0;
  const { sendMany } = channel;
  if (!sendMany) return tellEach(told, { channel, sender, deps });
  const all = told.map((one) => one.claimed);
  const sent = await tried(
    (options) =>
      sendMany(
        told.map(({ notice }) => notice),
        options,
      ),
    {
      channel,
      sender,
      deps,
    },
  );
  return told.length > 1 && isRefused(sent)
    ? tellEach(told, { channel, sender, deps })
    : settle(all, sent, { channel, sender, deps });
}

interface Context {
  channel: Channel;
  sender: NoticeSender;
  deps: JobDeps;
}

/** One after the other, for as long as it is our turn. */
async function tellEach(told: readonly Told[], context: Context): Promise<number> {
  const { channel, sender, deps } = context;
  for (const [index, { claimed, notice }] of told.entries()) {
    if (index > 0 && performance.now() >= sender.until) {
      for (const later of told.slice(index)) await giveNoticeBack(deps.db, later.claimed);
      return 0;
    }
    const sent = await tried((options) => channel.send(notice, options), context);
    const asked = await settle([claimed], sent, context);
    if (asked === 0) continue;
    for (const later of told.slice(index + 1)) await giveNoticeBack(deps.db, later.claimed);
    return asked;
  }
  return 0;
}

async function tried(
  send: (options: { signal: AbortSignal; timeoutMs: number }) => Promise<SendResult>,
  { sender, deps }: Context,
): Promise<SendResult> {
  try {
    return await send({ signal: deps.signal, timeoutMs: sender.pace.timeoutMs });
  } catch (error) {
    return failureOf(error);
  }
}

const failureOf = (error: unknown): SendResult => ({
  type: 'failed',
  status: null,
  detail: reasonOf(error),
  retryAfterMs: null,
});

const TOO_MANY_REQUESTS = 429;
const REQUEST_TIMEOUT = 408;

/** What was sent is not taken: trying the same again is of no use. */
function isRefused(sent: SendResult): boolean {
  if (sent.type === 'sent' || sent.status === null) return false;
  const { status } = sent;
  return (
    status >= 400 && status < 500 && status !== TOO_MANY_REQUESTS && status !== REQUEST_TIMEOUT
  );
}

/**
 * Writes what came of notices that were sent together.
 *
 * @param sent null for those that nobody is told
 */
async function settle(
  notices: readonly ClaimedNotice[],
  sent: SendResult | null,
  { channel, sender, deps }: Context,
): Promise<number> {
  const { db, log, signal } = deps;
  const { pace, meter } = sender;
  if (sent === null || sent.type === 'sent') {
    await settleSent(db, notices, {
      status: sent?.status ?? null,
      isSkipped: sent === null,
      repeatMs: sent && channel.repeatMs,
    });
    for (const notice of notices) meter?.alerted({ channel: notice.channel, outcome: 'sent' });
    return 0;
  }
  if (signal.aborted) {
    for (const notice of notices) await giveNoticeBack(db, notice);
    return 0;
  }
  const asked = Math.min(sent.retryAfterMs ?? 0, RETRY_AFTER_MS_MAX);
  const patience = {
    triesMin: pace.retryMs.length + 1,
    patienceMs: pace.retryMs.reduce((sum, pause) => sum + pause, 0),
  };
  const { status, detail: reason, isGone = false } = sent;
  const failed: ClaimedNotice[] = [];
  for (const notice of notices) {
    const pauseMs = pauseAfter(notice, { pace, asked, repeatMs: channel.repeatMs ?? Infinity });
    const result: FailedResult = { status, reason, isGone, pauseMs };
    const outcome = await settleFailed(db, notice, { result, patience });
    if (outcome) meter?.alerted({ channel: notice.channel, outcome });
    if (outcome === 'dead') {
      log.error({ ...loggedOf(notice), reason }, 'a channel was not told of an alert');
    } else {
      failed.push(notice);
    }
  }
  const [first] = failed;
  if (first) {
    const all = failed.length === 1 ? {} : { notices: failed.length };
    log.warn({ ...loggedOf(first), ...all, reason }, 'a notice failed; it is tried again');
  }
  return asked;
}

const loggedOf = ({ id, channel, kind, tries }: ClaimedNotice) => ({
  notice: id,
  channel,
  kind,
  tries,
});

/** A service that forgets what it is not reminded of takes a longer pause for the end of the alert. */
function pauseAfter(
  { tries }: ClaimedNotice,
  { pace, asked, repeatMs }: { pace: AlertPace; asked: number; repeatMs: number },
): number {
  const pause = retryPauseMs(pace, { tries, retryAfterMs: asked, chance: Math.random() });
  return Math.max(asked, Math.min(pause, repeatMs));
}
