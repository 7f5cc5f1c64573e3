import fc from 'fast-check';
import { Context, type Template } from 'liquidjs';
import { expect, test } from 'vitest';
import { quicken, renderQuickly } from '../../src/email/liquid-quick.ts';
import { liquidFault, openLiquid } from '../../src/lib/liquid.ts';
import { runs } from '../runs.ts';

const liquid = openLiquid({ renderLimit: 3_000, memoryLimit: 2_000_000 });

/** What a template prints, or what Liquid has against it and where. */
function outcome(render: () => unknown): unknown {
  try {
    return render();
  } catch (error) {
    const fault = liquidFault(error);
    return fault ?? String(error);
  }
}

function quickened(templates: Template[]): Template[] {
  for (const template of templates) {
    quicken(template);
    const inner = template.children?.(false, true).next();
    if (inner) quickened(inner.value as Template[]);
  }
  return templates;
}

function both(template: string, data: object): [quick: unknown, liquid: unknown] {
  const context = () => new Context(structuredClone(data), liquid.options, { sync: true }, { liquid });
  return [
    outcome(() => renderQuickly(quickened(liquid.parse(template)), context())),
    outcome(() => liquid.renderSync(liquid.parse(template), context())),
  ];
}

const data = {
  text: 'a < b & "c"',
  empty: '',
  one: 1,
  zero: 0,
  yes: true,
  no: false,
  nothing: null,
  list: ['x', 'y & z', ''],
  bare: [],
  deep: { text: 'below', list: [{ text: 'first' }, { text: 'second' }], nothing: null, size: 7 },
};

test.each([
  ['{{ text }}{{ text | raw }}{{ text | upcase }}{{ text | upcase | raw }}'],
  ['{{ empty }}|{{ one }}|{{ zero }}|{{ yes }}|{{ no }}|{{ nothing }}|{{ list }}|{{ bare }}|{{ deep }}'],
  ['{{ list.size }} {{ list.first }} {{ list.last }} {{ list[1] }} {{ bare.size }} {{ text.size }} {{ deep.size }}'],
  ['{{ bare.first }}'],
  ['{{ deep.list[0].text }}{{ deep.list.first.text }}{{ nothing.text }}{{ deep.nothing.text }}'],
  ['a\n{{ deep.txt }}'],
  ['{{ unknown }}'],
  ['{% if unknown %}x{% endif %}'],
  ["{% if text == 'a' %}1{% elsif one == 1 %}2{% else %}3{% endif %}"],
  ['{% if text == empty %}1{% endif %}{% if bare == empty %}2{% endif %}{% if nothing == nil %}3{% endif %}'],
  ['{% if one > 0 and zero >= 0 %}1{% endif %}{% if nothing > 1 %}2{% endif %}{% if nothing < 1 %}3{% endif %}'],
  ['{% if 1 > nothing %}1{% endif %}{% if no or yes %}2{% endif %}{% if no and yes or yes %}3{% endif %}'],
  ["{% if text contains 'b' %}1{% endif %}{% if list contains 'x' %}2{% endif %}{% if one contains 1 %}3{% endif %}"],
  ['{% if empty %}1{% endif %}{% if zero %}2{% endif %}{% if not yes %}3{% endif %}{% if list != deep %}4{% endif %}'],
  ['{% unless no %}1{% elsif yes %}2{% else %}3{% endunless %}{% unless yes %}4{% else %}5{% endunless %}'],
  ['{% assign x = one | plus: 2 | times: one %}{{ x }}{% assign text = empty %}{{ text }}|'],
  ['{% assign x = deep.list %}{% for y in x %}{{ y.text }}{% endfor %}'],
  ['{% capture x %}<{{ text }}>{% endcapture %}{{ x }}{{ x | raw }}{{ x.size }}'],
  [
    '{% for x in list %}{{ forloop.index }}{{ forloop.index0 }}{{ forloop.first }}{{ forloop.last }}{{ x }},{% endfor %}',
  ],
  ['{% for x in list %}{{ forloop.rindex }}{{ forloop.rindex0 }}{{ forloop.length }}{{ forloop.name }},{% endfor %}'],
  ['{% for x in list %}{{ forloop }}{% endfor %}'],
  ['{% for x in bare %}{{ x }}{% else %}none{% endfor %}{% for x in text %}{{ x }}{% endfor %}'],
  [
    '{% for x in deep %}{{ x }};{% endfor %}{% for x in nothing %}{{ x }}{% endfor %}{% for i in (1..3) %}{{ i }}{% endfor %}',
  ],
  ['{% for x in list limit: 1 offset: 1 reversed %}{{ x }}{% endfor %}'],
  ["{% for x in list %}{% if x == 'y & z' %}{% break %}{% endif %}{{ x }}{% endfor %}after"],
  ["{% for x in list %}{% if x == 'x' %}{% continue %}{% endif %}{{ x }}.{% endfor %}after"],
  [
    '{% for x in list %}{% for y in deep.list %}{{ x }}{{ y.text }}{{ forloop.index }}{% endfor %}{% endfor %}{{ one }}',
  ],
  ['{% for x in list %}{% assign last = x %}{% endfor %}{{ last }}{% for one in list %}{{ one }}{% endfor %}{{ one }}'],
  [
    "{% case one %}{% when 1 %}one{% else %}other{% endcase %}{% cycle 'a', 'b' %}{% increment n %}{% raw %}{{ x }}{% endraw %}",
  ],
  [
    "{{ text | replace: 'a', one | append: deep.text }}{{ nothing | default: 'none' }}{{ no | default: 'x', allow_false: true }}",
  ],
  ["{{ list | join: ', ' }}{{ deep.list | map: 'text' }}{{ one | divided_by: zero }}"],
  ['{{ text | plus: unknown }}'],
  ['{{ one | at_least: 3 }}{{ "quoted & <text>" }}{{ 3 }}{{ true }}{{ nil }}'],
  ['{{ __proto__ }}'],
  ['{{ deep.constructor }}'],
  ['{{ deep[text] }}'],
  ["{{ deep['text'] }}{{ list[-1] }}{{ (1..3) }}"],
])('%s is rendered as Liquid does', (template) => {
  const [quick, slow] = both(template, data);
  expect(quick).toEqual(slow);
});

