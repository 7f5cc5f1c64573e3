import type { Problem } from '../model/problem.ts';

/** The endings of files that hold articles, and how many bytes they may have. A JSON file may hold many articles. */
export const limits: Readonly<Record<string, number>> = {
  '.txt': 5_000_000,
  '.md': 5_000_000,
  '.markdown': 5_000_000,
  '.mdx': 5_000_000,
  '.html': 5_000_000,
  '.htm': 5_000_000,
  '.json': 50_000_000,
};

const refusals = {
  missing: ['there is no such file or folder', 'Look at how its name is spelled, and at the folder you are in.'],
  outside: ['this leads out of the publication', 'Put the file itself there instead of a link to it.'],
  unreadable: ['this cannot be read', 'Make sure that you may read it.'],
  special: ['this is neither a file nor a folder', 'Name a file or a folder of articles.'],
  format: [
    'this is no format for articles',
    'Articles are files that end in .txt, .md, .markdown, .mdx, .html, .htm or .json.',
  ],
  large: [
    'this is too large to be an article',
    `A text may have ${limits['.txt']! / 1e6} MB, a JSON file ${limits['.json']! / 1e6} MB. Split it, or move it out of the folder.`,
  ],
} as const satisfies Record<string, readonly [message: string, hint: string]>;

/** A file that is not read at all. */
export function unreadable(fault: keyof typeof refusals, file: string): Problem {
  const [message, hint] = refusals[fault];
  return { severity: 'error', rule: `file-${fault}`, message, hint, file };
}
