import { isSea } from 'node:sea';

/** Words that name a command, as this program is called: the single executable needs no npm. */
export function asCalled(text: string, isExecutable: boolean = isSea()): string {
  return isExecutable ? text.replaceAll('npx tidings', 'tidings') : text;
}
