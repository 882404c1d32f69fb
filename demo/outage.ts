import type { Transfers } from './cctp/transfers.ts';
import { every } from './every.ts';
import type { Loop } from './every.ts';
import type { World } from './world.ts';

const firstAfterMs = 12_000;
const restMs = { min: 50_000, max: 90_000 };
const lastsMs = { min: 7_000, max: 10_000 };

/** A time in which the product cannot ask a chain. */
export interface Outage {
  readonly chain: { readonly name: string };
  readonly ms: number;
  readonly time: Date;
}

/**
 * Takes the endpoint of Solana away from the product now and then, and has somebody send a fast transfer from there
 * meanwhile: it arrives before its origin can be read.
 */
export function startOutages(options: {
  world: World;
  transfers: Pick<Transfers, 'hurry'>;
  onOutage: (outage: Outage) => void;
  onError: (error: unknown) => void;
}): Loop {
  const { world, transfers, onOutage, onError } = options;
  const { solana } = world;
  const random = world.random.fork('outage');
  return every({
    restMs: (round) => (round === 0 ? firstAfterMs : random.between(restMs)),
    async run() {
      const ms = Math.round(random.between(lastsMs));
      solana.endpoint.silence(ms);
      onOutage({ chain: solana, ms, time: new Date() });
      await transfers.hurry(solana.cctp);
    },
    onError,
  });
}
