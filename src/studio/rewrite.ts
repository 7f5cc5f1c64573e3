import { decodeHTMLAttribute } from 'entities';
import { Tokenizer } from 'htmlparser2';
import { escapeXml } from '../lib/escape.ts';

/** Where an address of the publication is seen in the studio; undefined for an address that stays. */
export type Rewritten = (url: string) => string | undefined;

const addresses = new Set(['action', 'background', 'cite', 'data', 'formaction', 'href', 'poster', 'src']);

/**
 * HTML or XML with the addresses in its attributes and style sheets exchanged. All else, above all the text that a reader
 * sees, stays byte for byte.
 */
export function rewriteMarkup(markup: string, to: Rewritten, { xml = false } = {}): string {
  let result = '';
  let copied = 0;
  let name = '';
  let tag = '';
  let from = -1;
  let until = -1;
  const put = (start: number, end: number, text: string | undefined) => {
    if (text === undefined) return;
    result += markup.slice(copied, start) + text;
    copied = end;
  };
  const ignore = () => undefined;
  const tokenizer = new Tokenizer(
    { xmlMode: xml, decodeEntities: false },
    {
      onopentagname: (start, end) => {
        tag = markup.slice(start, end).toLowerCase();
      },
      onattribname: (start, end) => {
        name = markup.slice(start, end).toLowerCase();
        from = -1;
      },
      onattribdata: (start, end) => {
        if (from === -1) from = start;
        until = end;
      },
      // Its own end lies behind the quotation mark.
      onattribend: () => {
        if (from === -1) return;
        const given = decodeHTMLAttribute(markup.slice(from, until));
        const changed = changedAttribute(name, given, to);
        put(from, until, changed === undefined ? undefined : escapeXml(changed));
      },
      ontext: (start, end) => {
        if (tag === 'style') put(start, end, changedStyle(markup.slice(start, end), to));
      },
      onclosetag: () => {
        tag = '';
      },
      onprocessinginstruction: (start, end) => {
        put(start, end, changedInstruction(markup.slice(start, end), to));
      },
      onattribentity: ignore,
      oncdata: ignore,
      oncomment: ignore,
      ondeclaration: ignore,
      onend: ignore,
      onopentagend: ignore,
      onselfclosingtag: ignore,
      ontextentity: ignore,
    },
  );
  tokenizer.write(markup);
  tokenizer.end();
  return result + markup.slice(copied);
}

/** A style sheet with the addresses in `url()` exchanged. */
export function rewriteStyle(css: string, to: Rewritten): string {
  return changedStyle(css, to) ?? css;
}

function changedAttribute(name: string, value: string, to: Rewritten): string | undefined {
  if (name === 'srcset') return changedSet(value, to);
  if (name === 'style') return changedStyle(value, to);
  return addresses.has(name) ? to(value.trim()) : undefined;
}

function changedSet(value: string, to: Rewritten): string {
  return value.replace(/(^|,\s+)(\S+)/g, (_, before: string, url: string) => before + (to(url) ?? url));
}

function changedStyle(css: string, to: Rewritten): string | undefined {
  if (!/url\(|@import/i.test(css)) return undefined;
  return css.replace(
    /(url\(\s*(["']?)|@import\s+(["']))([^"')]*)/gi,
    (_, before: string, _quote, _other, url: string) => before + (to(url.trim()) ?? url),
  );
}

/** That of a feed which names its style sheet. */
function changedInstruction(text: string, to: Rewritten): string | undefined {
  if (!/^\??xml-stylesheet\b/.test(text)) return undefined;
  return text.replace(/(?<=\bhref=")[^"]*(?=")/, (url) => escapeXml(to(decodeHTMLAttribute(url)) ?? url));
}
