import { expect, test } from 'vitest';
import { renderBody } from '../../src/email/body.ts';
import { type Node, parseContent, textOf } from '../../src/email/content.ts';
import { highlight } from '../../src/email/highlight.ts';
import { escapeXml } from '../../src/lib/escape.ts';
import { wordsFor } from '../../src/strings/tables.ts';
import { themeWith } from './letter.ts';

async function marked(language: string, code: string): Promise<Node[]> {
  return await highlight(parseContent(`<pre><code class="language-${language}">${escapeXml(code)}</code></pre>`));
}

/** The marked words, each after its role. */
function rolesIn(nodes: readonly Node[]): string[] {
  return nodes.flatMap((node) => {
    if (typeof node === 'string') return [];
    const role = node.attributes.class?.replace('code-', '');
    return node.name === 'span' ? [`${role} ${textOf(node.children).trim()}`] : rolesIn(node.children);
  });
}

test.each([
  [
    'ts',
    `const a: string = \`b \${c} d\`; // 1`,
    ['keyword const', 'name a', 'keyword string', 'string `b', 'string d`', 'comment // 1'],
  ],
  ['python', 'def f(x):\n    return 42', ['keyword def', 'name f', 'keyword return', 'number 42']],
  ['html', '<p class="a">b</p>', ['name p class', 'string "a"', 'name p']],
  [
    'bash',
    'if true; then echo "$x"; fi',
    ['keyword if true', 'keyword then echo', 'string "', 'name $x', 'string "', 'keyword fi'],
  ],
  ['json', '{"a": [1, null]}', ['name "a"', 'number 1', 'keyword null']],
  ['diff', '+ a\n- b', ['string + a', 'keyword - b']],
])('the words of %s have their roles', async (language, code, roles) => {
  expect(rolesIn(await marked(language, code))).toEqual(roles);
});

test.each([
  'ts',
  'html',
  'yaml',
  'rust',
  'sql',
  'markdown',
  'shell',
  'nix',
  'makefile',
])('marking %s changes none of its characters', async (language) => {
  const code = 'a < b && "c" > \'d\'\n\t# e & <f g="h">\n  - `i` $j {{ k }} &amp; 👩‍🌾\n';
  expect(textOf(await marked(language, code))).toBe(code);
});

test.each([
  ['of no language', '<pre><code>const a = 1;</code></pre>'],
  ['of a language that letters do not know', '<pre><code class="language-brainfuck">+-.</code></pre>'],
  ['that is named like a property of objects', '<pre><code class="language-constructor">const a = 1;</code></pre>'],
  ['that its author marked up', '<pre><code class="language-ts">const <em>a</em> = 1;</code></pre>'],
  ['in a line', '<p><code class="language-ts">const a = 1;</code></p>'],
  ['longer than anybody reads', `<pre><code class="language-ts">${'const a = 1;\n'.repeat(2000)}</code></pre>`],
])('code %s stays as it is', async (_, content) => {
  const nodes = parseContent(content);
  expect(await highlight(nodes)).toEqual(nodes);
});

test('an article colours so much code as a letter bears, and leaves the rest plain', async () => {
  const block = `<pre><code class="language-ts">${'const a = 1;\n'.repeat(60)}</code></pre>`;
  const roles = rolesIn(await highlight(parseContent(block.repeat(3))));
  expect(roles.length).toBeGreaterThan(60);
  expect(roles.length).toBeLessThanOrEqual(300);
});

test('the same code looks the same whatever was coloured before it', async () => {
  const page = '<style>p { color: red }</style><script>const a = 1;</script>';
  const before = await marked('html', page);
  await marked('css', 'p { color: red }');
  await marked('php', '<?php echo 1;');
  expect(await marked('html', page)).toEqual(before);
});

test('a coloured word carries its colour, and a class for dark mode', async () => {
  const { settings } = themeWith();
  const options = { settings, direction: 'ltr', words: wordsFor('en'), under: 'h1' } as const;
  const html = renderBody(await marked('ts', 'return\t"a";'), options);
  expect(html).toContain(`<span class="code-keyword" style="color:${settings.light.code.keyword}">return    </span>`);
  expect(html).toContain(`<span class="code-string" style="color:${settings.light.code.string}">&quot;a&quot;</span>;`);
  expect(renderBody(parseContent('<p><span class="code-keyword">a</span></p>'), options)).toContain('<span>a</span>');
});
