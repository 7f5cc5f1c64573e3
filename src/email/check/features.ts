import { rulesOf, selectedBy } from './cascade.ts';
import type { Finding } from './finding.ts';
import type { Markup, Tag } from './markup.ts';
import type { ParsedMessage } from './message.ts';
import { findMisplaced } from './misplaced.ts';
import { type Declaration, readDeclarations, type StyleRule } from './styles.ts';
import { unsupported } from './support.ts';

/**
 * Features that a large mail program does not support, unless the letter does without, and those that Outlook for Windows
 * supports on other elements alone. One finding for each.
 */
export function findFeatures({ markup }: ParsedMessage): Finding[] {
  return [...ofFeatures(markup), ...findMisplaced(markup)];
}

function ofFeatures(markup: Markup): Finding[] {
  const found = new Map<string, Tag | undefined>();
  for (const [feature, tag] of featuresOf(markup)) {
    if (unsupported.has(feature) && !isHarmless(feature, tag) && !found.has(feature)) found.set(feature, tag);
  }
  return [...found].map(([feature, tag]) => {
    const isPicture = feature.startsWith('.');
    const address = tag && (tag.attributes.src ?? tag.attributes.href);
    // Elsewhere it would be none.
    const where = tag && harmless.has(feature) ? ` on <${tag.name}>` : '';
    return {
      rule: 'support',
      message: `${listed(unsupported.get(feature)!)} will not ${isPicture ? 'show' : 'heed'} ${named(feature)}${where}`,
      hint: isPicture
        ? 'Readers there see the alt text or an empty frame. Save the picture as JPEG or PNG.'
        : `Look at the letter without it, or leave it out: https://www.caniemail.com/search/?s=${encodeURIComponent(feature.replace(/[<>()[\]@:]/g, ''))}`,
      at: isPicture && address ? { address } : { theme: 'layout.mjml', written: [feature.replace(/[>:]+$/, '')] },
    };
  });
}

/**
 * The baseline: what our own themes, the bodies of articles and mjml's components use, and mail programs may leave out,
 * by the elements that lose nothing by it; none named is all. Corners stay square, lines break elsewhere, words lose a
 * mark; dark mode and phones are the better for it where it works.
 */
const baseline: Readonly<Record<string, string>> = {
  'border-radius color-scheme cursor outline user-select': '',
  'text-underline-offset text-decoration-color text-decoration-thickness text-wrap ::first-letter': '',
  'overflow-wrap word-break word-wrap tab-size word-spacing min-width 1vw': '',
  '@media(prefers-color-scheme) :hover [target] <abbr> <bdi> <ruby> <rp> <rt> <wbr> <time>': '',
  // Lines break elsewhere; a block of text would lose its lines.
  'white-space': 'a abbr code pre span strong td th',
  // Attributes say the size of pictures and cells, too; `isSpacer` knows a block that line-height holds open.
  height: 'img table td th tr',
  // The preheader is hidden by display:none as well, and the menu of mj-navbar is for phones.
  'max-height overflow': 'div',
  visibility: 'div',
  // The widths of columns follow from their words.
  'table-layout': 'table',
  // Attributes say it, too.
  'border-spacing': 'table',
};

export const harmless: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(baseline).flatMap(([features, elements]) =>
    features.split(' ').map((feature) => [feature, new Set(elements.split(' ').filter(Boolean))] as const),
  ),
);

/** Whether nothing is lost where a feature is left out on an element; of a rule that holds for none, on any of the baseline. */
export function isHarmless(feature: string, tag: Tag | undefined): boolean {
  const elements = harmless.get(feature);
  if (!elements || elements.size === 0 || tag === undefined || elements.has(tag.name)) return elements !== undefined;
  return feature === 'height' && isSpacer(tag);
}

/** As mj-spacer has it: a line as high as the block. */
function isSpacer({ attributes }: Tag): boolean {
  const found = new Map(readDeclarations(attributes.style ?? '').map(({ property, value }) => [property, value]));
  return found.get('line-height') === found.get('height');
}

/** The features that a letter uses, each with the element that uses it, if there is one. */
export function* featuresOf(markup: Markup): Generator<readonly [feature: string, tag?: Tag]> {
  for (const tag of markup.tags) {
    const { name, attributes } = tag;
    yield [`<${name}>`, tag];
    for (const key of Object.keys(attributes)) yield [`[${key}]`, tag];
    for (const declaration of readDeclarations(attributes.style ?? '')) {
      for (const feature of ofDeclaration(declaration)) yield [feature, tag];
    }
    const ending = name === 'img' ? /\.(\w+)$/.exec(URL.parse(attributes.src ?? '')?.pathname ?? '')?.[1] : undefined;
    if (ending) yield [`.${ending.toLowerCase()}`, tag];
  }
  for (const rule of rulesOf(markup)) yield* ofRule(rule, markup.tags);
}

/** A rule that holds for nothing in the letter uses what it declares nevertheless: another letter may have its elements. */
function* ofRule({ selectors, declarations, within }: StyleRule, tags: readonly Tag[]): ReturnType<typeof featuresOf> {
  for (const prelude of within) {
    yield [/^@[\w-]+/.exec(prelude)?.[0].toLowerCase() ?? ''];
    for (const [, query] of prelude.matchAll(/\(\s*([\w-]+)/g)) yield [`@media(${query!.toLowerCase()})`];
  }
  for (const [pseudo] of selectors.join(' ').matchAll(/::?[a-z-]+/gi)) yield [pseudo.toLowerCase()];
  const features = declarations.flatMap((declaration) => [...ofDeclaration(declaration)]);
  // The others are supported wherever they are.
  if (!features.some((feature) => unsupported.has(feature))) return;
  const elements = selectors.flatMap((selector) => selectedBy(selector, tags));
  for (const feature of features) {
    if (elements.length === 0) yield [feature];
    for (const tag of elements) yield [feature, tag];
  }
}

function* ofDeclaration({ property, value }: Declaration): Generator<string> {
  const said = value.toLowerCase();
  // What one program alone understands is meant for it alone.
  if (property.startsWith('-') || property.startsWith('mso-')) return;
  // As if it were not there: every program does that.
  if (/^(initial|none|normal)$/.test(said) && property !== 'display') return;
  yield property;
  if (property.startsWith('grid-template')) yield 'grid-template';
  yield `${property}:${said.replace(/^inline-(flex|grid)$/, '$1')}`;
  for (const [, name] of said.matchAll(/([a-z-]+)\(/g)) yield `${name}()`;
  for (const [, unit] of said.matchAll(/\d(vw|vh|vmin|vmax|rem|ch)\b/g)) yield `1${unit}`;
}

function named(feature: string): string {
  if (feature.startsWith('.')) return `pictures of the kind ${feature}`;
  return feature.replace(/^1/, 'the unit ').replace(':', feature.startsWith(':') ? ':' : ': ');
}

function listed(names: readonly string[]): string {
  return names.length === 1 ? names[0]! : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
