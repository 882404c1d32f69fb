import { randomBytes } from 'node:crypto';
import { bindChannels } from '../alerts/bind-channels.ts';
import type { Notice } from '../alerts/channel.ts';
import { ALERT_PACE } from '../alerts/pace.ts';
import { MidflightError } from '../core/errors.ts';
import { loadConfig } from './load-config.ts';
import { runCommand } from './run-command.ts';

// npm run alerts:test <channel>    sends a sample, opened and resolved, and says what the service answered

async function run(args: string[]): Promise<string> {
  const { alerts, publicUrl } = await loadConfig(process.env);
  const [name = '', ...rest] = args;
  const routed = Object.hasOwn(alerts.channels, name) ? alerts.channels[name] : undefined;
  if (!routed || rest.length > 0) {
    const names = Object.keys(alerts.channels).join(', ');
    throw new MidflightError({
      code: 'bad_argument',
      message: name === '' ? 'No channel is named.' : `There is no channel ${args.join(' ')}.`,
      recovery: names ? `Name one of: ${names}.` : 'Configure one in alerts.channels first.',
    });
  }
  const channel = bindChannels({ [name]: routed }, process.env).get(name);
  const notice = sample(publicUrl ?? null);
  const said: string[] = [];
  for (const kind of ['opened', 'resolved'] as const) {
    if (!channel?.takes.includes(kind)) continue;
    const resolvedAt = kind === 'resolved' ? new Date() : null;
    const result = await channel.send(
      { ...notice, id: `${notice.id}_${kind}`, kind, alert: { ...notice.alert, resolvedAt } },
      { signal: new AbortController().signal, timeoutMs: ALERT_PACE.timeoutMs },
    );
    said.push(`${name}: ${kind} ${result.type}: ${result.detail}`);
    if (result.type === 'sent') continue;
    process.exitCode = 1;
    break;
  }
  return said.join('\n');
}

/** A notice that says of itself that it is a sample. */
function sample(publicUrl: string | null): Notice {
  const id = `al_sample_${randomBytes(4).toString('hex')}`;
  return {
    id,
    kind: 'opened',
    at: new Date(),
    now: new Date(),
    alert: {
      id,
      rule: 'operation_stuck',
      subject: 'sample',
      severity: 'info',
      protocol: 'sample',
      origin: 'here',
      destination: 'there',
      chain: 'there',
      operation: null,
      text: {
        title: 'A sample of Midflight: nothing is wrong',
        happened: 'Somebody tried this channel with npm run alerts:test.',
        pending: 'Nothing is pending.',
        value: null,
        action: 'Nothing needs to be done.',
      },
      openedAt: new Date(),
      resolvedAt: null,
      group: null,
      by: null,
      url: publicUrl,
    },
  };
}

await runCommand(run);
