import { fileURLToPath } from 'node:url';

/** The compiled command, as a user runs it. */
export const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** A program of `tasks/` as a command line. Those are JavaScript, so that nobody pays for stripping types. */
export function task(name: string, ...args: readonly (string | number)[]): string[] {
  return [process.execPath, fileURLToPath(new URL(`tasks/${name}.js`, import.meta.url)), ...args.map(String)];
}
