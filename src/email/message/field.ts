import type { HeaderMailbox } from './headers.ts';

/** Where lines are folded (RFC 2047, section 2; RFC 5322 says 78). */
const widest = 76;

/**
 * A header field of free text, folded and ended by CRLF. What is more than plain words is encoded (RFC 2047). A token
 * stands in brackets on a line of its own and is never encoded, so that every program finds it whole.
 */
export function textField(name: string, text: string, token?: string): string {
  const before = `${name}: `;
  const words = isPlain(text) ? fold(before, text) : `${before}${encodeWords(text, before.length)}`;
  if (token === undefined) return `${words}\r\n`;
  // RFC 5322, section 2.1.1: no line is longer than 998 characters.
  if (!/^[\w-]{1,900}$/.test(token)) throw new RangeError('a token in a header is base64url');
  return `${words}\r\n [${token}]\r\n`;
}

/** A header field that names one mailbox. */
export function mailboxField(name: string, mailbox: HeaderMailbox): string {
  const before = `${name}: `;
  if (mailbox.name === '') return `${before}${mailbox.address}\r\n`;
  const phrase = `${before}${phraseOf(mailbox.name, before.length)}`;
  const column = phrase.length - (phrase.lastIndexOf('\n') + 1);
  const separator = column + mailbox.address.length + 3 > widest ? '\r\n ' : ' ';
  return `${phrase}${separator}<${mailbox.address}>\r\n`;
}

/** RFC 5322, section 3.2.5: atoms, a quoted string, else encoded words. */
function phraseOf(name: string, column: number): string {
  const isShort = column + name.length <= 60 && isPlain(name);
  if (isShort && /^[\w!#$%&'*+/=?^`{|}~ -]+$/.test(name)) return name;
  if (isShort) return `"${name.replace(/["\\]/g, '\\$&')}"`;
  return encodeWords(name, column);
}

/** ASCII words with one space between them, none of which looks encoded or leaves no room to fold. */
function isPlain(text: string): boolean {
  return /^[\x21-\x7e]{1,60}( [\x21-\x7e]{1,60})*$/.test(text) && !text.includes('=?');
}

function fold(before: string, text: string): string {
  let folded = before;
  let column = before.length;
  for (const [index, word] of text.split(' ').entries()) {
    const breaks = index > 0 && column + 1 + word.length > widest;
    folded += index === 0 ? word : `${breaks ? '\r\n ' : ' '}${word}`;
    column = breaks ? 1 + word.length : column + word.length + (index > 0 ? 1 : 0);
  }
  return folded;
}

/** Encoded words of at most 75 characters, parted between characters, one to a line; the shorter of both encodings. */
function encodeWords(text: string, column: number): string {
  const wellFormed = text.toWellFormed();
  const inQ = [...wellFormed].map(quoted);
  const asBase64 = inQ.join('').length > 4 * Math.ceil(Buffer.byteLength(wellFormed) / 3);
  const words: string[] = [];
  let word = '';
  let size = 0;
  for (const [index, character] of [...wellFormed].entries()) {
    const room = (words.length === 0 ? widest - column : widest - 1) - '=?utf-8?B??='.length;
    const capacity = asBase64 ? Math.floor(room / 4) * 3 : room;
    const cost = asBase64 ? Buffer.byteLength(character) : inQ[index]!.length;
    if (size + cost > capacity) {
      words.push(word);
      word = '';
      size = 0;
    }
    word += asBase64 ? character : inQ[index];
    size += cost;
  }
  return [...words, word]
    .map((one) => (asBase64 ? `=?utf-8?B?${Buffer.from(one).toString('base64')}?=` : `=?utf-8?Q?${one}?=`))
    .join('\r\n ');
}

/** RFC 2047, section 5 (3): the characters allowed in a name, fewer than in a subject. */
function quoted(character: string): string {
  if (/^[A-Za-z0-9!*+/-]$/.test(character)) return character;
  if (character === ' ') return '_';
  return Buffer.from(character).toString('hex').toUpperCase().replace(/../g, '=$&');
}
