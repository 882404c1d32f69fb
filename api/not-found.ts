import { storedAmong } from '../db/find-many.ts';
import { Absence, absenceOf, type Asked, type Facts } from './absence.ts';
import { chainsById, readingsOf, type ApiDeps } from './deps.ts';

/** When to ask again for what is stored and not folded yet. */
const FOLD_SECONDS = 1;

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
  const {
    db,
    protocols,
    now,
    chains = () => chainsById(db),
    readings = () => readingsOf(db),
  } = deps;
  // They may be a second old: nothing lies in blocks that were read then which was not found just now.
  const facts: Facts = {
    chains: await chains(),
    readings: await readings(),
    protocols: new Set(protocols.map(({ name }) => name)),
    now: now(),
  };
  const stored = await storedAmong(
    db,
    asked.map(({ text }) => text),
  );
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
