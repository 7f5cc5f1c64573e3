import type { Dialect } from '../../../../src/read/formats/dialects/shield.ts';
import { readMarkdown } from '../../../../src/read/formats/markdown.ts';
import { cleaned } from '../../cleaned.ts';

interface Setting {
  readonly dialect?: Dialect;
  readonly url?: string;
  readonly language?: string;
  readonly keeps?: boolean;
}

/** The body of an article that has its title elsewhere. */
function foreignBody(text: string, { dialect = 'markdown', keeps = false, ...site }: Setting = {}) {
  const publication = { url: 'https://example.org/', title: 'The Letter', language: 'en', ...site };
  return readMarkdown(text, { title: 'Elsewhere' }, undefined, { dialect, site: publication, keeps });
}

/** Its finished content. */
export function foreignContent(text: string, setting?: Setting): string {
  const { content } = foreignBody(text, setting);
  return cleaned('html' in content ? content.html : content.xhtml);
}

/** The boxes in it that have no end, with their lines. */
export function unclosedIn(text: string, setting?: Setting): string[] {
  return (foreignBody(text, setting).foreign!.unclosed ?? []).map((one) => `${one.line}: ${one.text}`);
}

/** The markup in it that is not known, with its lines. */
export function unknownIn(text: string, setting?: Setting): string[] {
  return foreignBody(text, setting).foreign!.unknown.map((one) => `${one.line}: ${one.text}`);
}
