import { Parser } from 'htmlparser2';

/** An element of a page as a program that reads it sees it. */
export interface Found {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** All text within it, in one line. */
  readonly text: string;
}

/** Every element of a page in the order of its start tags. */
export function elementsOf(html: string): Found[] {
  const found: { name: string; attributes: Record<string, string>; text: string }[] = [];
  const open: typeof found = [];
  const parser = new Parser({
    onopentag(name, attributes) {
      const element = { name, attributes, text: '' };
      found.push(element);
      open.push(element);
    },
    ontext(text) {
      for (const element of open) element.text += text;
    },
    onclosetag() {
      open.pop();
    },
  });
  parser.end(html);
  return found.map((element) => ({ ...element, text: element.text.replace(/\s+/g, ' ').trim() }));
}

/** The elements of this name whose attributes have these values. */
export function select(html: string, name: string, attributes: Readonly<Record<string, string>> = {}): Found[] {
  const wanted = Object.entries(attributes);
  return elementsOf(html).filter(
    (element) => element.name === name && wanted.every(([key, value]) => element.attributes[key] === value),
  );
}

/** The content of each `meta` by its name or property. */
export function metaOf(html: string): Record<string, string> {
  const metas = select(html, 'meta').filter(({ attributes }) => attributes.content !== undefined);
  return Object.fromEntries(
    metas.map(({ attributes }) => [attributes.name ?? attributes.property ?? '', attributes.content!]),
  );
}

/** A page without its words: the names of its elements and of their attributes. */
export function skeletonOf(html: string): string[] {
  return elementsOf(html).map(({ name, attributes }) => [name, ...Object.keys(attributes).sort()].join(' '));
}
