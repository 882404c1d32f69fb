import { readCoverage } from '../db/read-coverage.ts';
import { storedAmong } from '../db/find-many.ts';
import { Absence, absenceOf, type Asked, type Facts } from './absence.ts';
import { chainsById, type ApiDeps } from './deps.ts';

/** When to ask again for what is stored and not folded yet. */
const FOLD_SECONDS = 1;
/** Holes that are looked into for one block; what lies above them counts as unread. */
const HOLES_MAX = 100;

/** The error for something that is not there, which tells "not yet" and "not here" from "no". */
export async function notFound(deps: ApiDeps, asked: Asked, message: string): Promise<Absence> {
  const [absence] = await notFoundAmong(deps, [asked], () => message);
  return absence as Absence;
}

/** The errors for several things that are not there, in their order. */
export async function notFoundAmong(
  deps: ApiDeps,
  asked: readonly Asked[],
  messageOf: (text: string) => string,
): Promise<Absence[]> {
  if (asked.length === 0) return [];
  const { db, protocols, now } = deps;
  const stored = await storedAmong(
    db,
    asked.map(({ text }) => text),
  );
  const facts: Facts = {
    chains: await chainsById(db),
    readings: await readCoverage(db, { holesMax: HOLES_MAX }),
    protocols: new Set(protocols.map(({ name }) => name)),
    now: now(),
  };
  return asked.map((one) => {
    const message = messageOf(one.text);
    const absence = absenceOf(one, facts, message);
    if (!stored.has(one.text)) return absence;
    return new Absence({
      code: 'not_indexed_yet',
      message: `${message} One of its legs was read just now, and is being folded.`,
      recovery: 'Try again in a second; if it lasts, see /v1/quarantine, and whether the jobs run.',
      retryAfterSeconds: FOLD_SECONDS,
      coverage: absence.coverage,
    });
  });
}