const path = fc.constantFrom(
  ...['text', 'empty', 'one', 'zero', 'no', 'nothing', 'list', 'bare', 'deep.text', 'deep.list', 'deep.nothing.x'],
  ...['list.size', 'x', 'x.text', 'forloop.last', "'a & b'", '1', 'true', 'nil', 'empty'],
);
const operator = fc.constantFrom('==', '!=', '<', '>', '<=', '>=', 'and', 'or', 'contains');
const condition = fc.oneof(
  path,
  fc.tuple(path, operator, path).map((parts) => parts.join(' ')),
);
const filter = fc.constantFrom(
  '',
  ' | raw',
  ' | upcase',
  ' | plus: 1',
  ' | default: text',
  ' | size',
  ' | append: one',
);
const anyTemplate = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('text', '<b>', '\n'),
    fc.tuple(path, filter).map(([value, change]) => `{{ ${value}${change} }}`),
    fc
      .tuple(condition, tie('node'), tie('node'))
      .map(([test, a, b]) => `{% if ${test} %}${a}{% else %}${b}{% endif %}`),
    fc.tuple(condition, tie('node')).map(([test, a]) => `{% unless ${test} %}${a}{% endunless %}`),
    fc.tuple(path, tie('node'), tie('node')).map(([list, a, b]) => `{% for x in ${list} %}${a}${b}{% endfor %}`),
    fc.tuple(path, filter, tie('node')).map(([value, change, a]) => `{% assign x = ${value}${change} %}${a}`),
    tie('node').map((a) => `{% capture x %}${a}{% endcapture %}{{ x }}`),
  ),
})).node;

test('any template is rendered as Liquid does, faults and their places included', () => {
  fc.assert(
    fc.property(fc.array(anyTemplate, { maxLength: 4 }), (nodes) => {
      const [quick, slow] = both(nodes.join('-'), data);
      expect(quick).toEqual(slow);
    }),
    { numRuns: runs(2_000) },
  );
});
