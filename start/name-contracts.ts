import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { reasonOf } from '../core/errors.ts';
import type { Hex } from '../core/raw-log.ts';
import { nameContract, namedContracts } from '../db/named-contracts.ts';
import type { Database } from '../db/pool.ts';
import type { IndexedChain } from '../indexer/start-indexer.ts';
import type { OwnDeployments } from '../protocols/index.ts';
import { unnamedContracts, withNamed, type Unnamed } from '../protocols/named-contracts.ts';

/** How often, and after how long, a chain that does not answer is asked again before the start goes on without it. */
const TRIES = 6;
const PAUSE_MS = 5_000;

/** The operator's deployments, and what chains have told before. */
export async function knownDeployments(db: Database, own: OwnDeployments): Promise<OwnDeployments> {
  return withNamed(own, await namedContracts(db));
}

/**
 * Asks the configured chains for the contracts that deployments lack, and keeps what they say: it is asked once. A chain that
 * does not answer, or names none, is told of, and what that contract emits is read from the start after it has answered.
 */
export async function nameContracts(
  db: Database,
  own: OwnDeployments,
  {
    chains,
    log,
    pauseMs = PAUSE_MS,
  }: { chains: readonly Pick<IndexedChain, 'source'>[]; log: Logger; pauseMs?: number },
): Promise<OwnDeployments> {
  const missing = unnamedContracts(await knownDeployments(db, own));
  for (const unnamed of missing) {
    const source = chains.find(({ source }) => source.definition.id === unnamed.chain)?.source;
    if (source?.view) await askFor(db, unnamed, { ask: source.view, log, pauseMs });
  }
  return knownDeployments(db, own);
}

async function askFor(
  db: Database,
  { protocol, chain, field, view }: Unnamed,
  {
    ask,
    log,
    pauseMs,
  }: { ask: (view: Unnamed['view']) => Promise<Hex>; log: Logger; pauseMs: number },
): Promise<void> {
  let reason = 'it names none';
  for (let tries = 1; tries <= TRIES; tries += 1) {
    try {
      const address = addressIn(await ask(view));
      if (address === null) break;
      await nameContract(db, { protocol, chain, field, address });
      log.info(
        { protocol, chain, [field]: address },
        `the ${field} of ${protocol}, as its chain names it`,
      );
      return;
    } catch (error) {
      reason = reasonOf(error);
      if (tries < TRIES) await sleep(pauseMs);
    }
  }
  log.error(
    { protocol, chain, reason },
    `${protocol} on ${chain} does not tell its ${field}: what that emits is not read. Set protocols.${protocol}.deployments['${chain}'].${field} in midflight.config.ts, or start again when the chain answers ${view.data} of ${view.to}.`,
  );
}

/** An address is the last 20 bytes of a word whose other bytes are zero. */
function addressIn(answer: Hex): Hex | null {
  const [, digits] = /^0x0{24}([0-9a-f]{40})$/.exec(answer.toLowerCase()) ?? [];
  return digits === undefined || /^0*$/.test(digits) ? null : `0x${digits}`;
}
