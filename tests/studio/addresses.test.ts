import { expect, test } from 'vitest';
import { desk } from '../sendings/desk.ts';
import { OpenedStudio } from './opened.ts';

const readers = Array.from({ length: 12 }, (_, index) => `reader-${index}@tidings.internal`);

const files = {
  '.env': 'TIDINGS_SECRET=0123456789abcdef0123456789abcdef\nSMTP_URL=smtp://me:close-sesame@mail.tidings.internal:25\n',
  'articles/snow.md': '---\ntitle: Snow\ndate: 2026-11-24\ndraft: true\n---\n\nSnow fell.\n',
  'issues/november.md': '---\nsubject: November\narticles: [frost]\n---\n\nHello {{ name | default: "you" }}.\n',
};

const own = '/test-token/';

/** The addresses of a page that lead to the studio, with those of frames, style sheets and of what scripts ask for. */
function addressesIn(markup: string): string[] {
  const found = markup.matchAll(/(?:href|src|data-from|data-live|data-choices|data-trial)="([^"#]*)/g);
  return [...found].flatMap(([, address]) => {
    const text = address!.replaceAll('&amp;', '&');
    return text.startsWith(own) ? [text.slice(own.length)] : [];
  });
}

test('no view of the studio holds the address of a reader, or a secret', async () => {
  const made = await desk(readers, { domain: 'tidings.internal', files });
  await made.send();
  const studio = OpenedStudio.at(made.folder);
  const seen = new Set<string>(['', 'send/frost/prospect', 'send/november/prospect', 'checks/frost/counts']);
  const kinds = new Set<string>();
  for (const path of seen) {
    // A stream without an end.
    if (path.startsWith('events')) continue;
    const answer = await studio.ask(path);
    const body = await answer.text();
    for (const reader of [...readers, 'close-sesame', '0123456789abcdef0123456789abcdef'])
      expect(body.includes(reader), `${reader} on ${path}`).toBe(false);
    kinds.add(path.split(/[/?]/)[0]!);
    if (!/html/.test(answer.headers.get('content-type') ?? '') || path.startsWith('site/')) continue;
    for (const address of addressesIn(body)) if (seen.size < 400) seen.add(address);
  }
  const views = ['letters', 'pages', 'feeds', 'checks', 'send', 'issues', 'articles', 'look', 'new', 'site', 'styles'];
  expect([...kinds]).toEqual(expect.arrayContaining(views));
});
