import { type AttributeValue, type BasePage, frame, linkAddress, source, srcset } from './addresses.ts';

/** Gives the attribute's clean value; undefined drops the attribute. */
type Rule = (value: string, page: BasePage) => AttributeValue | undefined;

export interface ElementRule {
  readonly attributes: ReadonlyMap<string, Rule>;
  /** Part of a line; every other element ends an open paragraph. */
  readonly phrasing: boolean;
  /** Has neither content nor an end tag. */
  readonly empty: boolean;
}

/** Elements removed with all their content. Of other unknown elements the content stays. */
export const dropped: ReadonlySet<string> = new Set([
  'annotation',
  'annotation-xml',
  'button',
  'datalist',
  'metadata',
  'noembed',
  'noframes',
  'option',
  'script',
  'select',
  'style',
  'svg',
  'template',
  'textarea',
  'title',
]);

/** Elements replaced by another one. The title is the only heading of level 1. */
export const renamed: ReadonlyMap<string, string> = new Map([
  ['acronym', 'abbr'],
  ['article', 'div'],
  ['center', 'div'],
  ['fieldset', 'div'],
  ['footer', 'div'],
  ['form', 'div'],
  ['h1', 'h2'],
  ['header', 'div'],
  ['hgroup', 'div'],
  ['main', 'div'],
  ['menu', 'ul'],
  ['nav', 'div'],
  ['strike', 's'],
  ['tt', 'code'],
]);

/** The elements that a start tag closes if they are innermost. The parser applies the same rules to its input. */
export const ends: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    'dd dt': 'dd dt',
    'h2 h3 h4 h5 h6': 'h2 h3 h4 h5 h6',
    li: 'li',
    'rp rt': 'rp rt',
    'tbody tfoot': 'tbody tfoot thead',
    td: 'td th thead',
    th: 'td th',
    tr: 'td th tr',
  }).flatMap(([names, ended]) => names.split(' ').map((name) => [name, new Set(ended.split(' '))] as const)),
);

/** Elements that may end without an end tag (HTML, section 13.1.2.4). */
export const optionalEnds: ReadonlySet<string> = new Set(
  'caption colgroup dd dt li optgroup option p rp rt tbody td tfoot th thead tr'.split(' '),
);

/** An empty one marks mere decoration. */
const alt = (value: string) => value.replace(/\s+/g, ' ').trim();
const text: Rule = (value) => alt(value) || undefined;
const number: Rule = (value) => /^\s*(\d{1,5})(px)?\s*$/i.exec(value)?.[1];
const language: Rule = (value) => /^[a-z0-9-]{1,35}$/i.exec(value.trim())?.[0];
const flag =
  (name: string): Rule =>
  () =>
    name;
const oneOf =
  (...words: string[]): Rule =>
  (value) =>
    words.find((word) => word === value.trim().toLowerCase());

const noteRoles = ['doc-backlink', 'doc-endnotes', 'doc-noteref'];

const everywhere = {
  title: text,
  lang: language,
  dir: oneOf('ltr', 'rtl', 'auto'),
  role: oneOf(...noteRoles),
};

/** The declarations of a table cell's style that stay. */
const cell = { colspan: number, rowspan: number, align: oneOf('left', 'right', 'center') };
const code = { class: ((value) => /(^|\s)(language-[\w+#.-]+)/.exec(value)?.[2]) as Rule };
/** Of all classes of links, pages, feeds and letters know one. */
const button: Rule = (value) => (/(^|\s)button(\s|$)/.test(value) ? 'button' : undefined);
const aligned = { align: cell.align };
/** A sign of writing that stands for a picture, with the words for it. */
const sign = { role: oneOf(...noteRoles, 'img'), 'aria-label': text };
const edit = { cite: linkAddress, datetime: text };
const media = { src: source('media'), controls: flag('controls') };
const size = { width: number, height: number };
const pictures = { srcset, sizes: text };

/** Elements allowed in content, with the attributes allowed in addition to the common ones. */
export const elements: ReadonlyMap<string, ElementRule> = new Map([
  ...define(
    { phrasing: true, empty: false },
    {
      'b bdi bdo cite dfn em i kbd mark picture rp rt ruby s samp small strong sub sup u var abbr': {},
      span: sign,
      a: { href: linkAddress, hreflang: language, class: button },
      audio: media,
      code,
      'del ins': edit,
      iframe: { src: frame, ...size, allowfullscreen: flag('allowfullscreen') },
      q: { cite: linkAddress },
      time: { datetime: text },
      video: { ...media, ...size, poster: source('image') },
    },
  ),
  ...define(
    { phrasing: true, empty: true },
    {
      'br wbr': {},
      img: { src: source('image'), ...pictures, alt, ...size },
      source: { src: source('media'), ...pictures, type: text, media: text },
      track: {
        src: source('media'),
        kind: oneOf('subtitles', 'captions', 'descriptions', 'chapters', 'metadata'),
        srclang: language,
        label: text,
        default: flag('default'),
      },
    },
  ),
  ...define(
    { phrasing: false, empty: false },
    {
      'address aside caption dd dl dt figcaption figure section summary table tbody tfoot thead tr ul': {},
      'div h2 h3 h4 h5 h6 p': aligned,
      blockquote: { cite: linkAddress },
      colgroup: { span: number },
      details: { open: flag('open') },
      li: { value: number },
      ol: { start: number, reversed: flag('reversed'), type: (value) => /^[1aAiI]$/.exec(value)?.[0] },
      pre: code,
      td: cell,
      th: { ...cell, scope: oneOf('col', 'row', 'colgroup', 'rowgroup'), abbr: text },
    },
  ),
  ...define({ phrasing: false, empty: true }, { hr: {}, col: { span: number } }),
]);

function define(
  kind: Pick<ElementRule, 'phrasing' | 'empty'>,
  rows: Readonly<Record<string, Readonly<Record<string, Rule>>>>,
): [string, ElementRule][] {
  return Object.entries(rows).flatMap(([names, own]) => {
    const attributes = new Map(Object.entries({ ...everywhere, ...own }));
    return names.split(' ').map((name): [string, ElementRule] => [name, { ...kind, attributes }]);
  });
}
