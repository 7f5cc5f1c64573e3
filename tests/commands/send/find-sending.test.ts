import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { report } from '../../../src/commands/report.ts';
import { findSending } from '../../../src/commands/send/find-sending.ts';
import { status } from '../../../src/commands/status.ts';
import { who } from '../../../src/commands/who.ts';
import { publication, sent } from '../sendings.ts';

const flags = { publication: '.' };
const planned = (slug: string) => ({ plan: { issue: `tag:example.org,2026:${slug}`, slug, subject: slug } });

test('articles of one slug are named with their section by status, who and report, whose file has a name that any system takes', async () => {
  const { folder, terminal, said, send } = await publication(1);
  await send([sent], planned('news/hello'));
  await send([], planned('blog/hello'));
  await status(terminal, 'news/hello', flags);
  expect(said.value).toMatchObject({ slug: 'news/hello', counts: { sent: 1 } });
  await who(terminal, { issue: 'blog/hello', address: 'reader1@example.org' }, flags);
  expect(said.value).toMatchObject({ slug: 'blog/hello', state: 'pending' });
  await report(terminal, 'news/hello', flags);
  expect(await readdir(folder)).toContain('news-hello-report.html');
});

test('the slug alone finds the only one that was sent, and is answered with both where there are two', async () => {
  const { ledger, send } = await publication(1);
  await send([], planned('news/hello'));
  expect((await findSending(ledger, 'hello', '')).slug).toBe('news/hello');
  await send([], planned('blog/hello'));
  await expect(findSending(ledger, 'hello', '')).rejects.toMatchObject({
    exitCode: 2,
    problems: [
      {
        rule: 'not-found',
        message: 'several issues that were sent have the slug "hello"',
        hint: 'Write blog/hello or news/hello.',
      },
    ],
  });
});
