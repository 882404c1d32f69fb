import type { z } from 'zod';
import type { AlertRule, AlertText, NoticeKind, Severity } from '../core/alerts/alert.ts';

/** What a channel is told: something happened to an alert. Times are RFC 3339. */
export interface Notice {
  /** The same for every try. */
  id: string;
  kind: NoticeKind;
  /** When it happened: the same for every try. */
  at: Date;
  /** When this is sent. */
  now: Date;
  alert: NoticeAlert;
}

export interface NoticeAlert {
  id: string;
  rule: AlertRule;
  subject: string;
  severity: Severity;
  protocol: string | null;
  /** Short names of chains, or their ids where they have none here. */
  origin: string | null;
  destination: string | null;
  chain: string | null;
  operation: string | null;
  text: AlertText;
  openedAt: Date;
  /** Null while it lasts. */
  resolvedAt: Date | null;
  /** The alert that this one has joined, so that it is over though what it is about goes on; null for none. */
  group: string | null;
  /** Who acknowledged or closed it last; null for nobody. */
  by: string | null;
  /** Where to look; null where no public URL is configured. */
  url: string | null;
}

/** What came of one try. `detail` never holds a secret, nor the address that a secret is part of. */
export type SendResult =
  | { type: 'sent'; status: number | null; detail: string }
  | {
      type: 'failed';
      status: number | null;
      detail: string;
      /** How long the service asks to be left alone. */
      retryAfterMs: number | null;
      /** Nobody is there any more, and trying again is of no use: what was to be told is given up at once. */
      isGone?: boolean;
    };

/** How a try may be ended. */
export interface SendOptions {
  signal: AbortSignal;
  timeoutMs: number;
}

/** A channel that is ready to be told of alerts. */
export interface Channel {
  /** What the service takes; the rest counts as sent. */
  takes: readonly NoticeKind[];
  /** A service that forgets what it is not reminded of is told again and again while an alert lasts; null for the others. */
  repeatMs: number | null;
  send: (notice: Notice, options: SendOptions) => Promise<SendResult>;
  /** Sends many at once, of different alerts, where a service takes that; absent where it does not. */
  sendMany?: (notices: readonly Notice[], options: SendOptions) => Promise<SendResult>;
}

/** Finds the secret that a variable of the environment holds. */
export type SecretOf = (variable: string) => string;

/** A kind of channel: what is configured of it, and how it is told. */
export interface ChannelDefinition<Schema extends z.ZodType = z.ZodType> {
  schema: Schema;
  /** @throws MidflightError `bad_config` for a variable that is unset */
  bind: (config: z.output<Schema>, secretOf: SecretOf) => Channel;
}

/** Lends types to a kind of channel. */
export function defineChannel<Schema extends z.ZodType>(
  definition: ChannelDefinition<Schema>,
): ChannelDefinition<Schema> {
  return definition;
}
