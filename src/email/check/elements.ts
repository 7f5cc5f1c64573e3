import type { Finding } from './finding.ts';
import { isHidden, isUnread, styleSheets, type Tag, textIn } from './markup.ts';
import type { ParsedMessage } from './message.ts';
import { readStyles } from './styles.ts';

/** Elements that mail programs refuse to show, and requirements of screen readers. */
export function findElements(message: ParsedMessage): Finding[] {
  // A part that is empty or missing is a finding by itself.
  if (message.html.trim() === '') return [];
  return [
    ...ofActive(message),
    ...ofStyles(message),
    ...ofTitle(message),
    ...ofLanguage(message),
    ...ofHeading(message),
  ];
}

const active = /^(script|form|iframe|frame|object|embed|applet|input|button|select|textarea|base)$/;

function* ofActive({ markup }: ParsedMessage): Generator<Finding> {
  const found = new Set<string>();
  for (const { name, attributes } of markup.tags) {
    if (active.test(name)) found.add(`<${name}>`);
    for (const key of Object.keys(attributes)) if (/^on[a-z]/.test(key)) found.add(key);
    const address = attributes.href ?? attributes.src ?? '';
    if (/^[\s\u0000-\u001f]*(javascript|vbscript)[\s\u0000-\u001f]*:/i.test(address))
      found.add('a javascript: address');
    if (name === 'meta' && /^refresh$/i.test(attributes['http-equiv'] ?? '')) found.add('a refresh');
  }
  for (const what of found) {
    yield {
      rule: 'active-content',
      message: `the HTML holds ${what}`,
      hint: 'Every mail program takes it out, and filters take the letter for an attack. Link to a page on the web that does it.',
      at: { theme: 'layout.mjml', written: [what.replace('>', '')] },
    };
  }
}

function* ofStyles({ markup }: ParsedMessage): Generator<Finding> {
  const rules = styleSheets(markup).flatMap(({ css }) => readStyles(css));
  const nested = rules.find(({ within }) => within.length > 1);
  if (!nested) return;
  yield {
    rule: 'nested-at-rule',
    message: `a style sheet has ${nested.within[1]} within ${nested.within[0]}`,
    hint: 'Gmail drops the whole sheet for it: no dark mode, and nothing fits a phone. Write one at-rule after the other.',
    at: { theme: 'layout.mjml', written: [nested.within[1]!] },
  };
}

function* ofTitle({ markup }: ParsedMessage): Generator<Finding> {
  const title = markup.tags.find(({ name }) => name === 'title');
  if (title && textIn(markup, title) !== '') return;
  yield {
    rule: 'no-title',
    message: 'the HTML has no title',
    hint: 'A screen reader has no name for the letter, and a browser tab that shows it says nothing. Put <mj-title>{{ issue.subject }}</mj-title> into the head.',
    at: { theme: 'layout.mjml', written: ['<mj-title', '<mj-head'] },
  };
}

/** Webmail takes html and body away, so what lies in the body has to say it again. */
function* ofLanguage({ markup }: ParsedMessage): Generator<Finding> {
  const { tags, texts } = markup;
  const hasText = ({ range }: Tag) =>
    texts.slice(...range).some(({ text, parent }) => text.trim() !== '' && !isUnread(parent) && !isHidden(parent));
  const wrappers = tags.filter((tag) => tag.parent?.name === 'body' && hasText(tag));
  const needing = [tags.find(({ name }) => name === 'html'), ...(wrappers.length > 0 ? wrappers : [undefined])];
  for (const [key, rule, hint] of languageRules) {
    const without = needing.find((tag) => !tag?.attributes[key]?.trim());
    if (!needing.includes(without)) continue;
    yield {
      rule,
      message: `the ${without && without.name !== 'html' ? `<${without.name}> around the letter` : '<html> or what is around the letter'} has no ${key}`,
      hint: `${hint} Write <mjml lang="{{ issue.language }}" dir="{{ issue.direction }}">.`,
      at: { theme: 'layout.mjml', written: ['<mjml'] },
    };
  }
}

const languageRules = [
  [
    'lang',
    'no-language',
    'A screen reader reads the letter in the wrong language, and programs offer to translate it.',
  ],
  ['dir', 'no-direction', 'Arabic and Hebrew begin at the wrong side, and full stops wander.'],
] as const;

function* ofHeading({ markup }: ParsedMessage): Generator<Finding> {
  const headings = markup.tags.filter((tag) => tag.name === 'h1' && !isHidden(tag)).length;
  if (headings === 1) return;
  yield {
    rule: 'one-heading',
    message: `the letter has ${headings === 0 ? 'no' : headings} main headings (<h1>)`,
    hint: 'Who listens to the letter finds its beginning by the one main heading. Make the title an <h1> and all others <h2> or lower.',
    at: { theme: 'layout.mjml', written: ['<h1'] },
  };
}
