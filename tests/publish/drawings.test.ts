import { Buffer } from 'node:buffer';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { buildPublication } from '../../src/publish/build.ts';
import { contentsOf, folderOf } from '../folder.ts';

const drawing = (inner: string) => `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${inner}</svg>`;
const armed = drawing('<script>alert(1)</script><circle r="4" onclick="x()"/>');
const plain = drawing('<circle r="4"/>');

const article =
  '---\ntitle: A\ndate: 2026-11-20\nimage: {src: lead.svg, alt: a boat}\nattachments: [plan.svg]\n---\n\n![a boat](boat.svg)\n\n[b](plan.svg)\n';
const yaml = 'title: The Letter\nurl: https://example.org/\nnewsletter: false\nicon: icon.svg\nauthors: [{name: A}]\n';

async function built(files: Readonly<Record<string, string | Uint8Array>>) {
  const folder = await folderOf({ 'tidings.yaml': yaml, 'articles/a.md': article, ...files });
  const context = { cwd: folder, environment: {}, clock: () => new Date('2026-11-23') };
  const { problems } = await buildPublication(await loadConfig('.', {}, context));
  return { problems, output: await contentsOf(join(folder, 'output')) };
}

test('a drawing is published without what could run at the address of the site, and the writer hears of it', async () => {
  const names = ['lead.svg', 'plan.svg', 'boat.svg'].map((name) => `articles/${name}`);
  const { problems, output } = await built({
    ...Object.fromEntries(names.map((name) => [name, armed])),
    'icon.svg': armed,
  });
  const clean = `${drawing('<circle r="4"></circle>')}\n`;
  for (const name of ['articles/a/lead.svg', 'articles/a/plan.svg', 'articles/a/boat.svg', 'icon.svg'])
    expect(output[name]).toBe(clean);
  expect(problems).toMatchObject(
    [4, 8, 10].map((line) => ({ severity: 'warning', rule: 'svg-script', file: 'articles/a.md', line })),
  );
  expect(output['rss.xml']).toContain(`plan.svg" length="${Buffer.byteLength(clean)}"`);
});

test('a drawing that nothing can run in is published byte for byte', async () => {
  const files = {
    'articles/lead.svg': plain,
    'articles/plan.svg': plain,
    'articles/boat.svg': plain,
    'icon.svg': plain,
  };
  const { problems, output } = await built(files);
  expect(problems).toEqual([]);
  expect(output['articles/a/boat.svg']).toBe(plain);
});

test('a drawing in another encoding is read as a browser reads it', async () => {
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(armed, 'utf16le')]);
  const files = {
    'articles/lead.svg': plain,
    'articles/plan.svg': utf16,
    'articles/boat.svg': plain,
    'icon.svg': plain,
  };
  const { output } = await built(files);
  expect(output['articles/a/plan.svg']).toBe(`${drawing('<circle r="4"></circle>')}\n`);
});
