import type { ChainId } from './chain.ts';
import { inclusionOf, isFirm } from './inclusion.ts';
import type { Leg } from './leg.ts';
import type { World } from './world.ts';

/**
 * The legs of another message than was sent under this number: what attests it, and what came after that on its chain and tells
 * no message itself. A message whose block was reorged away may be under way all the same, when another one has its number.
 * Where two were sent, as while both forks of a height are stored, none of both is another one; what is fresh is heard only
 * where nothing firm was sent, for it may be taken back.
 *
 * @param sorted the operation's legs by `compareLegs`
 */
export function legsOfAnother(sorted: readonly Leg[], world: World): ReadonlySet<Leg> {
  const sendings = sorted.filter(({ role, canonical }) => role === 'origin' && canonical);
  const firm = sendings.filter((leg) => isFirm(inclusionOf(leg, world)));
  const heard = firm.length > 0 ? firm : sendings;
  const telling = heard.filter(({ about }) => about.content !== undefined);
  const told = new Set(telling.map(placeOf));
  const sent = new Set(telling.map(({ about }) => about.content));
  const others = new Set<Leg>();
  // One that tells no message may have sent any.
  if (sent.size === 0 || heard.some((leg) => !told.has(placeOf(leg)))) return others;
  const attested = new Map<ChainId, string>();
  for (const leg of sorted) {
    const { role, canonical, at, about } = leg;
    const isAttestation = role === 'attestation';
    if (role === 'origin' || (!isAttestation && about.content !== undefined)) continue;
    if (canonical && about.content !== undefined) attested.set(at.chain, about.content);
    const content = about.content ?? attested.get(at.chain);
    if (content !== undefined && !sent.has(content)) others.add(leg);
  }
  return others;
}

/** Several legs of one transaction are of one sending, as far as it is in one block. */
const placeOf = ({ at }: Leg): string => `${at.blockHash} ${at.transaction}`;
