import { cascade, type OwnStyle } from './cascade.ts';
import type { Finding } from './finding.ts';
import type { Markup, Tag } from './markup.ts';

/**
 * Styles that Outlook for Windows heeds on some elements alone (caniemail.com, css-padding and css-border): padding on
 * table cells, borders on tables and their cells, and unreliably on others. They count wherever they are written, on the
 * element or in a style sheet. One finding for each property and element.
 */
export function findMisplaced(markup: Markup): Finding[] {
  const found = new Map<string, Finding>();
  const styles = cascade(markup, 'outlook');
  for (const [tag, style] of styles) {
    if (tag.offOutlook) continue;
    for (const [property, value] of style) {
      const kind = kindOf(property, value);
      if (!kind || !losing[kind](tag.name, style) || isHelped[kind](tag, styles)) continue;
      const key = `${kind} ${tag.name}`;
      if (!found.has(key)) found.set(key, finding(kind, tag, { property, value }));
    }
  }
  return [...found.values()];
}

type Kind = 'padding' | 'border';

/** Elements that make a block of their own. Lists and inline code look well without their padding. */
const blocks = /^(address|article|aside|blockquote|center|div|dl|figure|footer|h[1-6]|header|main|nav|p|pre|section)$/;

const losing: Readonly<Record<Kind, (name: string, style: OwnStyle) => boolean>> = {
  // A link that is a block is meant as a button.
  padding: (name, style) =>
    blocks.test(name) || name === 'table' || (name === 'a' && /^(inline-)?block$/i.test(style.get('display') ?? '')),
  border: (name) => blocks.test(name),
};

/** A value of zero or none is the same in every program, so that losing it changes nothing. */
function kindOf(property: string, value: string): Kind | undefined {
  const isNothing = /^(0[a-z%]*|none|\s)+$/i.test(value);
  if (isNothing) return undefined;
  if (/^padding(-(top|right|bottom|left))?$/.test(property)) return 'padding';
  if (/^border(-(top|right|bottom|left))?$/.test(property) && !/(^|\s)(0|0px|none)(\s|$)/i.test(value)) return 'border';
  return undefined;
}

/**
 * Whether Outlook has its own: padding by `mso-padding-alt`, on the element or on the cell around it as mj-button has it,
 * or either in markup for it alone next to the element, as mj-navbar and mj-divider have it.
 */
const isHelped: Readonly<Record<Kind, (tag: Tag, styles: ReadonlyMap<Tag, OwnStyle>) => boolean>> = {
  padding: (tag, styles) => {
    const cell = tag.parent?.name === 'td' ? tag.parent : undefined;
    const isGiven = [tag, cell].some((one) => one !== undefined && styles.get(one)?.has('mso-padding-alt'));
    return isGiven || /[\s;"]padding(-\w+)?\s*:/i.test(tag.forOutlook ?? '');
  },
  border: ({ forOutlook = '' }) => /[\s;"]border(-\w+)?\s*:/i.test(forOutlook),
};

function finding(
  kind: Kind,
  { name }: Tag,
  { property, value }: Readonly<Record<'property' | 'value', string>>,
): Finding {
  const cells = kind === 'padding' ? 'table cells' : 'tables and their cells';
  return {
    rule: 'support',
    message: `Outlook for Windows heeds ${property} on ${cells} alone, and here it is on <${name}>`,
    hint: `Put it on a <td> around the <${name}>, or on the mj-text or mj-column: https://www.caniemail.com/features/css-${kind}/`,
    at: { theme: 'layout.mjml', written: [`${property}:${value}`, `${property}: ${value}`, `${property}:`] },
  };
}
