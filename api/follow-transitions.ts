import type { Logger } from 'pino';
import { reasonOf } from '../core/errors.ts';
import { eventText, type EventStream } from './event-stream.ts';
import type { Live } from './live.ts';
import type { Asked, TransitionPages } from './transition-pages.ts';

/** Who follows, what it asks for, and after which transition it begins. */
export interface Follower {
  out: EventStream;
  asked: Asked;
  after: bigint;
  /** The reader has gone. */
  signal: AbortSignal;
  /** The reader's key opens nothing any more. */
  closed: AbortSignal;
}

/**
 * Tells one reader what happens, from a place in the log on, until it goes, is cut or the server ends. Whatever ends it, the
 * reader goes on from the last `id` that it has seen.
 */
export async function followTransitions(
  { out, asked, after, signal, closed }: Follower,
  { live, pages, log }: { live: Live; pages: TransitionPages; log: Logger },
): Promise<void> {
  const { feed, heartbeatMs } = live;
  let at = after;
  let saidAt = performance.now();
  const say = async (texts: readonly string[]) => {
    const isTaken = await out.send(texts);
    saidAt = performance.now();
    return isTaken;
  };
  const tooSlow = () => out.end(errorEvent('too_slow'));
  const hello = { seq: at.toString(), quality: asked.quality };
  const first = eventText({ event: 'position', id: at.toString(), data: hello });
  if (!(await say([`retry: ${RETRY_MS}\n${first}`]))) return tooSlow();
  const either = AbortSignal.any([signal, closed]);
  while (!signal.aborted) {
    if (closed.aborted) return out.end(errorEvent('key_invalid'));
    if (feed.isStopped) {
      return out.end({ event: 'goodbye', data: { reason: 'shutting_down' } });
    }
    if (feed.newest > at) {
      let page: Awaited<ReturnType<TransitionPages['read']>>;
      try {
        page = await pages.read(asked, at);
      } catch (error) {
        log.warn({ reason: reasonOf(error) }, 'a stream could not go on');
        return out.end(errorEvent('interrupted'));
      }
      if (page.texts.length > 0 && !(await say(page.texts))) return tooSlow();
      at = page.through;
    } else {
      await feed.after(at, { ms: saidAt + heartbeatMs - performance.now(), signal: either });
    }
    if (performance.now() - saidAt >= heartbeatMs && !(await say([heartbeat(at)]))) {
      return tooSlow();
    }
  }
}

/** How long a browser waits before it connects again. */
const RETRY_MS = 2_000;

/** A comment, and a place: who is told of little need not look again at all that was passed over. */
const heartbeat = (at: bigint) => `: heartbeat\nid: ${at}\n\n`;

const errors = {
  too_slow: {
    detail: 'Events were not read in time.',
    recovery:
      'Connect again with the last id as Last-Event-ID, and read faster: with a filter, or work on events after reading them.',
  },
  interrupted: {
    detail: 'The log could not be read.',
    recovery: 'Connect again with the last id as Last-Event-ID; nothing is lost.',
  },
  key_invalid: {
    detail: 'The key of this stream was revoked, or has expired.',
    recovery: 'Connect again with a valid key, and with the last id as Last-Event-ID.',
  },
};

/** The last event of a stream that cannot go on. */
export function errorEvent(code: keyof typeof errors) {
  return { event: 'error' as const, data: { code, ...errors[code] } };
}
