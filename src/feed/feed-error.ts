import type { Article } from '../model/article.ts';

/** The reason for refusing a finished document. The message continues "the Atom feed …". */
export class FeedError extends Error {
  /** The article at fault, if known. */
  readonly article: Article | undefined;

  constructor(message: string, article?: Article) {
    super(message);
    this.name = 'FeedError';
    this.article = article;
  }
}
