import { Parser } from 'htmlparser2';
import { escapeText, oneLine } from '../../lib/escape.ts';

/** The words of HTML in one line, as far as its elements are nested like those of a text. */
export function plainText(html: string): string {
  if (!/[<&]/.test(html)) return oneLine(html);
  let text = '';
  let hidden = 0;
  let depth = 0;
  const parser = new Parser({
    onopentag(name) {
      depth += 1;
      // The parser's time grows with the square of the depth.
      if (depth > 500) throw new DeepEnough();
      if (silent.has(name)) hidden += 1;
      else if (!inline.has(name)) text += ' ';
    },
    onclosetag(name) {
      depth -= 1;
      if (silent.has(name)) hidden -= 1;
      else if (!inline.has(name)) text += ' ';
    },
    ontext(piece) {
      if (hidden === 0) text += piece;
    },
  });
  try {
    parser.end(html);
  } catch (error) {
    if (!(error instanceof DeepEnough)) throw error;
  }
  return oneLine(text);
}

class DeepEnough extends Error {}

const silent = new Set(['script', 'style', 'template']);
const inline = new Set(
  'a abbr b bdi bdo cite code del em font i ins kbd mark q s small span strong sub sup u var wbr'.split(' '),
);

/**
 * A line of text that may be HTML, as RSS never tells: tags and references of HTML are read, and anything else stays
 * as it is.
 */
export function looseText(text: string): string {
  return looksLikeHtml(text) ? plainText(text) : oneLine(text);
}

/** Whether a text has tags or references of HTML. */
function looksLikeHtml(text: string): boolean {
  return /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,}\d{0,2});/i.test(text) || tag.test(text);
}

const tag =
  /<\/?(?:a|abbr|address|article|audio|b|big|blockquote|br|center|cite|code|dd|del|div|dl|dt|em|figure|font|h[1-6]|hr|i|iframe|img|ins|li|ol|p|pre|q|s|small|span|strong|sub|sup|table|td|tr|tt|u|ul|video|wbr)(?:\s[^<>]*)?\/?>/i;

/** Plain text as HTML: a paragraph ends at an empty line. */
export function asParagraphs(text: string): string {
  return text
    .split(/\n\s*\n/)
    .flatMap((part) => (part.trim() === '' ? [] : [`<p>${escapeText(part.trim()).replace(/\n/g, '<br/>')}</p>`]))
    .join('\n');
}
