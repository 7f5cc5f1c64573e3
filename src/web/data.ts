import { oneLine } from '../lib/escape.ts';
import type { Article, Author } from '../model/article.ts';
import { lastChange } from '../model/edition.ts';
import type { Issue } from '../model/issue.ts';
import type { Settings } from '../model/publication.ts';

/** The data of an article for search engines: JSON-LD with schema.org types, escaped for a `script` element. */
export function articleData(article: Article, description: string, settings: Settings): string {
  const { image, source } = article;
  return scriptJson({
    '@context': 'https://schema.org',
    '@type': 'Article',
    headline: oneLine(article.title),
    ...(description && { description }),
    ...(image && { image: pictureOf(image) }),
    datePublished: article.published,
    dateModified: article.updated,
    author: article.authors.map((author) => partyOf(author, settings)),
    publisher: publisherOf(settings),
    inLanguage: article.language,
    mainEntityOfPage: article.url,
    ...(article.tags.length > 0 && { keywords: article.tags.map(oneLine) }),
    ...(source && { isBasedOn: source.url }),
    ...(article.attachments.length > 0 && { associatedMedia: article.attachments.map(mediaOf) }),
  });
}

/** The data of an issue and its articles for search engines. */
export function issueData(issue: Issue, settings: Settings): string {
  const { subject, preheader, date, language, url, items } = issue;
  return scriptJson({
    '@context': 'https://schema.org',
    '@type': 'PublicationIssue',
    name: oneLine(subject),
    ...(preheader && { description: oneLine(preheader) }),
    url,
    datePublished: date,
    dateModified: lastChange(issue),
    inLanguage: language,
    publisher: publisherOf(settings),
    isPartOf: { '@type': 'Periodical', name: oneLine(settings.title), url: settings.url },
    hasPart: items.map(({ article }) => ({
      '@type': 'Article',
      headline: oneLine(article.title),
      url: article.url,
      datePublished: article.published,
      author: article.authors.map((author) => partyOf(author, settings)),
    })),
  });
}

/** JSON in which no HTML parser sees the end of the script or a comment. */
function scriptJson(value: object): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A publication may be its own author; any other name counts as a person's. */
function partyOf({ name, url }: Author, settings: Settings) {
  const type = name === settings.title ? 'Organization' : 'Person';
  return { '@type': type, name: oneLine(name), ...(url && { url }) };
}

function publisherOf({ title, url, image }: Settings) {
  return {
    '@type': 'Organization',
    name: oneLine(title),
    url,
    ...(image && { logo: { '@type': 'ImageObject', url: image } }),
  };
}

function pictureOf({ url, width, height, caption }: NonNullable<Article['image']>) {
  return {
    '@type': 'ImageObject',
    url,
    ...(width && { width }),
    ...(height && { height }),
    ...(caption && { caption: oneLine(caption) }),
  };
}

function mediaOf({ url, type, title }: Article['attachments'][number]) {
  return { '@type': 'MediaObject', contentUrl: url, encodingFormat: type, ...(title && { name: oneLine(title) }) };
}
