import { spawnSync } from 'node:child_process';
import { bundleProgram } from './release/bundle.ts';

/**
 * Tests of the command line run what users run: the compiled `dist/`, made afresh before every run.
 * A type error does not stop the run here; the style test reports it.
 */
export default async function setup(): Promise<void> {
  for (const project of ['tsconfig.json', 'src/studio/client'])
    spawnSync('tsc', ['-p', project, '--noEmit', 'false'], { stdio: 'ignore' });
  await bundleProgram();
}
