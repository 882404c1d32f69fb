import type { ChainId, Head } from '../core/chain.ts';
import { assert } from '../core/errors.ts';
import { foldAll } from '../core/fold-all.ts';
import type { Operation } from '../core/operation.ts';
import type { RawLog } from '../core/raw-log.ts';
import type { Protocol } from '../protocols/bind.ts';
import { bindProtocols, protocols } from '../protocols/index.ts';
import { statedDeployments } from './fixture.ts';
import { legOf } from './leg-of.ts';

/** The protocols with the deployments that are known without configuration, and those that their fixtures state. */
export const bound: ReadonlyMap<string, Protocol> = new Map(
  bindProtocols(
    Object.fromEntries(
      Object.entries(protocols).map(([name, { deployment }]) => {
        const own = Object.entries(statedDeployments(name));
        return [
          name,
          {
            deployments: Object.fromEntries(own.map(([id, told]) => [id, deployment.parse(told)])),
          },
        ];
      }),
    ),
  ).map((protocol) => [protocol.name, protocol]),
);

/** The operations that these logs make, by the pure path alone, once all their blocks are final. */
export function operationsOf(
  protocol: Protocol,
  logs: readonly RawLog[],
  covered: readonly ChainId[],
): Operation[] {
  const legs = logs
    .filter((log) => protocol.capture(log).type !== 'aside')
    .map((log) => legOf(protocol, log));
  const heads = new Map<ChainId, Head>(legs.map(({ at }) => [at.chain, finalHead]));
  const checkpoint = {
    from: { number: 0n, time: 0 },
    certain: { number: high, time: finalHead.time },
  };
  const checkpoints = new Map([
    [protocol.name, new Map(covered.map((chain) => [chain, checkpoint]))],
  ]);
  return foldAll(new Map([[protocol.name, protocol.rules]]), legs, { heads, checkpoints }).map(
    ({ folded }) => {
      assert(folded, 'each group can be folded');
      return folded.operation;
    },
  );
}

const high = 10n ** 12n;
const finalHead: Head = {
  number: high,
  hash: '0x',
  time: 2_000_000_000,
  safe: high,
  finalized: high,
};
