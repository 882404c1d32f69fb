import { z } from 'zod';
import { channelSchema } from '../alerts/index.ts';
import { isChainId } from '../core/chain.ts';
import { alertRules, severities, type AlertRule } from '../core/alerts/alert.ts';
import {
  ruleDefaults,
  type EffectiveRules,
  type RuleOptions,
} from '../core/alerts/rule-options.ts';

const number = z.number().int('must be a whole number').min(0, 'must be 0 or more');
/** A check costs queries; one that is seldom made tells late. */
const EVERY_SECONDS = { min: 5, max: 3_600 };
const ESCALATE_MINUTES_MAX = 10_080;

/** Seconds for single chains, or false for never. */
const secondsByChain = z
  .record(
    z.string().refine(isChainId, 'must be a CAIP-2 id such as eip155:1'),
    z.union([z.literal(false), number.min(1, 'must be 1 or more')], {
      error: 'must be a number of seconds, or false for never',
    }),
  )
  .default({});

/** The options of one rule: those that it has by default, each with its default. `false` turns it off. */
function ruleSchema(rule: AlertRule) {
  const fields = Object.entries(ruleDefaults[rule]).map(([name, value]) => {
    if (name === 'severity') return [name, z.enum(severities).default(value as 'info')];
    if (name === 'chains') return [name, secondsByChain];
    const own =
      name === 'everySeconds' ? number.min(EVERY_SECONDS.min).max(EVERY_SECONDS.max) : number;
    return [name, own.default(value as number)];
  });
  // CAST: made of all fields.
  const options = z.strictObject(Object.fromEntries(fields) as Record<string, z.ZodType>);
  return z.preprocess(
    (value) => (value === true ? {} : value === false ? null : value),
    options.nullable().prefault({}),
  );
}

const rulesSchema = z
  .strictObject(Object.fromEntries(alertRules.map((rule) => [rule, ruleSchema(rule)])))
  .prefault({})
  // CAST: made of all rules, each with the fields of its defaults.
  .transform((rules) => rules as unknown as EffectiveRules)
  .refine(({ lane_degraded: lane }) => !lane || lane.below <= lane.from, {
    path: ['lane_degraded', 'below'],
    message: 'must be at most `from`',
  })
  .refine(({ conflict }) => !conflict || conflict.groupBelow <= conflict.groupFrom, {
    path: ['conflict', 'groupBelow'],
    message: 'must be at most `groupFrom`',
  })
  .refine(({ spec_gap: gap }) => !gap || gap.groupBelow <= gap.groupFrom, {
    path: ['spec_gap', 'groupBelow'],
    message: 'must be at most `groupFrom`',
  });

/** Where alerts of a channel come from, beside what the channel itself takes. */
const routingSchema = z.strictObject({
  /** `opening`: told when an alert opens; `escalation`: only of those that nobody acknowledges. */
  on: z.enum(['opening', 'escalation']).default('opening'),
  rules: z.array(z.enum(alertRules)).min(1).optional(),
  severities: z.array(z.enum(severities)).min(1).optional(),
});
const routingFields = new Set(Object.keys(routingSchema.shape));

const channel = z.unknown().transform((value, context) => {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const entries = isObject ? Object.entries(value) : [];
  const ofRouting = entries.filter(([name]) => routingFields.has(name));
  const own = entries.filter(([name]) => !routingFields.has(name));
  const routed = routingSchema.safeParse(Object.fromEntries(ofRouting));
  const parsed = channelSchema.safeParse(isObject ? Object.fromEntries(own) : value);
  for (const { error } of [routed, parsed]) {
    for (const issue of error?.issues ?? []) {
      context.addIssue({ code: 'custom', path: issue.path, message: wordOf(issue) });
    }
  }
  if (!routed.success || !parsed.success) return z.NEVER;
  return { ...routed.data, channel: parsed.data };
});

/** What an issue says; of a kind of channel that is not known, which there are. */
function wordOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_union') return issue.message;
  const types = channelSchema.options.map(({ shape }) => shape.type.value);
  return `must be one of ${types.join(', ')}`;
}

/** What may be configured of alerts. */
export const alertsSchema = z.strictObject({
  rules: rulesSchema,
  channels: z
    .record(
      z.string().regex(/^[a-z0-9-]{1,40}$/, 'must be lower-case letters, digits and dashes'),
      channel,
    )
    .default({}),
  /** An alert that nobody acknowledges for so long goes to the channels for escalation. */
  escalateAfterMinutes: z
    .number()
    .int()
    .min(1, 'must be 1 or more')
    .max(ESCALATE_MINUTES_MAX)
    .default(30),
});
export type AlertsConfig = z.output<typeof alertsSchema>;

/** The same as it is written in the file. */
export interface AlertsInput {
  /** Each rule is on; `false` turns one off, an object sets some of its options. */
  rules?: { [Rule in AlertRule]?: boolean | Partial<RuleOptions[Rule]> };
  /** By a name of one's own. */
  channels?: Record<string, z.input<typeof channelSchema> & z.input<typeof routingSchema>>;
  escalateAfterMinutes?: number;
}
