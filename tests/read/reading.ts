import { join } from 'node:path';
import type { Manuscript } from '../../src/model/article.ts';
import { type Read, readArticles } from '../../src/read/index.ts';
import type { ReadContext } from '../../src/read/read-context.ts';
import { withDefaults } from '../../src/settings/input.ts';
import { defaultNoticePattern } from '../../src/settings/values.ts';
import { folderOf } from '../folder.ts';

/** The settings of a small publication in Vienna. */
export const settings: ReadContext['settings'] = {
  title: 'The Letter',
  url: 'https://example.org/',
  language: 'en',
  timezone: 'Europe/Vienna',
  authors: [{ name: 'The Editors' }],
  permalink: '/articles/{slug}/',
  feeds: withDefaults({ title: 'Example Letters', url: 'https://example.org' }).feeds,
  site: true,
  syndicated: true,
  letters: true,
  newsletter: {},
  send: withDefaults({ title: 'Example Letters', url: 'https://example.org' }).send,
  server: withDefaults({ title: 'Example Letters', url: 'https://example.org' }).server,
};

type Files = Readonly<Record<string, string | Uint8Array>>;

/** Reads the folder `articles` of a publication that lies in `root`. */
export function readIn(root: string, options: Partial<ReadContext> & { target?: string } = {}): Promise<Read> {
  const { target = 'articles', ...context } = options;
  return readArticles(join(root, target), {
    settings,
    noticePattern: defaultNoticePattern,
    root,
    display: (absolute) => absolute.slice(root.length + 1) || '.',
    slugFrom: 'file',
    ...context,
  });
}

/** Writes the files of a publication and reads its articles. */
export async function read(files: Files, options?: Parameters<typeof readIn>[1]): Promise<Read> {
  return readIn(await folderOf(files), options);
}

/** The one article of a file named like `hello.md`; throws its problems if it has errors. */
export async function readOne(
  text: string | Uint8Array,
  { name = 'hello.md', ...options }: { name?: string; files?: Files } & Partial<ReadContext> = {},
): Promise<Manuscript> {
  const { files = {}, ...context } = options;
  const { manuscripts, problems } = await read({ ...files, [`articles/${name}`]: text }, context);
  if (manuscripts.length !== 1) throw new Error(`${manuscripts.length} articles: ${JSON.stringify(problems)}`);
  return manuscripts[0]!;
}

/** The problems of a single file. */
export async function problemsOf(
  text: string | Uint8Array,
  name = 'hello.md',
  files: Files = {},
): Promise<Read['problems']> {
  return (await read({ ...files, [`articles/${name}`]: text })).problems;
}
