import { z } from 'zod';
import { isChainId } from '../../core/chain.ts';
import { movers } from '../../core/rules.ts';
import { addressSchema } from '../address-schema.ts';
import { DURATION } from './duration.ts';

/** Names of the operator's choice go into ids and answers. */
const name = z
  .string()
  .regex(
    /^[A-Za-z]\w{0,31}$/,
    'must be a name of at most 32 letters, digits and _ that begins with a letter',
  )
  // Every object has a `constructor`: to ask for it by name would find that.
  .refine((text) => !(text in {}), 'must be another name, which no object has by itself');

const word = z
  .string()
  .regex(/^[\w.-]{1,32}$/, 'must be at most 32 letters, digits, dots, dashes and _');

const duration = z.string().regex(DURATION, 'must be a length of time such as 30s, 15m, 2h or 7d');
const text = z.string().min(1, 'must say something').max(300, 'must have at most 300 characters');

const evmChain = z
  .string()
  .regex(
    /^eip155:[1-9]\d{0,31}$/,
    'must be an EVM chain such as eip155:1: an own protocol is read on EVM chains alone',
  );
const anyChain = z.string().refine(isChainId, 'must be a CAIP-2 id such as eip155:1');

const value = z.union([z.boolean(), z.number(), z.bigint(), z.string()], {
  error: 'must be true, false, a number or text',
});
const condition = z.strictObject({ field: z.string(), is: value });

const linkPart = z.union(
  [
    z.string(),
    z.strictObject({ is: word }),
    z.strictObject({ chain: z.enum(['origin', 'destination']) }),
  ],
  { error: "must be a field, { is: 'constant' } or { chain: 'origin' | 'destination' }" },
);
const chainPart = z.union(
  [z.string(), z.strictObject({ chain: z.union([z.literal('other'), anyChain]) })],
  { error: "must be a field, { chain: 'other' } or { chain: 'eip155:1' }" },
);

const any = {
  on: z.string(),
  event: z.string(),
  when: condition.optional(),
  link: z
    .array(linkPart)
    .min(1, 'must name a field: without an exact link no event is known to belong to its operation')
    .max(5, 'must have at most 5 parts'),
  failedIf: condition.extend({ mayRetry: z.boolean().optional() }).optional(),
  reason: z.string().optional(),
};
const money = {
  sender: z.string().optional(),
  recipient: z.string().optional(),
  amount: z.string().optional(),
  token: z.string().optional(),
};
const beginning = {
  deadline: z.string().optional(),
  promises: z.record(name, z.union([z.literal(true), condition])).optional(),
};
const waiting = z
  .strictObject({
    what: text.optional(),
    mover: z.enum(movers).optional(),
    who: text.optional(),
    action: text.optional(),
  })
  .optional();
const awaited = {
  usual: z.strictObject({ takes: duration, lateAfter: duration }).optional(),
  waiting,
};
const at = z.enum(['origin', 'destination']).optional();
const origin = chainPart.optional();
const destination = chainPart.optional();

const roles = ['origin', 'destination', 'action', 'cancel', 'refund', 'settlement'] as const;

const byRole = z.discriminatedUnion(
  'role',
  [
    z.strictObject({
      role: z.literal('origin'),
      ...any,
      ...money,
      ...beginning,
      destination,
      waiting,
    }),
    z.strictObject({
      role: z.literal('destination'),
      ...any,
      ...money,
      ...awaited,
      origin,
      within: duration.optional(),
      late: z.enum(['expired', 'refunding', 'failed', 'cancelled']).optional(),
      isStrict: z.boolean().optional(),
      provesOrigin: z.boolean().optional(),
    }),
    z.strictObject({ role: z.literal('action'), ...any, ...awaited, origin, destination, at }),
    z.strictObject({
      role: z.enum(['cancel', 'refund', 'settlement']),
      ...any,
      ...awaited,
      origin,
      destination,
      at,
    }),
  ],
  { error: `must be one of ${roles.join(', ')}, or left out for sameAs` },
);
const same = z.strictObject({
  sameAs: z.string(),
  ...any,
  ...money,
  ...beginning,
  origin,
  destination,
});

const isSame = (event: unknown): boolean =>
  typeof event === 'object' && event !== null && 'sameAs' in event;

/** What an operator's declaration must be shaped like, before its fields are held against its events. */
export const ownSchema = z.strictObject({
  chains: z
    .record(
      evmChain,
      z
        .record(name, addressSchema)
        .refine((contracts) => Object.keys(contracts).length > 0, 'must name a contract'),
    )
    .refine(
      (chains) => Object.keys(chains).length > 0,
      'must name a chain with its contracts, such as { sender: "0x…" }',
    ),
  names: z.record(anyChain, word).optional(),
  network: z
    .string()
    .regex(/^[a-z0-9-]{1,32}$/, 'must be at most 32 lower-case letters, digits and dashes')
    .default('mainnet'),
  since: z.iso.date('must be a day such as 2024-05-31').optional(),
  kind: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,31}$/, 'must be at most 32 lower-case letters, digits and _')
    .default('message'),
  amounts: z.enum(['equal', 'at_most']).optional(),
  events: z.record(
    name,
    z.unknown().transform((event, context) => {
      const parsed = isSame(event) ? same.safeParse(event) : byRole.safeParse(event);
      if (parsed.success) return parsed.data;
      // CAST: the issues of one schema are those of another one.
      for (const issue of parsed.error.issues) context.addIssue(issue as never);
      return z.NEVER;
    }),
  ),
});

/** A declaration of the right shape, addresses in lower case. */
export type Own = z.output<typeof ownSchema>;

type Entry = Own['events'][string];
type KeyOf<E> = E extends unknown ? keyof E : never;
type ValueOf<E, Key> = E extends unknown ? (Key extends keyof E ? E[Key] : never) : never;

/** What one event of a declaration says, whatever its role. */
export type OwnEntry = Pick<Entry, 'on' | 'event' | 'link'> & {
  [Key in KeyOf<Entry>]?: ValueOf<Entry, Key>;
};
export type OwnCondition = NonNullable<OwnEntry['when']>;
