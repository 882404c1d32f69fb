import { MidflightError } from '../../core/errors.ts';
import { blameFor, type Blame } from './blame.ts';
import type { Clock } from './clock.ts';
import { reasonIn, type Slot } from './slot.ts';

/** How often an endpoint that is in use is asked who it is and how far it is. */
const PROBE_EVERY_MS = 60_000;

/** Where sentences for the operator go. */
export interface Notes {
  warn: (message: string) => void;
  info: (message: string) => void;
}

/** Decides which endpoints of a pool are in use. */
export interface Prober<Client> {
  /** Asks all of them, and throws if one is of another chain, or `nobody` if none answers. */
  connect: (nobody: () => MidflightError) => Promise<void>;
  /** Begins to ask those whose time has come. */
  tend: () => void;
  /** Resolves when one endpoint is usable, or nothing is being asked any more. */
  settled: () => Promise<void>;
  /** Takes note of what a failure says of an endpoint. */
  takeNote: (slot: Slot<Client>, blame: Blame, error: unknown) => void;
}

/** Asks endpoints who they are: before they are used, after they rested, and once a minute. */
export function createProber<Client>({
  slots,
  chainName,
  probe,
  notes,
  clock,
}: {
  slots: readonly Slot<Client>[];
  chainName: string;
  probe: (client: Client) => Promise<bigint>;
  notes: Notes;
  clock: Clock;
}): Prober<Client> {
  let isConnecting = false;
  /** Those of which the operator was told that they are left out. */
  const out = new Set<Slot<Client>>();

  const leaveOut = (slot: Slot<Client>, error: unknown) => {
    if (isConnecting || out.has(slot)) return;
    out.add(slot);
    notes.warn(
      `${chainName} does without the RPC endpoint ${slot.endpoint.name} until it answers: ${reasonIn(error)}.`,
    );
  };

  const takeNote = (slot: Slot<Client>, blame: Blame, error: unknown) => {
    slot.note(error);
    if (blame === 'expelled') {
      if (slot.expelled || !(error instanceof MidflightError)) return;
      slot.expelled = error;
      slot.health.expel();
      if (!isConnecting) notes.warn(`${error.message} It is not used any more. ${error.recovery}`);
    } else if (blame === 'rest') {
      const asked = error instanceof MidflightError ? error.context['retryAfterMs'] : undefined;
      slot.health.rest(typeof asked === 'number' ? asked : undefined);
      leaveOut(slot, error);
    } else if (blame === 'fault') {
      slot.health.fail();
      if (!slot.health.isUsable()) leaveOut(slot, error);
    }
  };

  const ask = async (slot: Slot<Client>) => {
    slot.probedAt = clock.now();
    try {
      const height = await probe(slot.clients.follow);
      slot.seen = { height, at: clock.now() };
      slot.health.join();
      if (out.delete(slot))
        notes.info(`${chainName} uses the RPC endpoint ${slot.endpoint.name} now.`);
    } catch (error) {
      // Whatever else it is, it is no endpoint that can be used.
      takeNote(slot, blameFor(error) === 'expelled' ? 'expelled' : 'fault', error);
    } finally {
      slot.probing = null;
    }
  };

  const tend = () => {
    for (const slot of slots) {
      const { health, probing, probedAt } = slot;
      if (probing || slot.expelled) continue;
      const isOld = health.isUsable() && clock.now() - probedAt >= PROBE_EVERY_MS;
      if (health.isDue() || isOld) slot.probing = ask(slot);
    }
  };

  const settled = async () => {
    for (;;) {
      const asked = slots.flatMap(({ probing }) => probing ?? []);
      if (asked.length === 0 || slots.some(({ health }) => health.isUsable())) return;
      await Promise.race(asked);
    }
  };

  return {
    connect: async (nobody) => {
      isConnecting = true;
      tend();
      await Promise.all(slots.flatMap(({ probing }) => probing ?? []));
      isConnecting = false;
      const stranger = slots.find(({ expelled }) => expelled)?.expelled;
      if (stranger) throw stranger;
      const dead = slots.filter(({ health }) => !health.isUsable());
      if (dead.length < slots.length) {
        for (const slot of dead) leaveOut(slot, slot.lastError());
        return;
      }
      // Whoever gets the error tells it; what is told later is that they are back.
      for (const slot of dead) out.add(slot);
      throw nobody();
    },
    tend,
    settled,
    takeNote,
  };
}
