import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeXml } from '../../src/lib/escape.ts';
import { parseSlots, resolveSlots, slotKinds, tagsIn } from '../../src/model/slot.ts';
import { runs } from '../runs.ts';

const kinds = slotKinds({ preferencesUrl: 'https://example.org/{token}', fields: { city: { fallback: 'town' } } });

/** What a reader with some tags gets, slots as `<name:fallback>`. */
function read(text: string, tags: readonly string[] = [], markup = false): string {
  const { parts, problems } = parseSlots(text, kinds, { markup });
  expect(problems).toEqual([]);
  return resolveSlots(parts, new Set(tags), ({ name, fallback = '' }) => `<${name}:${fallback}>`);
}

test.each([
  ['stands alone', '{{ email }}', '<email:>'],
  ['has its fallback', "Dear {{ name | default: 'friend' }},", 'Dear <name:friend>,'],
  ['needs no spaces', '{{name|default:"friend"}}', '<name:friend>'],
  ['takes the quotes that an editor makes', '{{ name | default: ‘it’s you’ }}', '<name:it’s you>'],
  ['takes German quotes', '{{ name | default: „Freund“ }}', '<name:Freund>'],
  ['may have an empty fallback', "{{ name | default: '' }}", '<name:>'],
  ['has the fallback that is declared', '{{ city }}', '<city:town>'],
  ['prefers the fallback that is written', "{{ city | default: 'here' }}", '<city:here>'],
])('a slot %s', (_, text, shown) => {
  expect(read(text)).toBe(shown);
});

test.each([
  ['{', '{'],
  ['} }} %}', '} }} %}'],
  ["{{ '{{' }} name }}", '{{ name }}'],
  ['{{ "{%" }} if %}', '{% if %}'],
])('braces that are text stay text: %s', (text, shown) => {
  expect(read(text)).toBe(shown);
});

test.each([
  ["{% if tag == 'a' %}A{% endif %}.", 'A.', '.', '.'],
  ["{% if tag == 'a' %}A{% else %}B{% endif %}", 'A', 'B', 'B'],
  ["{% if tag == 'a' %}A{% elsif tag == 'b' %}B{% else %}C{% endif %}", 'A', 'B', 'C'],
  ["{% unless tag == 'a' %}A{% endunless %}", '', 'A', 'A'],
  ["{% if tag == 'b' %}{% unless tag == 'a' %}x{% endunless %}y{% endif %}", '', 'xy', ''],
])('%s gives readers with tag a, with tag b and with none what is theirs', (text, a, b, none) => {
  expect([read(text, ['a']), read(text, ['b']), read(text)]).toEqual([a, b, none]);
});

test('the tags that conditions ask for are known', () => {
  const { parts } = parseSlots(
    "{% if tag == 'a' %}{% unless tag == 'b' %}{% endunless %}{% elsif tag == 'a' %}{% endif %}",
    kinds,
  );
  expect(tagsIn(parts)).toEqual(['a', 'b']);
});

test.each([
  ['there is no field "nam"', '{{ nam }}', 'Did you mean "name"?'],
  ['there is no field "zip_code"', '{{ zip_code }}', 'There are email, '],
  ['name has no replacement for readers of whom it is not known', '{{ name }}', "{{ name | default: 'friend' }}"],
  ['email has a value for every reader', "{{ email | default: 'x' }}", 'Write {{ email }}'],
  ['unsubscribeUrl needs newsletter.unsubscribeUrl', '{{ unsubscribeUrl }}', 'Add that setting'],
  ['{{ a.b }} is not a slot', '{{ a.b }}', 'Write a slot as'],
  ['{{ name | upcase }} is not a slot', '{{ name | upcase }}', 'Write a slot as'],
  ['{{ name | default: \'a" }} is not a slot', '{{ name | default: \'a" }}', 'Write a slot as'],
  ['“{{” begins a slot that does not end', 'a {{ name', "{{ '{{' }}"],
  ['“{%” begins a condition that does not end', '{% if', '{% endif %}'],
  ['{% for x in y %} is not a condition', '{% for x in y %}', '{% elsif'],
  ["{% if tags contains 'a' %} is not a condition", "{% if tags contains 'a' %}", "{% if tag == 'members' %}"],
  ['this {% if %} does not end', "{% if tag == 'a' %}x", 'Write {% endif %}'],
  ['no condition is open here', 'a {% endif %}', 'Begin one'],
  ['{% endunless %} ends an {% if %}', "{% if tag == 'a' %}{% endunless %}", 'Write {% endif %}'],
  ['this branch follows {% else %}', "{% if tag == 'a' %}{% else %}{% else %}{% endif %}", 'the last one'],
  ['conditions are nested too deep', "{% if tag == 'a' %}".repeat(5000), 'at most 20'],
])('a writer is told that %s', (message, text, hint) => {
  const { problems } = parseSlots(text, kinds);
  expect(problems).toHaveLength(1);
  expect(problems[0]!.message).toContain(message);
  expect(problems[0]!.hint).toContain(hint);
});

