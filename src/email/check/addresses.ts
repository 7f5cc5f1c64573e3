import { readable } from '../../lib/uri.ts';
import type { Finding } from './finding.ts';
import { type Tag, textIn } from './markup.ts';
import type { ParsedMessage } from './message.ts';

/** Where links lead and pictures come from: a letter has no address of its own that others could be relative to. */
export function findAddresses(message: ParsedMessage): Finding[] {
  const seen = new Set<string>();
  const ids = new Set(message.markup.tags.map(({ attributes }) => attributes.id));
  const findings = message.markup.tags.flatMap((tag) => [...ofAddress(tag, ids), ...ofImage(message, tag)]);
  return findings.filter(({ rule, message: words }) => {
    const key = `${rule} ${words}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** An address as a message can hold it. */
export function shortened(address: string): string {
  const name = readable(address);
  return name.length > 80 ? `${name.slice(0, 79).toWellFormed()}…` : name;
}

function* ofAddress({ name, attributes }: Tag, ids: ReadonlySet<string | undefined>): Generator<Finding> {
  for (const key of ['href', 'src', 'background', 'poster']) {
    const address = attributes[key]?.trim();
    if (address === undefined || /^(javascript|vbscript)\s*:/i.test(address)) continue;
    const isLoaded = key !== 'href' || name === 'link';
    if (!isLoaded && address.startsWith('#') && ids.has(decoded(address.slice(1)))) continue;
    const at = { address };
    if (/^data:/i.test(address)) {
      yield {
        rule: 'data-address',
        message: `a ${isLoaded ? 'picture' : 'link'} has a data: address`,
        hint: 'Gmail shows nothing in its place, and the letter grows until it is clipped. Keep the file next to the article, and it gets an address on the web.',
        at,
      };
    } else if (!(isLoaded ? /^https?:\/\/[^/]/i : /^(https?:\/\/[^/]|mailto:.|tel:.)/i).test(address)) {
      yield {
        rule: 'relative-address',
        message: `"${shortened(address)}" is not the whole address of a ${isLoaded ? 'picture' : 'page'}`,
        hint: 'A mail program does not know what it is relative to: the link is dead, or the picture missing. Write it with https:// and the name of the site.',
        at,
      };
    } else if (/^http:/i.test(address)) yield insecure(address, isLoaded);
  }
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

function insecure(address: string, isLoaded: boolean): Finding {
  const at = { address };
  return isLoaded
    ? {
        rule: 'insecure-image',
        message: `${shortened(address)} is loaded over http`,
        hint: 'Mail programs that run in a browser ask for it over https and may get nothing. Write https: if the server can, else keep a copy next to the article.',
        at,
      }
    : {
        rule: 'insecure-link',
        message: `${shortened(address)} is a link over http`,
        hint: 'Some programs and networks warn readers of it, and filters trust it less. Write https: if the site can.',
        at,
      };
}

function* ofImage({ markup }: ParsedMessage, tag: Tag): Generator<Finding> {
  const { name, attributes, parent } = tag;
  if (name !== 'img') return;
  const isLink = parent?.name === 'a' && textIn(markup, parent) === '';
  const others = markup.tags.some(
    (one) => one !== tag && one.name === 'img' && one.parent === parent && one.attributes.alt,
  );
  if (attributes.alt !== undefined && (attributes.alt.trim() !== '' || !isLink || others)) return;
  const what = attributes.src ? shortened(attributes.src) : 'a picture';
  yield {
    rule: 'no-alt',
    message:
      attributes.alt === undefined
        ? `${what} has no alt text`
        : `${what} is all that a link holds, and has no alt text`,
    hint: 'Who has pictures turned off, as Outlook does at first, or listens to the letter gets nothing or a file name. Say in its place what the picture shows.',
    at: { address: attributes.src ?? '' },
  };
}
