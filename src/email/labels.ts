import type { Article, Attachment } from '../model/article.ts';
import type { Issue } from '../model/issue.ts';
import type { Settings } from '../model/publication.ts';
import { formatDate, isolated, joinNames } from '../strings/language.ts';
import type { Words } from '../strings/table.ts';
import { printableLine } from './content.ts';

export function bylineOf({ authors }: Article, words: Words): string {
  const names = authors.map(({ name }) => isolated(printableLine(name), words.language));
  return words.byline(names.length === 1 ? names[0]! : joinNames(names, words.language));
}

/** An attachment's title, else the name of its file. */
export function attachmentLabel({ title, url }: Attachment): string {
  return printableLine(title ?? '') || fileName(url);
}

function fileName(url: string): string {
  const name = new URL(url).pathname.split('/').filter(Boolean).at(-1) ?? url;
  try {
    return printableLine(decodeURIComponent(name));
  } catch {
    return name;
  }
}

/** The label of the link to the web. Where another program makes the site, an issue has no page: the link leads to the site. */
export function viewLabel({ url }: Issue, { site, title, url: home }: Settings, words: Words): string {
  return site || url !== home ? words.viewInBrowser : printableLine(title);
}

/** The day of a letter in its own language; empty where it goes to each reader on another day, as a welcome does. */
export function dayOfLetter({ date, sendOn, language }: Issue): string {
  return sendOn === undefined ? formatDate(date, language) : '';
}
