import type { Finding, Severity } from '../alert.ts';
import { plainText } from '../plain-text.ts';

/** A webhook with deliveries that were given up, or one that was turned off by itself. */
export interface WebhookFacts {
  id: string;
  description: string;
  dead: number;
  disabledReason: string | null;
}

const TEXT_LENGTH_MAX = 100;

/** One finding for each webhook whose receiver does not get everything. */
export function decideWebhookDeadLetters(
  webhooks: readonly WebhookFacts[],
  { deadMin, severity }: { deadMin: number; severity: Severity },
): Finding[] {
  return webhooks
    .filter(({ dead, disabledReason }) => dead >= deadMin || disabledReason !== null)
    .map(({ id, description, dead, disabledReason }) => {
      const name = description === '' ? id : `${id} (${plainText(description, TEXT_LENGTH_MAX)})`;
      return {
        rule: 'webhook_dead_letters' as const,
        subject: id,
        severity,
        lane: null,
        chain: null,
        operation: null,
        text: {
          title: `Deliveries given up: webhook ${id}`,
          happened:
            disabledReason === null
              ? `${dead} deliveries to the webhook ${name} were given up.`
              : `The webhook ${name} was turned off (${disabledReason}); ${dead} of its deliveries were given up.`,
          pending: 'Its receiver has not heard of what they tell.',
          value: null,
          action: `Mend the receiver, then POST /v1/admin/webhooks/${id}/replay with {"state":"dead"}${disabledReason === null ? '' : ', and turn it on again'}.`,
        },
      };
    });
}
