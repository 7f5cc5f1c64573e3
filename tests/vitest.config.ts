import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/bench/**'],
    reporters: ['default', new URL('reporter.ts', import.meta.url).pathname],
    globalSetup: [new URL('setup.ts', import.meta.url).pathname],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    allowOnly: !process.env.CI,
  },
});
