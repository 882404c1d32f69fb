import type { ChainId } from '../../core/chain.ts';
import type { SimulatedFork } from './chain.ts';
import type { Expectation, SimulatedOperation, Truth } from './ledger.ts';
import type { OperationRow, Stored } from './stored.ts';

/** What happened on the forks that count, once every chain is quiet and final. */
export function truthAtQuiet(
  chains: ReadonlyMap<ChainId, SimulatedFork>,
  { events, clocks }: Pick<Stored, 'events' | 'clocks'>,
): Truth {
  const all = [...chains.values()];
  return {
    time: (label) => {
      for (const chain of all) {
        const block = chain.blockOf(label);
        if (block) return block.time;
      }
      return null;
    },
    wasLost: (label) => events.get(label)?.some(({ isCanonical }) => !isCanonical) ?? false,
    certainTime: (id) => {
      const chain = chains.get(id);
      const final = chain?.finalized(chain.tip());
      return final === null || final === undefined ? null : (chain?.blockAt(final)?.time ?? null);
    },
    knownTime: (id) => clocks.get(id) ?? 0,
    isIndexed: () => true,
    beginning: (id) => chains.get(id)?.blockAt(0n)?.time ?? 0,
  };
}

/** How the operations' rows differ from the ledger. */
export function checkLedger(
  operations: readonly SimulatedOperation[],
  truth: Truth,
  stored: Stored,
): string[] {
  return operations.flatMap((operation) => {
    const ids = [...stored.idsOf(operation.key)];
    const expected = operation.expect(truth);
    if (ids.length > 1)
      return [`${operation.name} is in ${ids.length} operations: ${ids.join(', ')}`];
    const row = ids[0] === undefined ? undefined : stored.operations.get(ids[0]);
    if (!row) {
      return expected.status.length === 0 || expected.mayBeUnknown
        ? []
        : [
            `${operation.name}: expected ${expected.status.join(' or ')}, and it is not known at all`,
          ];
    }
    const differences = differencesOf(expected, row);
    return differences.length === 0
      ? []
      : [
          `${operation.name} (${row.id}): ${differences.join('; ')}\n${legsOf(operation, row, truth)}`,
        ];
  });
}

function differencesOf(
  expected: Expectation,
  { status, stage, final, body }: OperationRow,
): string[] {
  const told: [string, string | boolean | undefined, string | boolean | undefined][] = [
    ['final', expected.final, final],
    [
      'conflicts',
      expected.conflicts?.toSorted().join(),
      body.conflicts
        .filter((conflict) => !expected.mayConflict?.includes(conflict))
        .toSorted()
        .join(),
    ],
    ['settlement', expected.settlement, body.settlement],
    ['filled', expected.filled, body.partial?.filled],
    [
      'specGaps',
      expected.specGaps && expected.specGaps.toSorted().join(),
      body.specGaps?.toSorted().join(),
    ],
    ['superseded', expected.supersededBy, body.supersededBy !== null],
  ];
  return [
    ...(expected.status.includes(status)
      ? []
      : [`expected ${expected.status.join(' or ') || 'nothing'}, got ${status}`]),
    // CAST: a stage of a row is one of the closed list.
    ...(!expected.stage || expected.stage.includes(stage as never)
      ? []
      : [`expected stage ${expected.stage.join(' or ')}, got ${stage}`]),
    ...told.flatMap(([name, wanted, got]) =>
      wanted === undefined || wanted === got
        ? []
        : [`expected ${name} ${String(wanted) || 'none'}, got ${String(got) || 'none'}`],
    ),
  ];
}

/** What happened, and what is shown of it, for a person to read. */
function legsOf({ labels }: SimulatedOperation, { body }: OperationRow, truth: Truth): string {
  const happened = labels.flatMap((label) => {
    const time = truth.time(label);
    const short = label.split('/').slice(1).join('/');
    if (time !== null) return [`${short} at ${time}`];
    return truth.wasLost(label) ? [`${short} lost`] : [];
  });
  const shown = body.legs.map(
    ({ step, inclusion, outcome, at }) =>
      `${step} ${inclusion} ${outcome}${at ? ` at ${at.blockTime}` : ''}`,
  );
  return `      happened: ${happened.join(', ') || 'nothing'}\n      shown: ${shown.join(', ')}`;
}

/** Clocks that are ahead of what can be known. */
export function checkClocks(truth: Truth, { clocks }: Stored): string[] {
  return [...clocks].flatMap(([chain, time]) =>
    time > (truth.certainTime(chain) ?? -Infinity)
      ? [
          `${chain} is said to be known up to ${time}, and cannot be beyond ${truth.certainTime(chain)}`,
        ]
      : [],
  );
}

/** What is firm by what the indexer has stored: nothing may be said that goes beyond it. */
export function truthInStore(
  chains: ReadonlyMap<ChainId, SimulatedFork>,
  { events, heads }: Stored,
  { isFinal, mayBeOffFork }: { isFinal: boolean; mayBeOffFork: (chain: SimulatedFork) => boolean },
): Truth {
  return {
    time: (label) => {
      for (const { chain, block, isCanonical } of events.get(label) ?? []) {
        const head = heads.get(chain.definition.id);
        if (!isCanonical || !head) continue;
        const height = isFinal ? head.finalized : head.safe;
        if (height === null || block.number > height) continue;
        if (chain.isOn(block, head.tip) || (!isFinal && mayBeOffFork(chain))) return block.time;
      }
      return null;
    },
    wasLost: (label) => events.get(label)?.some(({ isCanonical }) => !isCanonical) ?? false,
    certainTime: (id) => {
      const head = heads.get(id);
      const final = head?.finalized;
      return final == null ? null : (chains.get(id)?.blockAt(final, head?.tip)?.time ?? null);
    },
    knownTime: () => 0,
    isIndexed: (id) => heads.has(id),
    beginning: (id) => chains.get(id)?.blockAt(0n)?.time ?? 0,
  };
}

/** Rows that say more than what is stored allows. */
export function checkLimits(
  operations: readonly SimulatedOperation[],
  { firm, final }: { firm: Truth; final: Truth },
  stored: Stored,
): string[] {
  return operations.flatMap((operation) =>
    [...stored.idsOf(operation.key)].flatMap((id) => {
      const row = stored.operations.get(id);
      if (!row) return [];
      const isBeyond = !operation.mayBe(row.status, firm);
      const isTooFinal = row.final && !operation.mayBe(row.status, final);
      return isBeyond || isTooFinal
        ? [
            `${operation.name} (${id}) is ${row.status}${row.final ? ', final' : ''}, beyond what is stored\n${legsOf(operation, row, isBeyond ? firm : final)}`,
          ]
        : [];
    }),
  );
}
