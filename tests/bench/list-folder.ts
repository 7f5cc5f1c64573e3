import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainText } from './articles.ts';
import { temporaryFolder } from './folder.ts';
import { cli } from './ours.ts';

interface ListFolder {
  readonly count: number;
  /** Of the mail server on this machine. */
  readonly port: number;
  readonly connections: number;
  /** Of the letter; 125 make 63 KB. */
  readonly paragraphs: number;
  /** The address of one in PostgreSQL, in the place of a file. */
  readonly database?: string | undefined;
  /** Whether the people have tags, languages and a field. */
  readonly isRich?: boolean;
}

/** A publication with one article, `letter`, and a list that is there only for this. */
export function listFolder({ count, port, connections, paragraphs, database, isRich = false }: ListFolder): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'articles'));
  writeFileSync(join(folder, 'articles', '2026-11-23-letter.txt'), plainText(paragraphs));
  writeFileSync(
    join(folder, 'tidings.yaml'),
    `title: Bench Letters
url: https://example.org/
newsletter:
  from: Bench Letters <letters@example.org>
  address: 1 Example Street, Example Town
  listId: letters.example.org
  unsubscribeUrl: https://example.org/unsubscribe/{token}
send: {connections: ${connections}}
`,
  );
  const place = database === undefined ? '' : `DATABASE_URL=${database}\n`;
  writeFileSync(
    join(folder, '.env'),
    `SMTP_URL=smtp://127.0.0.1:${port}\nTIDINGS_SECRET=${'bench-'.repeat(8)}\n${place}`,
    { mode: 0o600 },
  );
  const more = (index: number) =>
    isRich ? `,${['de-AT', 'en', ''][index % 3]},${['a b', 'members', ''][index % 3]}` : '';
  const lines = Array.from(
    { length: count },
    (_, index) => `reader-${index}@example.org,Reader ${index}${more(index)}\n`,
  );
  writeFileSync(join(folder, 'list.csv'), `email,name${isRich ? ',language,tags' : ''}\n${lines.join('')}`);
  const flags = ['subscribers', 'import', 'list.csv', '--consent', 'made for a bench', '--apply'];
  execFileSync(process.execPath, [cli, ...flags], { cwd: folder, stdio: 'pipe' });
  return folder;
}
