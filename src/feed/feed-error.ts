import type { Article } from '../model/article.ts';

/** Why a finished document is not what it was made from. The message reads on from "the Atom feed …". */
export class FeedError extends Error {
  /** The article that it is about, where that is known. */
  readonly article: Article | undefined;

  constructor(message: string, article?: Article) {
    super(message);
    this.name = 'Refusal';
    this.article = article;
  }
}
