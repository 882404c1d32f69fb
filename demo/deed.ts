import type { Random } from './random.ts';
import { isIn } from './sending.ts';
import type { Sending, Standing } from './sending.ts';

const sendsAgainMs = { min: 1_000, max: 4_000 };
const attemptsMax = 20;

/** How a deed stands: as its transaction does, or `lost` if nobody tries any more. */
export type DeedStanding = Standing | 'lost';

/** Something that somebody means to do on a chain, and does again if a reorg undoes it. */
export interface Deed {
  /** Looks at the chain, and sends what has to be sent; resolves with how it stands now. */
  look(): Promise<DeedStanding>;
  /** What the last look found. */
  readonly standing: DeedStanding;
  /** The transaction that did it, as the last look found it. */
  readonly transaction: string | undefined;
}

/**
 * Opens a deed. It is done `afterMs` from its first look.
 *
 * 1) finalized once: no more looks. 2) one of its transactions is in a block or on its way: nothing to do. 3) dropped by a
 * reorg: after a while the same bytes are sent again, or its owner gives up. 4) failed, or its nonce was taken: sent anew,
 * so often, unless it `isUnique`.
 */
export function openDeed(parts: {
  send: () => Promise<Sending>;
  afterMs: number;
  dice: Random;
  /** Lets it be when a reorg drops it. */
  givesUp?: boolean;
  /** Another transaction would not be the same thing. */
  isUnique?: boolean;
}): Deed {
  const { send, afterMs, dice, givesUp = false, isUnique = false } = parts;
  const attempts: Sending[] = [];
  let standing: DeedStanding = 'waiting';
  let done: Sending | undefined;
  let dueAt: number | undefined;
  let againAt: number | undefined;

  const decide = async (): Promise<DeedStanding> => {
    const now = performance.now();
    dueAt ??= now + afterMs;
    if (now < dueAt) return 'waiting';
    const last = attempts.at(-1);
    if (last === undefined) return await attempt();

    const standings = await Promise.all(attempts.map(async (one) => await one.standing()));
    const nth = standings.findIndex(isIn);
    done = attempts[nth];
    if (done !== undefined || standings.includes('waiting')) {
      againAt = undefined;
      return standings[nth] ?? 'waiting';
    }
    if (givesUp) return 'lost';
    againAt ??= now + dice.between(sendsAgainMs);
    if (now < againAt) return 'absent';
    againAt = undefined;
    if (standings.at(-1) === 'absent' && (await last.again())) return 'waiting';
    if (isUnique || attempts.length === attemptsMax) return 'lost';
    return await attempt();
  };
  const attempt = async (): Promise<'waiting'> => {
    attempts.push(await send());
    return 'waiting';
  };

  return {
    async look() {
      if (standing !== 'finalized' && standing !== 'lost') standing = await decide();
      return standing;
    },
    get standing() {
      return standing;
    },
    get transaction() {
      return done?.transaction;
    },
  };
}
