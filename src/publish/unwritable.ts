import { ProblemError } from '../model/problem.ts';

/** The refusal of a file that the disk does not take, which names the cause and the way out. */
export function unwritable(
  file: string,
  { code }: Pick<NodeJS.ErrnoException, 'code'>,
  {
    rule = 'edit',
    hint = 'Make the file and its folder writable for yourself.',
    exitCode = 2,
  }: { readonly rule?: string; readonly hint?: string; readonly exitCode?: 1 | 2 } = {},
): ProblemError {
  const message = `${file} cannot be written (${code})`;
  return new ProblemError([{ severity: 'error', rule, message, hint: hints[code ?? ''] ?? hint, file }], {
    exitCode,
  });
}

const hints: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full. Make room, and try again.',
  EDQUOT: 'Your share of the disk is full. Make room, and try again.',
  EROFS: 'The disk can only be read. Copy the publication to another one.',
};
