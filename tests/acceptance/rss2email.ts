import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { contentOf, type Reader, run, type Shown } from './reader.ts';

/** rss2email, which delivers each new article to a mailbox below an empty folder. */
export async function rss2email(program: string, feeds: readonly string[], home: string): Promise<Reader> {
  const inbox = join(home, 'mail', 'INBOX');
  for (const name of ['new', 'cur', 'tmp']) await mkdir(join(inbox, name), { recursive: true });
  const sections = feeds.map((feed, index) => `[feed.feed-${index}]\nurl = ${feed}\n`);
  await writeFile(join(home, 'config'), [defaults(join(home, 'mail')), ...sections].join('\n'));
  const poll = async () => {
    await run(program, ['-c', join(home, 'config'), '-d', join(home, 'data.json'), 'run'], { home });
    const letters = await Promise.all((await takeAll(join(inbox, 'new'))).map(read));
    return Object.fromEntries(
      feeds.map((feed) => {
        const shown = letters.filter((letter) => letter.feed === feed).map((letter) => letter.shown);
        return [feed, shown.sort((a, b) => b.published - a.published)];
      }),
    );
  };
  return { poll };
}

const defaults = (maildir: string) => `[DEFAULT]
from = reader@example.org
to = reader@example.org
email-protocol = maildir
maildir-path = ${maildir}
maildir-mailbox = INBOX
html-mail = True
date-header = True
date-header-order = published
`;

async function takeAll(folder: string): Promise<Buffer[]> {
  const files = (await readdir(folder)).map((name) => join(folder, name));
  const letters = await Promise.all(files.map((file) => readFile(file)));
  await Promise.all(files.map((file) => rm(file)));
  return letters;
}

async function read(letter: Buffer): Promise<{ feed: string; shown: Shown }> {
  const { headers, subject, date, from, html } = await PostalMime.parse(letter);
  const header = (name: string) => headers.find(({ key }) => key === name)?.value ?? '';
  const content = /<div id="body">(.*)<\/div>\s*<div class="footer">/s.exec(html ?? '')?.[1] ?? '';
  const shown = {
    id: header('x-rss-id'),
    title: subject ?? '',
    url: header('x-rss-url'),
    // Its sender is "title of the feed: author", and a title may have colons, too.
    authors: [(from?.name ?? '').replace(/^.*: /, '')],
    published: Date.parse(date ?? ''),
    content: contentOf(content),
  };
  return { feed: header('x-rss-feed'), shown };
}
