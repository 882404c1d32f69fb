// Every table, by room. The comment of each says how a rollback takes it back.

export * from './tables/chain-tables.ts';
export * from './tables/operation-tables.ts';
export * from './tables/report-tables.ts';
export * from './tables/api-tables.ts';
export * from './tables/analytics-tables.ts';
export * from './tables/health-tables.ts';
export * from './tables/alert-tables.ts';
