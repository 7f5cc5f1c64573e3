import { escapeText, escapeXml, oneLine } from '../../../lib/escape.ts';
import { boxOf, closeBox, detailsOf } from './boxes.ts';
import type { Expansion } from './expansion.ts';
import { expandElement, expandExpression } from './known-elements.ts';
import { type ForeignSite, linkTo, videoLink } from './links.ts';
import { type Call, callOf, type ForeignTag } from './tag.ts';

/** The expansion of a tag; undefined if it is not known. */
export function expand(tag: ForeignTag, tags: readonly ForeignTag[], site: ForeignSite): Expansion | undefined {
  const partner = tag.pair === undefined ? undefined : tags[tag.pair];
  switch (tag.notation) {
    case 'silent':
    case 'attributes':
      return {};
    case 'html':
      return { html: tag.text };
    case 'literal':
      return { text: unescaped(tag.text) };
    case 'container':
      return expandContainer(tag, partner, site);
    case 'element':
      return expandElement(tag, partner);
    case 'expression':
      return expandExpression(tag.text);
    case 'bracket':
      return expandBracket(tag, partner);
    case 'unclosed':
      return undefined;
    default:
      return expandCall(tag, partner, site);
  }
}

/** `{{</* name *\/>}}` shows the shortcode. */
function unescaped(text: string): string {
  return text.replace(/^(\{\{[<%])\/\*\s*([\s\S]*?)\s*\*\/([>%]\}\})$/, '$1 $2 $3');
}

function expandContainer(
  { text }: ForeignTag,
  partner: ForeignTag | undefined,
  site: ForeignSite,
): Expansion | undefined {
  if (partner === undefined) return undefined;
  const { name } = containerName(text);
  // Of several views of code, readers get one after the other.
  if (transparent.test(name || containerName(partner.text).name)) return {};
  if (name !== '') return beginContainer(text, site);
  const begun = containerName(partner.text);
  if (begun.name === 'details') return { html: '</details>' };
  return boxAround(begun.name, '', site) && { html: closeBox };
}

/** The start of a box; undefined if its name is not known. */
export function beginContainer(text: string, site: ForeignSite): Expansion | undefined {
  const { name, title } = containerName(text);
  return name === 'details' ? { html: detailsOf(site.inline(title), site.words) } : boxAround(name, title, site);
}

const transparent = /^(?:code-group|code-tabs|tabs?|raw|v-pre)$/;

function boxAround(name: string, title: string, site: ForeignSite): Expansion | undefined {
  const html = boxOf(name, site.inline(title), site.words);
  return html === undefined ? undefined : { html };
}

/** `::: tip Title`, `:::note[Title]{.class}`, `::: {.note title="Title"}`. */
function containerName(text: string): { readonly name: string; readonly title: string } {
  const [, first = '', bracketed, rest = ''] =
    /^:+[ \t]*(?:\{?[.]?([\w-]+))?(?:\[([^\]]*)\])?[ \t]*(.*)$/.exec(text) ?? [];
  const named = /title="([^"]*)"/.exec(rest)?.[1];
  return { name: first.toLowerCase(), title: bracketed ?? named ?? rest.replace(/\{[^}]*\}|\}.*|:+$/g, '').trim() };
}

function expandBracket(tag: ForeignTag, partner: ForeignTag | undefined): Expansion | undefined {
  const { name, rest } = callOf(tag);
  // "[video]" is how people mark a link.
  if (rest === '' && partner === undefined && name !== 'gallery') return { text: tag.text };
  return (name === 'caption' || name === 'embed') && partner ? {} : undefined;
}

function expandCall(tag: ForeignTag, partner: ForeignTag | undefined, site: ForeignSite): Expansion | undefined {
  const call = callOf(tag);
  if (tag.notation === 'value') return expandValue(call, site);
  const known = calls.get(call.name);
  if (known) return known(call, site, partner);
  if (call.ends && partner) return calls.get(callOf(partner).name)?.({ ...callOf(partner), ends: true }, site, partner);
  return undefined;
}

type CallExpander = (call: Call, site: ForeignSite, partner: ForeignTag | undefined) => Expansion | undefined;

const inPairs: CallExpander = (_, __, partner) => partner && {};
const nothing: CallExpander = () => ({});
const video =
  (host: 'youtube' | 'vimeo'): CallExpander =>
  ({ positional, named }) => {
    const id = named.id ?? positional[0];
    return id === undefined ? undefined : videoLink(host, id, named.title);
  };
