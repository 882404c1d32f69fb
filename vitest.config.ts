import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    globalSetup: ['test/global-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Each file has its own database; two at a time keep two cores busy without starving the chain nodes.
    maxWorkers: 2,
    // Tests that say they are concurrent mostly wait for chains.
    maxConcurrency: 50,
    pool: 'forks',
  },
});