test('a problem stands at its line and column', () => {
  const { problems } = parseSlots('One\r\ntwo {{ nam }} three', kinds);
  expect(problems).toMatchObject([{ line: 2, column: 5, length: 9, excerpt: 'two {{ nam }} three' }]);
});

test.each([
  ['within a paragraph', "<p>a {% if tag == 'a' %}<em>b</em>{% endif %} c</p>", '<p>a <em>b</em> c</p>', '<p>a  c</p>'],
  [
    'around paragraphs, on lines of their own',
    "<p>{% if tag == 'a' %}</p>\n<p>b</p><hr />\n<p>{% else %}</p><p>c</p><p>{% endif %}</p>",
    '\n<p>b</p><hr />\n',
    '<p>c</p>',
  ],
  ['quoted by entities', '<p>{% if tag == &#39;a&#39; %}b{% endif %}</p>', '<p>b</p>', '<p></p>'],
])('in XHTML, a condition may stand %s', (_, markup, a, others) => {
  expect([read(markup, ['a'], true), read(markup, [], true)]).toEqual([a, others]);
});

test('in XHTML, a slot may stand in an address, and its fallback is read without entities', () => {
  const markup = '<a href="{{ preferencesUrl }}">{{ name | default: &quot;a &amp; b&quot; }}</a>';
  expect(read(markup, [], true)).toBe('<a href="<preferencesUrl:>"><name:a & b></a>');
});

test.each([
  ["<p>{% if tag == 'a' %}b</p><p>c{% endif %}</p>", 'in one paragraph'],
  ["<ul><li>{% if tag == 'a' %}b</li></ul><p>{% endif %}x</p>", 'in one paragraph'],
  ["<p>{% if tag == 'a' %}b<em>{% else %}</em>{% endif %}</p>", 'in one paragraph'],
  ['<a href="x{% if tag == &quot;a&quot; %}y">z</a>', 'inside a tag'],
  ['<p>{{ name <em>x</em> }}</p>', 'does not end'],
])('in XHTML, what could leave an element open is refused: %s', (markup, message) => {
  const { problems } = parseSlots(markup, kinds, { markup: true });
  expect(problems[0]?.message).toContain(message);
});

const piece = fc.constantFrom(
  ..."{{ email }}|{{ city }}|{{|}}|{%|%}|{% if tag == 'a' %}|{% unless tag == 'b' %}|{% elsif tag == 'b' %}|{% else %}|{% endif %}|{% endunless %}|x|{| |'".split(
    '|',
  ),
);
const element = fc.constantFrom('<p>', '</p>', '<em>', '</em>', '<br />', '<li title="{{ city }}">', '</li>');

test('whatever stands in a text, reading it ends, and what holds no slot stays as it is', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 30 }), (pieces) => {
      const text = pieces.join('');
      const { parts, problems } = parseSlots(text, kinds);
      if (!/\{[{%]/.test(text)) expect(resolveSlots(parts, new Set(), () => '')).toBe(text);
      for (const { line, column } of problems) expect(line! > 0 && column! > 0).toBe(true);
    }),
    { numRuns: runs() },
  );
});

test('whatever an introduction asks, each reader gets well-formed XHTML', () => {
  const wellFormed = (markup: string) => {
    const open: string[] = [];
    for (const [, end, name, empty] of markup.matchAll(/<(\/?)(\w+)[^>]*?(\/?)>/g)) {
      if (end) {
        if (open.pop() !== name) return false;
      } else if (!empty) open.push(name!);
    }
    return open.length === 0;
  };
  fc.assert(
    fc.property(fc.array(fc.oneof(piece.map(escapeXml), element), { maxLength: 24 }), (pieces) => {
      const markup = pieces.join('');
      fc.pre(wellFormed(markup));
      const { parts, problems } = parseSlots(markup, kinds, { markup: true });
      fc.pre(problems.length === 0);
      for (const tags of [[], ['a'], ['b'], ['a', 'b']]) {
        expect(wellFormed(resolveSlots(parts, new Set(tags), () => 'x'))).toBe(true);
      }
    }),
    { numRuns: runs(3000) },
  );
});
