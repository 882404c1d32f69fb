import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { MidflightError } from '../core/errors.ts';

/** Makes of a secret what the database keeps, and the secret of that. */
export interface SecretBox {
  seal: (secret: string) => string;
  /** @throws MidflightError `secret_unreadable` for what was sealed with another key */
  open: (stored: string) => string;
}

const SEALED = 'sealed:';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals with AES-256-GCM under a key from the environment; without one secrets are kept as they are. What was kept without a
 * key is read with one, too: see docs/decisions/0024.
 */
export function secretBox(passphrase: string | null): SecretBox {
  const key =
    passphrase === null
      ? null
      : Buffer.from(hkdfSync('sha256', passphrase, '', 'midflight webhook secrets', 32));
  return {
    seal: (secret) => {
      if (!key) return secret;
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return `${SEALED}${Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64')}`;
    },
    open: (stored) => {
      if (!stored.startsWith(SEALED)) return stored;
      if (!key) throw unreadable('it is sealed and there is no key');
      try {
        const all = Buffer.from(stored.slice(SEALED.length), 'base64');
        const decipher = createDecipheriv('aes-256-gcm', key, all.subarray(0, IV_BYTES), {
          authTagLength: TAG_BYTES,
        });
        decipher.setAuthTag(all.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
        const text = decipher.update(all.subarray(IV_BYTES + TAG_BYTES));
        return Buffer.concat([text, decipher.final()]).toString('utf8');
      } catch (cause) {
        throw unreadable('it was sealed with another key', cause);
      }
    },
  };
}

function unreadable(why: string, cause?: unknown): MidflightError {
  return new MidflightError({
    code: 'secret_unreadable',
    message: `A webhook's secret cannot be read: ${why}.`,
    recovery: 'Set WEBHOOK_SECRETS_KEY to what it was, or give the webhook a new secret.',
    isTransient: true,
    cause,
  });
}
