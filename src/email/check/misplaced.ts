import type { Finding } from './finding.ts';
import type { Markup, Tag } from './markup.ts';
import { type Declaration, readDeclarations } from './styles.ts';

/**
 * Styles that Outlook for Windows heeds on some elements alone (caniemail.com, css-padding and css-border): padding on
 * table cells, borders on tables and their cells, and unreliably on others. One finding for each property and element.
 */
export function findMisplaced(markup: Markup): Finding[] {
  const found = new Map<string, Finding>();
  for (const tag of markup.tags) {
    if (tag.offOutlook || isHelped(tag)) continue;
    for (const declaration of readDeclarations(tag.attributes.style ?? '')) {
      const kind = kindOf(declaration);
      if (!kind || !losing[kind](tag)) continue;
      const key = `${kind} ${tag.name}`;
      if (!found.has(key)) found.set(key, finding(kind, tag, declaration));
    }
  }
  return [...found.values()];
}

type Kind = 'padding' | 'border';

/** Elements that make a block of their own. Lists and inline code look well without their padding. */
const blocks = /^(address|article|aside|blockquote|center|div|dl|figure|footer|h[1-6]|header|main|nav|p|pre|section)$/;

const losing: Readonly<Record<Kind, (tag: Tag) => boolean>> = {
  // A link that is a block is meant as a button.
  padding: ({ name, attributes: { style = '' } }) =>
    blocks.test(name) || name === 'table' || (name === 'a' && /(^|;)\s*display\s*:\s*(inline-)?block/i.test(style)),
  border: ({ name }) => blocks.test(name),
};

/** A value of zero or none is the same in every program, so that losing it changes nothing. */
function kindOf({ property, value }: Declaration): Kind | undefined {
  const isNothing = /^(0[a-z%]*|none|\s)+$/i.test(value);
  if (isNothing) return undefined;
  if (/^padding(-(top|right|bottom|left))?$/.test(property)) return 'padding';
  if (/^border(-(top|right|bottom|left))?$/.test(property) && !/(^|\s)(0|0px|none)(\s|$)/i.test(value)) return 'border';
  return undefined;
}

/** Whether `mso-padding-alt` gives Outlook its own padding: on the element, or on the cell around it as mj-button has it. */
function isHelped(tag: Tag): boolean {
  const cell = tag.parent?.name === 'td' ? tag.parent : undefined;
  return [tag, cell].some((one) => /mso-padding-alt\s*:/i.test(one?.attributes.style ?? ''));
}

function finding(kind: Kind, { name }: Tag, { property, value }: Declaration): Finding {
  const cells = kind === 'padding' ? 'table cells' : 'tables and their cells';
  return {
    rule: 'support',
    message: `Outlook for Windows heeds ${property} on ${cells} alone, and here it is on <${name}>`,
    hint: `Put it on a <td> around the <${name}>, or on the mj-text or mj-column: https://www.caniemail.com/features/css-${kind}/`,
    at: { theme: 'layout.mjml', written: [`${property}:${value}`, `${property}: ${value}`, `${property}:`] },
  };
}
