import { XmlDocument, XmlElement } from 'libxml2-wasm';
import type { BasePage } from '../../src/clean/addresses.ts';
import { fillFragment } from '../../src/clean/fragment.ts';
import { clean } from '../../src/clean/html.ts';

export const page: BasePage = { url: 'https://example.org/articles/hello/', language: 'en' };

/** Clean content; every local file becomes a made-up address that tells what it was. */
export function cleaned(html: string, on: BasePage = page): string {
  const content = clean(html, on);
  if ('fault' in content) throw new Error(content.fault);
  return fillFragment(content, ({ kind, value }) => ({
    url: `https://files.example.org/${kind}/${encodeURIComponent(value)}`,
    ...(kind === 'image' && { width: 30, height: 20 }),
  }));
}

/** What in some content must never reach a reader; empty if all is well. */
export function dangersIn(content: string): string[] {
  const document = XmlDocument.fromString(`<div>${content}</div>`);
  const found: string[] = [];
  const ids = new Set<string>();
  const visit = (element: XmlElement) => {
    if (forbidden.has(element.name.toLowerCase())) found.push(`<${element.name}>`);
    for (const { name, value } of element.attrs) {
      if (/^(on|style$|srcdoc$|xmlns)/i.test(name)) found.push(`${name}="${value}"`);
      if (addresses.has(name) && !/^(https?:\/\/|mailto:|tel:)/.test(value)) found.push(`${name}="${value}"`);
      if (name === 'id' && ids.has(value)) found.push(`id="${value}" twice`);
      if (name === 'id') ids.add(value);
    }
    for (let child = element.firstChild; child; child = child.next) if (child instanceof XmlElement) visit(child);
  };
  visit(document.root);
  document.dispose();
  return found;
}

const forbidden = new Set(
  'applet base button embed form input link math meta noscript object script select style svg template textarea'.split(
    ' ',
  ),
);
const addresses = new Set(['href', 'src', 'poster', 'cite']);
