/** Elements that have no end tag and no content (HTML, section 13.1.2). */
export const voidElements: ReadonlySet<string> = new Set(
  'area base br col embed hr img input link meta source track wbr'.split(' '),
);

/**
 * Makes well-formed XHTML read the same as HTML, which lets only void elements close themselves: `<a id="x"/>` would
 * make a link of all that follows. Well-formed XML has no `<` in text or values, so every match is a tag.
 */
export function closeElements(markup: string): string {
  if (!markup.includes('/>')) return markup;
  return markup.replace(emptyTag, (tag, name: string, attributes: string) =>
    voidElements.has(name) ? tag : `<${name}${attributes}></${name}>`,
  );
}

/** The attributes of a start tag in well-formed XML, as the source of a pattern. */
export const attributePattern = /(?:\s+[^\s=/<>]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))/.source;

const emptyTag = new RegExp(`<([a-z][a-z0-9]*)(${attributePattern}*)\\s*/>`, 'gi');
