import type { Finding } from './finding.ts';
import { type Markup, styleSheets, type Tag } from './markup.ts';
import type { ParsedMessage } from './message.ts';
import { findMisplaced } from './misplaced.ts';
import { type Declaration, readDeclarations, readStyles } from './styles.ts';
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
    if (unsupported.has(feature) && !harmless.has(feature) && !found.has(feature)) found.set(feature, tag);
  }
  return [...found].map(([feature, tag]) => {
    const isPicture = feature.startsWith('.');
    const address = tag && (tag.attributes.src ?? tag.attributes.href);
    return {
      rule: 'support',
      message: `${listed(unsupported.get(feature)!)} will not ${isPicture ? 'show' : 'heed'} ${named(feature)}`,
      hint: isPicture
        ? 'Readers there see the alt text or an empty frame. Save the picture as JPEG or PNG.'
        : `Look at the letter without it, or leave it out: https://www.caniemail.com/search/?s=${encodeURIComponent(feature.replace(/[<>()[\]@:]/g, ''))}`,
      at: isPicture && address ? { address } : { theme: 'layout.mjml', written: [feature.replace(/[>:]+$/, '')] },
    };
  });
}

/**
 * The baseline: what our own themes and the bodies of articles use, and mail programs may leave out. Corners stay
 * square, lines break elsewhere, words lose a mark; dark mode and phones are the better for it where it works.
 */
export const harmless: ReadonlySet<string> = new Set(
  `border-radius color-scheme text-underline-offset text-decoration-color text-decoration-thickness text-wrap ::first-letter overflow overflow-wrap word-break word-wrap white-space tab-size
  table-layout height max-height min-width visibility word-spacing outline 1vw @media(prefers-color-scheme) :hover <abbr> <bdi> <ruby> <rp>
  <rt> <wbr> <time> [target]`.split(/\s+/),
);

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
  for (const { css, media } of styleSheets(markup)) {
    for (const { selectors, declarations, within } of readStyles(css)) {
      for (const prelude of media === '' ? within : [`@media ${media}`, ...within]) {
        yield [/^@[\w-]+/.exec(prelude)?.[0].toLowerCase() ?? ''];
        for (const [, query] of prelude.matchAll(/\(\s*([\w-]+)/g)) yield [`@media(${query!.toLowerCase()})`];
      }
      for (const [pseudo] of selectors.join(' ').matchAll(/::?[a-z-]+/gi)) yield [pseudo.toLowerCase()];
      for (const declaration of declarations) for (const feature of ofDeclaration(declaration)) yield [feature];
    }
  }
}

function* ofDeclaration({ property, value }: Declaration): Generator<string> {
  const said = value.toLowerCase();
  // What one program alone understands is meant for it alone.
  if (property.startsWith('-') || property.startsWith('mso-')) return;
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
