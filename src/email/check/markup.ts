import { Parser } from 'htmlparser2';

/** The elements of a letter in the order in which they begin, and its texts. */
export interface Markup {
  readonly tags: readonly Tag[];
  readonly texts: readonly { readonly text: string; readonly parent: Tag | undefined }[];
}

export interface Tag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly parent?: Tag;
  /** Whether a conditional comment, `<!--[if !mso]><!-->`, keeps it from Outlook for Windows. */
  readonly offOutlook?: true;
  /** The markup for Outlook for Windows alone that is next to it, before or after. */
  readonly forOutlook?: string;
  /** How many elements are around it. */
  readonly depth: number;
  /** The texts that it holds: from the first to before the second of these. */
  readonly range: readonly [first: number, end: number];
}

/** Reads HTML as mail programs do: whatever it is, something comes of it. Comments are passed over. */
export function readMarkup(html: string): Markup {
  const tags: Tag[] = [];
  const texts: { text: string; parent: Tag | undefined }[] = [];
  const open: (Tag & { range: [number, number]; forOutlook?: string })[] = [];
  let offOutlook = false;
  // The comment, and the element that ended, with nothing since.
  let comment = '';
  let ended: { forOutlook?: string } | undefined;
  const parser = new Parser({
    onopentag(name, attributes) {
      const parent = open.at(-1);
      const range: [number, number] = [texts.length, texts.length];
      const more = { ...(parent && { parent }), ...(offOutlook && off), ...(comment && { forOutlook: comment }) };
      const tag = { name, attributes, ...more, depth: open.length, range };
      [comment, ended] = ['', undefined];
      tags.push(tag);
      open.push(tag);
    },
    onclosetag() {
      const tag = open.pop();
      if (tag) tag.range[1] = texts.length;
      [comment, ended] = ['', tag];
    },
    oncomment(text) {
      if (/^\[if mso/i.test(text)) {
        comment += text;
        if (ended) ended.forOutlook = (ended.forOutlook ?? '') + text;
      }
      if (/^\[if !mso/i.test(text)) offOutlook = true;
      else if (/\[endif\]$/i.test(text)) offOutlook = false;
    },
    onprocessinginstruction(_, text) {
      if (/\[endif\]/i.test(text)) offOutlook = false;
    },
    ontext(text) {
      texts.push({ text, parent: open.at(-1) });
      if (text.trim() !== '') [comment, ended] = ['', undefined];
    },
  });
  parser.end(html);
  return { tags, texts };
}

const off = { offOutlook: true } as const;

/** All text of an element, one space for white space of any length. */
export function textIn({ texts }: Markup, { range }: Tag): string {
  const inside = texts.slice(...range).map(({ text }) => text);
  return inside.join('').replace(/\s+/g, ' ').trim();
}

/** Every style sheet of a letter. */
export function styleSheets(markup: Markup): { css: string; media: string }[] {
  return markup.tags
    .filter(({ name }) => name === 'style')
    .map((tag) => ({
      css: markup.texts
        .slice(...tag.range)
        .map(({ text }) => text)
        .join(''),
      media: tag.attributes.media ?? '',
    }));
}

/** The visible text of a letter as one line, without elements hidden by their own style. */
export function visibleText({ texts }: Markup): string {
  const seen = texts.filter(({ parent }) => !isUnread(parent) && !isHidden(parent)).map(({ text }) => text);
  return seen.join(' ').replace(/\s+/g, ' ').trim();
}

export function isHidden(tag: Tag | undefined): boolean {
  for (let one = tag; one; one = one.parent)
    if (/(^|;)\s*(display\s*:\s*none|visibility\s*:\s*hidden)/i.test(one.attributes.style ?? '')) return true;
  return false;
}

/** Whether text in an element is none of the letter's: a style sheet, the title in the head, a script. */
export function isUnread(tag: Tag | undefined): boolean {
  return tag !== undefined && /^(style|title|script|template|noscript)$/.test(tag.name);
}
