import type { ApiClient } from './client.ts';

const pageLimit = 100;
/** What a demo of many hours has more of is not counted. */
const pagesMax = 300;

/** Operations as they were at one moment, each counted once. */
export interface Tally {
  readonly total: number;
  /** There are older ones, which are not counted. */
  readonly isCut: boolean;
  readonly final: number;
  readonly byStatus: ReadonlyMap<string, number>;
  readonly byProtocol: ReadonlyMap<string, number>;
  readonly completeByProtocol: ReadonlyMap<string, number>;
}

/**
 * Counts the operations that the API lists. What a watch has seen is more: operations that turn out to be one with another, or
 * that a reorg takes away.
 */
export async function tally(client: Pick<ApiClient, 'operations'>): Promise<Tally> {
  const ids = new Set<string>();
  const counts = { byStatus: counter(), byProtocol: counter(), completeByProtocol: counter() };
  let final = 0;
  let cursor: string | null | undefined;
  for (let pages = 0; pages < pagesMax; pages += 1) {
    // By their start: none moves from page to page meanwhile.
    const query = { sort: 'started', limit: String(pageLimit), ...(cursor ? { cursor } : {}) };
    const { operations, nextCursor } = await client.operations(query);
    for (const operation of operations.filter(({ id }) => !ids.has(id))) {
      const protocol = operation.protocol ?? 'unknown';
      ids.add(operation.id);
      add(counts.byStatus, operation.status);
      add(counts.byProtocol, protocol);
      if (operation.status === 'complete') add(counts.completeByProtocol, protocol);
      if (operation.final) final += 1;
    }
    cursor = nextCursor;
    if (!cursor) break;
  }
  return { total: ids.size, isCut: Boolean(cursor), final, ...counts };
}

const counter = () => new Map<string, number>();
const add = (counts: Map<string, number>, name: string) =>
  void counts.set(name, (counts.get(name) ?? 0) + 1);
