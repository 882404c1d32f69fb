import { z } from 'zod';
import type { ChainId } from '../../core/chain.ts';
import type { Asset } from '../../core/leg.ts';
import type { HyperlaneDeployment, HyperlaneRoute } from './deployments.ts';
import registry from './routes.json' with { type: 'json' };

/**
 * By chain: route, token, symbol, decimals, decimals in messages. The token is null for the chain's coin, and where the route
 * works through a lockbox. Source: Hyperlane's registry.
 */
const rows = z
  .record(
    z.string(),
    z.array(z.tuple([z.string(), z.string().nullable(), z.string(), z.int(), z.int()])),
  )
  .parse(registry);

const known: ReadonlyMap<string, HyperlaneRoute> = new Map(
  Object.entries(rows).flatMap(([chain, routes]) =>
    routes.map(
      ([route, token, symbol, decimals, messageDecimals]) =>
        [
          `${chain} ${route}`,
          { ...(token !== null && { token }), symbol, decimals, messageDecimals },
        ] as const,
    ),
  ),
);

/** The warp route at an address: the operator's, or one of the registry; undefined for every other contract. */
export function routeAt(
  chain: ChainId | null,
  address: string,
  deployment: HyperlaneDeployment | undefined,
): HyperlaneRoute | undefined {
  if (chain === null || !deployment) return undefined;
  const own = deployment.routes ?? {};
  // Anybody chooses addresses, and `toString` is none.
  return Object.hasOwn(own, address) ? own[address] : known.get(`${chain} ${address}`);
}

/** What an amount in a message is on a route's own chain; undefined if it is no whole number of the token's units there. */
export function assetOf(
  { token, symbol, decimals, messageDecimals = decimals }: HyperlaneRoute,
  amount: bigint,
): Asset | undefined {
  const scaled = amount * 10n ** BigInt(decimals);
  const unit = 10n ** BigInt(messageDecimals);
  if (scaled % unit !== 0n) return undefined;
  return {
    ...(token !== undefined && { token }),
    amount: String(scaled / unit),
    ...(symbol !== undefined && { symbol }),
    decimals,
  };
}
