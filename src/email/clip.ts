import { shorten } from '../lib/shorten.ts';
import type { Article } from '../model/article.ts';
import type { Issue } from '../model/issue.ts';

/** An issue whose articles have titles, summaries, lists of authors etc. cut to generous but bounded lengths. */
export function clipIssue(issue: Issue): Issue {
  return {
    ...issue,
    // A slot must not be cut.
    ...(!issue.origin && { subject: shorten(issue.subject, 300) }),
    items: issue.items.map((item) => ({ ...item, article: clipArticle(item.article) })),
  };
}

function clipArticle(article: Article): Article {
  const { title, summary, notice, authors, attachments, image, source } = article;
  return {
    ...article,
    title: shorten(title, 300),
    authors: authors.slice(0, 20).map((author) => ({ ...author, name: shorten(author.name, 200) })),
    attachments: attachments
      .slice(0, 20)
      .map((attachment) => ({ ...attachment, ...(attachment.title && { title: shorten(attachment.title, 200) }) })),
    ...(summary && { summary: shorten(summary, 600) }),
    ...(notice && { notice: shorten(notice, 1000) }),
    ...(source && { source: { ...source, name: shorten(source.name, 200) } }),
    ...(image && {
      image: { ...image, alt: shorten(image.alt, 300), ...(image.caption && { caption: shorten(image.caption, 300) }) },
    }),
  };
}
