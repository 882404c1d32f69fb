import type { ToldTransition } from '../db/read-transitions.ts';
import { tellTransition, type Telling } from './tell-transition.ts';

/** A body is no larger than this: what does not fit is left out, and `truncated` says so. */
const BODY_BYTES_MAX = 32_768;
/** Some protocols take any text for an address or a token. */
const TEXT_LENGTH_MAX = 200;

/**
 * The body of a delivery: a transition as streams tell it, and its operation in short, with no text of any length in it.
 * `version` counts the states of the operation, so that a receiver may drop what is older than what it has.
 */
export function transitionBody(row: ToldTransition, telling: Telling): string {
  const told = tellTransition(row, telling);
  const data = { ...told, operation: told.operation && shorten(told.operation) };
  const body = {
    type: 'operation.transition',
    timestamp: data.observedAt,
    seq: data.seq,
    version: data.version,
    data,
  };
  const whole = JSON.stringify(body);
  return Buffer.byteLength(whole) <= BODY_BYTES_MAX
    ? whole
    : JSON.stringify({
        ...body,
        data: {
          ...data,
          changes: [],
          operation: data.operation && { ...data.operation, formerIds: [] },
          truncated: true,
        },
      });
}

function shorten({
  origin,
  destination,
  sent,
  ...own
}: NonNullable<ReturnType<typeof tellTransition>['operation']>) {
  return {
    ...own,
    origin: origin && { ...origin, name: cut(origin.name) },
    destination: destination && { ...destination, name: cut(destination.name) },
    sender: cut(own.sender),
    recipient: cut(own.recipient),
    sent: sent && {
      ...sent,
      token: cut(sent.token),
      amount: cut(sent.amount),
      symbol: cut(sent.symbol),
    },
  };
}

const cut = (text: string | null | undefined) => text?.slice(0, TEXT_LENGTH_MAX) ?? null;

/** The body of a ping, which says nothing but that a webhook is there. */
export function pingBody(webhookId: string, now: Date): string {
  return JSON.stringify({
    type: 'ping',
    timestamp: now.toISOString(),
    data: { webhook: webhookId },
  });
}
