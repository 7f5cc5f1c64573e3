import { decodeXML } from 'entities';

/** A token of an issue's text: a slot, a condition or a tag of markup. Between tokens lies text. */
export interface Token {
  readonly start: number;
  readonly end: number;
  readonly meaning: SlotToken;
}

export type SlotToken =
  | { readonly kind: 'slot'; readonly name: string; readonly fallback?: string }
  | { readonly kind: 'literal'; readonly text: string }
  /** `has` is false for `unless`. */
  | { readonly kind: 'if'; readonly tag: string; readonly has: boolean }
  | { readonly kind: 'elsif'; readonly tag: string }
  | { readonly kind: 'else' }
  | { readonly kind: 'end'; readonly of: 'if' | 'unless' }
  /** Of XHTML: an element that begins, ends or is empty. */
  | { readonly kind: 'open' | 'close' | 'empty' }
  | { readonly kind: 'wrong'; readonly message: string; readonly hint: string };

/** Finds the tokens of plain text, or of XHTML, where they occur in text and attributes with entities. */
export function scan(source: string, markup: boolean): Token[] {
  if (!markup) return tokensOf(source, 0, braces, (body) => body);
  return tokensOf(source, 0, bracesAndTags, decodeXML).flatMap((token) => {
    const text = source.slice(token.start, token.end);
    if (!text.startsWith('<')) return [token];
    return [...tokensOf(text, token.start, braces, decodeXML).map(inAttribute), token];
  });
}

/** Braces that are text: `{{ '{{' }}`, as Liquid prints them. */
const literal = String.raw`\{\{\s*(?:['"‘“]|&quot;|&apos;|&#39;)(\{\{|\{%)(?:['"’”]|&quot;|&apos;|&#39;)\s*\}\}`;
const braces = new RegExp(String.raw`${literal}|\{\{([^{}]*)\}\}|\{%([^{}%]*)%\}|\{\{|\{%`, 'g');
const tag = String.raw`<\/?[a-z](?:"[^"]*"|'[^']*'|[^"'>])*>`;
const bracesAndTags = new RegExp(
  String.raw`${literal}|\{\{([^{}<]*)\}\}|\{%([^{}%<]*)%\}|\{\{|\{%|${tag}|<!--[\s\S]*?-->`,
  'gi',
);

function tokensOf(source: string, offset: number, pattern: RegExp, decode: (body: string) => string): Token[] {
  return Array.from(source.matchAll(pattern), (match) => {
    const start = offset + match.index;
    return { start, end: start + match[0].length, meaning: meaningOf(match, decode) };
  });
}

function meaningOf([whole, text, slot, condition]: RegExpExecArray, decode: (body: string) => string): SlotToken {
  if (text !== undefined) return { kind: 'literal', text };
  if (slot !== undefined) return slotIn(decode(slot));
  if (condition !== undefined) return conditionIn(decode(condition).trim());
  if (whole.startsWith('</')) return { kind: 'close' };
  if (whole.startsWith('<')) return { kind: /^<!|\/>$/.test(whole) ? 'empty' : 'open' };
  const kind = whole === '{{' ? 'slot' : 'condition';
  return { kind: 'wrong', message: `“${whole}” begins a ${kind} that does not end`, hint: hints[kind] };
}

const hints = {
  slot: `Write a slot as {{ name | default: 'friend' }}. Write braces that are meant as text as {{ '{{' }}.`,
  condition: `Write {% if tag == 'members' %}, {% elsif tag == 'friends' %}, {% else %} and {% endif %}, or {% unless tag == 'members' %} and {% endunless %}.`,
};

function slotIn(body: string): SlotToken {
  const [, name, filter, fallback] = /^\s*([a-z_]\w*)\s*(\|\s*default\s*:\s*(.*?)\s*)?$/is.exec(body) ?? [];
  if (name !== undefined && filter === undefined) return { kind: 'slot', name };
  const value = unquoted(fallback ?? '');
  if (name !== undefined && value !== undefined) return { kind: 'slot', name, fallback: value };
  return { kind: 'wrong', message: `{{${body}}} is not a slot`, hint: hints.slot };
}

function conditionIn(body: string): SlotToken {
  const word = /^\w*/.exec(body)![0];
  const rest = body.slice(word.length).trim();
  if (rest === '' && word === 'else') return { kind: 'else' };
  if (rest === '' && (word === 'endif' || word === 'endunless'))
    return { kind: 'end', of: word === 'endif' ? 'if' : 'unless' };
  const tag = unquoted(/^tag\s*==\s*(.+)$/s.exec(rest)?.[1] ?? '');
  if (tag && word === 'elsif') return { kind: 'elsif', tag };
  if (tag && (word === 'if' || word === 'unless')) return { kind: 'if', tag, has: word === 'if' };
  return { kind: 'wrong', message: `{% ${body} %} is not a condition`, hint: hints.condition };
}

/** A quoted value; editors and Markdown turn straight quotes into round ones. */
function unquoted(text: string): string | undefined {
  const [, open, value, close] = /^(['"‘’‚“”„«»])(.*)(['"‘’“”«»])$/s.exec(text) ?? [];
  if (open === undefined || value === undefined) return undefined;
  const straight = /['"]/.test(open + close);
  return straight && (open !== close || value.includes(open)) ? undefined : value;
}

/** A condition within a tag could take half of it away. */
function inAttribute(token: Token): Token {
  if (!/^(if|elsif|else|end)$/.test(token.meaning.kind)) return token;
  const message = 'a condition is inside a tag or an address';
  return { ...token, meaning: { kind: 'wrong', message, hint: 'Write the whole link or picture in each branch.' } };
}
