import { configDefaults, defineConfig } from 'vitest/config';

// Files that leave something behind in their process, or look at it as a whole, have one of their own. All others share
// theirs: each would spend a second on loading the same packages.
const alone = [
  'test/{conformance,e2e,simulation}/**/*.test.ts',
  // They make nodes of Solana, whose client goes on looking for one that has stopped.
  'demo/**/*.test.ts',
  // They look at the memory of their process.
  'api/slow-reader.test.ts',
  'chains/evm/blooms.test.ts',
  // It changes the environment.
  'start/embedded-postgres.test.ts',
];

const limits = {
  // What hangs is to end some time, and nothing that a busy machine takes its time for: a process may need half a minute to start.
  testTimeout: 120_000,
  hookTimeout: 120_000,
  // Tests that say they are concurrent mostly wait for chains.
  maxConcurrency: 50,
  pool: 'forks' as const,
};

export default defineConfig({
  test: {
    globalSetup: ['test/global-setup.ts'],
    // Each file has its own databases. One more than there are cores, where CI runs: the first files mostly wait.
    maxWorkers: 3,
    projects: [
      { test: { ...limits, name: 'alone', include: alone } },
      {
        test: {
          ...limits,
          name: 'sharing',
          include: ['**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...alone],
          isolate: false,
        },
      },
    ],
  },
});
