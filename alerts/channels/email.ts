import { createTransport } from 'nodemailer';
import { z } from 'zod';
import { defineChannel, type SendResult } from '../channel.ts';
import { variable } from '../fields.ts';
import { messageOf, plainMessage } from '../message.ts';

const address = z.email('must be an email address');
const SHOWN_LENGTH_MAX = 300;

/**
 * Mail by SMTP, as plain text. The password is the secret. Mails about one alert refer to one id (RFC 5322, 3.6.4), by which mail
 * programs make a thread of them. It counts as sent if the server takes it for one recipient at least, as nodemailer has it:
 * sent again, it would come twice to those who have it.
 */
export const email = defineChannel({
  schema: z.strictObject({
    type: z.literal('email'),
    host: z.string().min(1),
    port: z.number().int().min(1).max(65_535).default(587),
    /** TLS from the beginning (usually port 465); else STARTTLS. */
    secure: z.boolean().default(false),
    /** False lets mail go unencrypted where the server offers nothing else, in one's own network. */
    requireTls: z.boolean().default(true),
    user: z.string().min(1).optional(),
    passwordEnv: variable.optional(),
    from: address,
    to: z.array(address).min(1).max(50),
  }),
  bind: ({ host, port, secure, requireTls, user, passwordEnv, from, to }, secretOf) => {
    const pass = passwordEnv === undefined ? null : secretOf(passwordEnv);
    return {
      takes: ['opened', 'escalated', 'grown', 'resolved'],
      repeatMs: null,
      send: async (notice, { signal, timeoutMs }) => {
        const message = messageOf(notice);
        const transport = createTransport({
          host,
          port,
          secure,
          requireTLS: requireTls && !secure,
          connectionTimeout: timeoutMs,
          greetingTimeout: timeoutMs,
          socketTimeout: timeoutMs,
          ...(user !== undefined && pass !== null && { auth: { user, pass } }),
        });
        // The timeouts above are of each wait for the server: one that says a little again and again would never be done with.
        const limit = AbortSignal.timeout(timeoutMs);
        const { alert } = notice;
        const mail = {
          from,
          to,
          subject: message.title,
          text: plainMessage(message),
          messageId: `<${notice.id}@midflight.invalid>`,
          references: [`<${alert.id}@midflight.invalid>`],
          headers: { 'auto-submitted': 'auto-generated', 'x-midflight-alert': alert.id },
          disableFileAccess: true,
          disableUrlAccess: true,
          // Ends the connection as well.
          signal: AbortSignal.any([signal, limit]),
        };
        try {
          const info = await transport.sendMail(mail);
          const refused = info.rejected.length > 0 ? `; refused: ${info.rejected.join(', ')}` : '';
          return { type: 'sent', status: 250, detail: shown(`${info.response}${refused}`, pass) };
        } catch (error) {
          return limit.aborted
            ? failureOf(new Error(`not done within ${timeoutMs} ms`), pass)
            : failureOf(error, pass);
        } finally {
          transport.close();
        }
      },
    };
  },
});

function failureOf(error: unknown, pass: string | null): SendResult {
  // CAST: nodemailer's errors have these; what one has not is undefined.
  const { responseCode, message } = error as { responseCode?: number; message?: string };
  return {
    type: 'failed',
    status: responseCode ?? null,
    detail: shown(message ?? String(error), pass),
    retryAfterMs: null,
  };
}

const shown = (text: string, pass: string | null) =>
  (pass ? text.replaceAll(pass, '(secret)') : text)
    .replaceAll(/\s+/g, ' ')
    .slice(0, SHOWN_LENGTH_MAX);
