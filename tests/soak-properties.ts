import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/**
 * Every property, each round with a seed of its own and so many times the cases that it names. The words of a failure
 * hold the counterexample; the line under it, how to meet it again. Returns whether every round was clean.
 */
export function soakProperties({ times, rounds }: { readonly times: number; readonly rounds: number }): boolean {
  const names = globSync('tests/**/*.test.ts', { cwd: root }).filter((name) =>
    readFileSync(join(root, name), 'utf8').includes("from 'fast-check'"),
  );
  const failed: string[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const seed = process.env.SEED ?? `${randomInt(2 ** 31)}`;
    const again = `SEED=${seed} SOAK=${times} npm test --`;
    process.stdout.write(`round ${round} of ${rounds}, ${names.length} files: ${again}\n`);
    const args = ['run', '--config', 'tests/vitest.config.ts', '--testTimeout=0', ...names.sort()];
    const env = { ...process.env, CI: 'true', SEED: seed, SOAK: `${times}` };
    const { status } = spawnSync(join(root, 'node_modules/.bin/vitest'), args, { cwd: root, env, stdio: 'inherit' });
    if (status !== 0) failed.push(again);
  }
  for (const again of failed) process.stdout.write(`Failed; the file's name after it is enough: ${again}\n`);
  return failed.length === 0;
}
