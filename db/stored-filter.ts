import type { OperationFilter } from './operation-filter.ts';

/**
 * A filter as JSON keeps it. What asks when an operation was updated is no question to whoever is told of each update, and a
 * verdict about time comes with no transition.
 */
export type StoredFilter = Omit<
  OperationFilter,
  'startedAfter' | 'startedBefore' | 'updatedAfter' | 'updatedBefore' | 'health'
> & { startedAfter?: string | undefined; startedBefore?: string | undefined };

export function toStoredFilter({
  startedAfter,
  startedBefore,
  updatedAfter: _after,
  updatedBefore: _before,
  health: _health,
  ...filter
}: OperationFilter): StoredFilter {
  return {
    ...filter,
    startedAfter: startedAfter?.toISOString(),
    startedBefore: startedBefore?.toISOString(),
  };
}

export function fromStoredFilter({
  startedAfter,
  startedBefore,
  ...filter
}: StoredFilter): OperationFilter {
  return {
    ...filter,
    ...(startedAfter !== undefined && { startedAfter: new Date(startedAfter) }),
    ...(startedBefore !== undefined && { startedBefore: new Date(startedBefore) }),
  };
}
