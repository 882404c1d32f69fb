import { isIP } from 'node:net';
import { MidflightError } from '../core/errors.ts';
import { isAddressAllowed } from './check-address.ts';

/** What the operator lets webhooks reach, beside https on the public internet. */
export interface Reach {
  /** Loopback, private and shared addresses. */
  allowPrivate: boolean;
  /** Unencrypted. */
  allowHttp: boolean;
}

export const URL_LENGTH_MAX = 2_000;

/** The host of a URL as a resolver takes it: an IPv6 address without its brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

/**
 * Reads the URL of a webhook, as far as it can be judged without asking for its name: each delivery looks at the address.
 *
 * @throws MidflightError `bad_webhook_url`
 */
export function checkUrl(text: string, { allowPrivate, allowHttp }: Reach): URL {
  const url = URL.canParse(text) && text.length <= URL_LENGTH_MAX ? new URL(text) : null;
  if (!url) {
    throw refused('is no URL', 'Give an absolute URL such as https://example.com/midflight.');
  }
  if (url.protocol !== 'https:' && !(allowHttp && url.protocol === 'http:')) {
    throw refused(
      `begins with ${url.protocol}`,
      'Use https; http needs webhooks.allowHttp in midflight.config.ts.',
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw refused(
      'carries a user name or a password',
      'Leave them out: the receiver knows a delivery by its signature.',
    );
  }
  const host = hostOf(url);
  if (isIP(host) !== 0 && !isAddressAllowed(host, { allowPrivate })) {
    throw refused(
      `names the address ${host}, to which nothing is sent`,
      'Use a public address; those of your own network need webhooks.allowPrivate in midflight.config.ts.',
    );
  }
  return url;
}

function refused(why: string, recovery: string): MidflightError {
  return new MidflightError({
    code: 'bad_webhook_url',
    message: `The URL ${why}.`,
    recovery,
  });
}
