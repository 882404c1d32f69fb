import type { EndpointState } from '../../core/chain.ts';
import { MidflightError } from '../../core/errors.ts';
import type { Clock } from './clock.ts';
import { withoutAddresses, type Endpoint } from './endpoint.ts';
import { createHealth, type Health } from './health.ts';
import { priorityOf, purposes, type Purpose } from './purpose.ts';
import { createThrottle, type Gate, type Limits, type Throttle } from './throttle.ts';

/** The weight of the newest request in the latency that is shown. */
const LATENCY_WEIGHT = 0.2;

/** One endpoint in its pool. */
export interface Slot<Client> {
  endpoint: Endpoint;
  health: Health;
  clients: Readonly<Record<Purpose, Client>>;
  throttle: Throttle;
  /** The newest block that it showed, and when; null before the first. */
  seen: { height: bigint; at: number } | null;
  /** When it was last asked who it is. */
  probedAt: number;
  /** While it is being asked who it is. */
  probing: Promise<void> | null;
  /** Why it is never used again. */
  expelled: MidflightError | null;
  /** Takes note of a failure. */
  note: (error: unknown) => void;
  /** The last failure, in the operator's words. */
  lastError: () => string | null;
  /** What everybody may see. */
  state: () => EndpointState;
}

/** An endpoint with its limits, not heard of yet. */
export function createSlot<Client>({
  endpoint,
  limits,
  clock,
  spend,
  connect,
}: {
  endpoint: Endpoint;
  limits: Limits;
  clock: Clock;
  spend: (calls: number) => void;
  connect: (gate: Gate) => Client;
}): Slot<Client> {
  const health = createHealth(clock);
  const throttle = createThrottle(limits);
  let calls = 0;
  let failures = 0;
  let contradictions = 0;
  let lastError: string | null = null;
  let latencyMs: number | null = null;
  const gateFor = (purpose: Purpose): Gate => {
    const gate = throttle.gate(priorityOf(purpose));
    const counted = <T>(count: number, request: () => Promise<T>) =>
      gate(count, async () => {
        calls += count;
        spend(count);
        const startedAt = clock.now();
        try {
          return await request();
        } finally {
          const took = clock.now() - startedAt;
          latencyMs = latencyMs === null ? took : latencyMs + LATENCY_WEIGHT * (took - latencyMs);
        }
      });
    return Object.assign(counted, { most: gate.most });
  };
  // CAST: made of all purposes.
  const clients = Object.fromEntries(
    purposes.map((purpose) => [purpose, connect(gateFor(purpose))]),
  ) as Record<Purpose, Client>;
  return {
    endpoint,
    health,
    clients,
    throttle,
    seen: null,
    probedAt: -Infinity,
    probing: null,
    expelled: null,
    note: (error) => {
      failures += 1;
      if (error instanceof MidflightError && error.code === 'rpc_contradiction') {
        contradictions += 1;
      }
      lastError = reasonIn(error);
    },
    lastError: () => lastError,
    state: () => ({
      name: endpoint.name,
      isHealthy: health.isUsable(),
      lastError: lastError === null ? null : withoutAddresses(lastError),
      calls,
      failures,
      contradictions,
      latencyMs,
    }),
  };
}

/** What went wrong, without the chain's name around it where the error has that apart. */
export function reasonIn(error: unknown): string {
  if (!(error instanceof MidflightError)) return String(error);
  const { reason } = error.context;
  return typeof reason === 'string' ? reason : error.message.replace(/\.$/, '');
}
