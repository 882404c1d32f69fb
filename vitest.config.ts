import { configDefaults, defineConfig } from 'vitest/config';

// Files that leave nothing behind in their process share it: each would spend seconds on loading the same packages.
const sharing = [
  // The one that is left out looks at the memory of its process.
  'api/**/!(slow-reader).test.ts',
  '{core,db,jobs,protocols,reports,scripts,webhooks}/**/*.test.ts',
];

const limits = {
  testTimeout: 30_000,
  hookTimeout: 60_000,
  // Tests that say they are concurrent mostly wait for chains.
  maxConcurrency: 50,
  pool: 'forks' as const,
};

export default defineConfig({
  test: {
    globalSetup: ['test/global-setup.ts'],
    // Each file has its own database; two at a time keep two cores busy without starving the chain nodes.
    maxWorkers: 2,
    projects: [
      { test: { ...limits, name: 'sharing', include: sharing, isolate: false } },
      {
        test: {
          ...limits,
          name: 'alone',
          include: ['**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...sharing],
        },
      },
    ],
  },
});
