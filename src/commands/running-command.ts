import { resolve } from 'node:path';
import { isSea } from 'node:sea';

export function runningCommand(): string[] {
  return isSea() ? [process.execPath] : [process.execPath, resolve(process.argv[1] ?? 'tidings')];
}
