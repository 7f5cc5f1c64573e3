import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { DomUtils, parseDocument } from 'htmlparser2';
import { expect, test } from 'vitest';
import { renderBody } from '../../src/email/body.ts';
import { parseContent } from '../../src/email/content.ts';
import { writeProse } from '../../src/email/prose.ts';
import { reduceContent } from '../../src/email/reduce.ts';
import { wrap } from '../../src/lib/wrap.ts';
import { identifyArticles } from '../../src/publish/lock/identify.ts';
import { readArticles } from '../../src/read/index.ts';
import { withDefaults } from '../../src/settings/input.ts';
import { wordsFor } from '../../src/strings/tables.ts';
import { runs } from '../runs.ts';
import { anyContent } from './content.ts';
import { letterOf, themeWith } from './letter.ts';

type Parsed = ReturnType<typeof parseDocument>['children'];

/** Nothing but letters: marks, numbers of links and notes, line ends and borders of tables part no words then. */
function lettersOf(text: string): string {
  return text.replace(/[^\p{L}]/gu, '');
}

function elements(name: string, nodes: Parsed) {
  return DomUtils.getElementsByTagName(name, nodes);
}

/**
 * Every text of the content but what stands in for a player that does not play: a link stands in for it in mail. In
 * the columns of a table lines run through several cells: there words stand alone.
 */
function textsIn(nodes: Parsed, inTable = false): string[] {
  return nodes.flatMap((node) => {
    if ('data' in node && node.type === 'text') return inTable ? wordsOf(node.data) : [node.data];
    const name = 'name' in node ? node.name : '';
    if (/^(audio|video|iframe)$/.test(name) || !('children' in node)) return [];
    return textsIn(node.children as Parsed, inTable || name === 'table');
  });
}

function wordsOf(text: string): string[] {
  return wrap(text.replace(/\s+/g, ' '), 1);
}

/** What the content of a record says and a part of its letter does not. */
function missing(content: string, { html, text }: { html: string; text: string }): string[] {
  const record = parseDocument(content, { xmlMode: true }).children;
  const page = parseDocument(html).children;
  const shown = lettersOf(DomUtils.textContent(page));
  const written = lettersOf(text);
  const targets = new Set(elements('a', page).map((link) => link.attribs.href));
  const pictures = new Set(elements('img', page).map((image) => image.attribs.alt));
  const missing: string[] = [];
  const demand = (what: string, found: boolean) => {
    if (!found) missing.push(what);
  };
  for (const phrase of textsIn(record)) {
    demand(`HTML: ${phrase}`, shown.includes(lettersOf(phrase)));
    demand(`text: ${phrase}`, written.includes(lettersOf(phrase)));
  }
  for (const { attribs } of elements('a', record)) {
    const { href = '', role } = attribs;
    // A way back from a note is left out; a reference to one is its number in the text.
    if (!/^(https?|mailto|tel):/.test(href) || role === 'doc-backlink') continue;
    // A number leads to its note within the letter.
    const note = role === 'doc-noteref' ? `#${href.split('#')[1]}` : href;
    demand(`HTML: ${href}`, targets.has(href) || targets.has(note));
    demand(`text: ${href}`, role === 'doc-noteref' || text.includes(href.replace(/^mailto:|^tel:/, '')));
  }
  for (const { attribs } of elements('img', record)) {
    const alt = attribs.alt?.replace(/\s+/g, ' ').trim() ?? '';
    demand(`HTML: ${alt}`, pictures.has(alt) || shown.includes(lettersOf(alt)));
    for (const word of wordsOf(alt)) demand(`text: ${alt}`, written.includes(lettersOf(word)));
  }
  for (const player of [...elements('video', record), ...elements('audio', record)]) {
    const addresses = [player, ...elements('source', player.children)].flatMap(({ attribs }) => attribs.src ?? []);
    demand(
      `HTML: ${addresses[0]}`,
      addresses.some((address) => targets.has(address)),
    );
    demand(
      `text: ${addresses[0]}`,
      addresses.some((address) => text.includes(address)),
    );
  }
  return missing;
}

const cases = fileURLToPath(new URL('../cases/', import.meta.url));

test.each(readdirSync(cases))('%s: all that the article says stands in the HTML and in the text', async (name) => {
  const settings = withDefaults({ title: 'Parity', url: 'https://example.org' });
  const folder = join(cases, name);
  const input = readdirSync(folder).find((file) => file.startsWith('in.'))!;
  const options = { settings, noticePattern: undefined, root: folder, display: (file: string) => file };
  const { manuscripts } = await readArticles(join(folder, input), { ...options, slugFrom: 'title' });
  const dated = manuscripts.map((manuscript) => ({ ...manuscript, modified: '2026-11-23T09:00:00+01:00' }));
  const { articles } = identifyArticles(dated, [], settings, new Date('2026-11-23T12:00:00Z'));
  expect(articles.length).toBeGreaterThan(0);
  for (const article of articles) expect(missing(article.content, await letterOf(article))).toEqual([]);
});

/** Both parts of a letter, as far as they come from the content. */
function partsOf(content: string) {
  const words = wordsFor('en');
  const nodes = reduceContent(parseContent(content), 'https://example.org/', words);
  const { lines, links } = writeProse(nodes, 72, words);
  const html = renderBody(nodes, { settings: themeWith().settings, direction: 'ltr', words, under: 'h1' });
  return { html, text: [...lines, ...links].join('\n') };
}

test('whatever the content, all of it stands in the HTML and in the text', () => {
  fc.assert(
    fc.property(anyContent, (content) => {
      expect(missing(content, partsOf(content))).toEqual([]);
    }),
    { numRuns: runs(200) },
  );
});

test('the test sees what is not there', () => {
  // A script is no part of a letter, whatever it says.
  const content = '<p>Here.</p><script>gone</script>';
  expect(missing(content, partsOf(content))).toEqual(['HTML: gone', 'text: gone']);
});
