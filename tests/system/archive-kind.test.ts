import { join } from 'node:path';
import { expect, test } from 'vitest';
import { archiveKind } from '../../src/system/archive-kind.ts';
import { folderOf } from '../folder.ts';

const wordpress =
  '<?xml version="1.0"?>\n<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel/></rss>';

test.each([
  ['an export of WordPress', 'a.xml', wordpress, 'wordpress'],
  ['the same under another ending', 'a.wxr', wordpress, 'wordpress'],
  ['an export of Ghost', 'a.json', '{"db": [{"meta": {"exported_on": 1}, "data": {}}]}', 'ghost'],
  ['a zip', 'a.ZIP', '', 'zip'],
  ['an Atom feed', 'a.atom', '<feed xmlns="http://www.w3.org/2005/Atom"/>', 'feed'],
  ['an RSS feed', 'a.xml', '<rss version="2.0"/>', 'feed'],
  ['an RDF feed', 'a.rdf', '<rdf:RDF/>', 'feed'],
  ['a table', 'a.csv', 'email\n', 'csv'],
  ['no record of an article', 'a.json', '{"title": "T", "content": "<p>x</p>"}', undefined],
  ['no other XML', 'a.xml', '<svg/>', undefined],
  ['no text that begins like an export', 'a.md', wordpress, undefined],
])('%s is told by its ending and its first bytes', async (_, name, text, kind) => {
  const folder = await folderOf({ [name]: text });
  expect(await archiveKind(join(folder, name))).toBe(kind);
});

test('a file that is missing is of no kind', async () => {
  expect(await archiveKind(join(await folderOf({ 'a.md': '' }), 'a.xml'))).toBeUndefined();
});
