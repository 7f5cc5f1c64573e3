import { defineConfig } from 'vitest/config';
import { projects } from './projects.ts';

export default defineConfig({
  root: here('..'),
  test: {
    projects: [
      { extends: true, test: { name: 'unit', ...projects.unit } },
      { extends: true, test: { name: 'shell', ...projects.shell } },
      // A process for each file, for these start whole programs of their own.
      { extends: true, test: { name: 'system', ...projects.system, globalSetup: [here('setup.ts')], isolate: true } },
    ],
    reporters: ['default', here('reporter.ts')],
    // Only to end what hangs: the machine may be busy.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxWorkers: 2,
    allowOnly: !process.env.CI,
    // Of the tests of one file that may run side by side: transcripts of the command line.
    maxConcurrency: 2,
    // The files of a worker share what they import, which takes a third of the time.
    isolate: false,
    // Node runs the TypeScript by itself, as everywhere else here; Vite would transform it first.
    experimental: { viteModuleRunner: false, nodeLoader: false },
  },
});

function here(path: string): string {
  return new URL(path, import.meta.url).pathname;
}