const gist: CallExpander = ({ positional, named }) => {
  const parts = named.url ?? positional.slice(0, positional[0]?.includes('/') ? 1 : 2).join('/');
  if (!/\w/.test(parts)) return undefined;
  return linkTo(URL.parse(parts)?.href ?? `https://gist.github.com/${parts}`);
};
const reference: CallExpander = ({ positional, named }) => {
  const target = named.path ?? positional.find((one) => one !== '.');
  return target === undefined ? undefined : namedArticle(target);
};
/** Liquid takes the words as they are. */
const bareReference: CallExpander = ({ rest }) => {
  const target = oneLine(rest).replace(/^(["'])(.*)\1$/, '$2');
  return /^[^\s|{}]+$/.test(target) ? namedArticle(target) : undefined;
};
const details: CallExpander = ({ ends, named, positional }, site, partner) => {
  if (partner === undefined) return undefined;
  return {
    html: ends ? '</details>' : detailsOf(site.inline(named.summary ?? named.title ?? positional[0] ?? ''), site.words),
  };
};
const quotation: CallExpander = ({ ends, named }, _, partner) => {
  if (partner === undefined) return undefined;
  if (!ends) return { html: '<blockquote>' };
  const { author } = named;
  return { html: `${author === undefined ? '' : `<p>— ${escapeXml(author)}</p>`}</blockquote>` };
};

/** Code is a matter of the parser; what is left here are its edges in a line. */
const calls: ReadonlyMap<string, CallExpander> = new Map<string, CallExpander>([
  ['youtube', video('youtube')],
  ['vimeo', video('vimeo')],
  ['gist', gist],
  ['figure', figure],
  ['ref', reference],
  ['relref', reference],
  ['post_url', bareReference],
  ['link', bareReference],
  ['details', details],
  ['quote', quotation],
  ['raw', inPairs],
  ['verbatim', inPairs],
  ['comment', inPairs],
  ['highlight', inPairs],
  ...['else', 'elsif', 'elif', 'elseif', 'when'].map((name): [string, CallExpander] => [name, nothing]),
]);

function figure({ named, ends, positional }: Call, site: ForeignSite): Expansion | undefined {
  if (ends) return {};
  const src = named.src ?? positional[0];
  if (src === undefined) return undefined;
  const { caption, title, attr, link } = named;
  const alt = named.alt ?? caption;
  const size = ['width', 'height'].map((key) => (named[key] ? ` ${key}="${escapeXml(named[key])}"` : '')).join('');
  const picture = `<img src="${escapeXml(src)}"${alt === undefined ? '' : ` alt="${escapeXml(oneLine(alt))}"`}${size}>`;
  const linked = link ? `<a href="${escapeXml(link)}">${picture}</a>` : picture;
  const credit =
    attr && (named.attrlink ? `<a href="${escapeXml(named.attrlink)}">${escapeXml(attr)}</a>` : escapeXml(attr));
  const words = [title && `<strong>${escapeXml(title)}</strong>`, caption && site.inline(caption), credit].filter(
    Boolean,
  );
  return {
    html:
      words.length > 0
        ? `<figure>${linked}<figcaption>${words.join(' ')}</figcaption></figure>`
        : `<figure>${linked}</figure>`,
  };
}

/** Values of the site, texts in quotes with the filters of addresses, and Zola's shortcodes. */
function expandValue({ name, rest, named, positional }: Call, site: ForeignSite): Expansion | undefined {
  if (rest.startsWith('(')) {
    if (name === 'get_url' && named.path !== undefined) return namedArticle(named.path);
    return calls.get(name)?.({ name, ends: false, alone: true, positional, named, rest }, site, undefined);
  }
  const literal = /^(?:"([^"]*)"|'([^']*)')((?:\s*\|\s*[\w.]+(?:\s*[:(][^|]*)?)*)$/.exec(name === '' ? rest : '');
  if (literal) {
    const value = literal[1] ?? literal[2] ?? '';
    const filters = (literal[3] ?? '')
      .split('|')
      .slice(1)
      .map((filter) => filter.trim().split(/[\s:(]/)[0]);
    if (filters.length === 0) return { text: value, address: value };
    if (!filters.every((filter) => /^(?:relative_url|absolute_url|url|safe|escape|htmlBaseUrl)$/.test(filter!)))
      // Whatever a filter makes of a whole address, it leads to the same.
      return /^https?:\/\/[^\s"]+$/.test(value) ? { text: value, address: value } : undefined;
    const address = site.address(value);
    return { text: address, address };
  }
  if (rest !== '') return undefined;
  const value = { 'site.url': site.origin, 'site.baseurl': site.root, 'site.title': site.title }[name];
  return value === undefined ? undefined : { text: value, address: value };
}

function namedArticle(target: string): Expansion {
  const address = internal(target);
  return { address, html: `<a href="${escapeXml(address)}">${escapeText(target)}</a>`, text: target };
}

/** The address of another article by its name, which is resolved once all are known. */
function internal(target: string): string {
  const [path, fragment] = target.split('#', 2) as [string, string?];
  if (path === '') return `#${fragment ?? ''}`;
  const name = path.replace(/^@?\/+/, '');
  return `@/${encodeURI(name.toWellFormed())}${fragment === undefined ? '' : `#${fragment}`}`;
}
