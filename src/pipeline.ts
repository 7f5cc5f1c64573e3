import type { Article } from './article.ts';
import { compileIssue } from './email/compile.ts';
import { issueOf } from './email/issue.ts';
import { composeMessage, messageIdOf } from './email/message.ts';
import { fallbackValues, fillLetter, fillMjml } from './email/slots.ts';
import type { Theme } from './email/theme.ts';
import { mainFeed, renderFeed } from './feed/feed.ts';
import type { Publication, Settings } from './publication.ts';

/** One file of the output: its bytes, or the local file that is copied there. The path is relative to the output. */
export type File =
  | { readonly path: string; readonly content: string | Uint8Array }
  | { readonly path: string; readonly source: string };

export interface PublishOptions {
  readonly theme: Theme;
}

/**
 * Everything that a publication becomes, one file at a time, so that a file's bytes can be let go once they are
 * written. The same publication gives the same bytes.
 * @throws ProblemError that names the article or the theme.
 */
export async function* publish(publication: Publication, { theme }: PublishOptions): AsyncGenerator<File> {
  yield* feeds(publication);
  for (const article of publication.articles) {
    yield* letter(article, publication, theme);
    yield* article.files;
  }
}

async function* feeds(publication: Publication): AsyncGenerator<File> {
  const feed = mainFeed(publication);
  yield { path: 'atom.xml', content: await renderFeed('atom', feed) };
  yield { path: 'rss.xml', content: await renderFeed('rss', feed) };
  yield { path: 'feed.json', content: await renderFeed('json', feed) };
}

/** The letter as a web server may show it: slots hold their fallbacks, never a person's data. */
async function* letter(article: Article, publication: Publication, theme: Theme): AsyncGenerator<File> {
  const issue = issueOf(article);
  const compiled = await compileIssue(issue, publication, theme);
  const values = fallbackValues(issue, publication.settings);
  const email = fillLetter(compiled, values);
  const from = senderOf(publication.settings);
  const message = await composeMessage(email, {
    from,
    to: 'reader@example.org',
    date: issue.date,
    messageId: messageIdOf(article.id, email, from),
    newsletter: publication.settings.newsletter,
    ...(values.unsubscribeUrl && { unsubscribeUrl: values.unsubscribeUrl }),
  });
  const folder = `issues/${issue.slug}`;
  yield { path: `${folder}/email.mjml`, content: fillMjml(compiled, values) };
  yield { path: `${folder}/email.html`, content: email.html };
  yield { path: `${folder}/email.txt`, content: email.text };
  yield { path: `${folder}/message.eml`, content: message };
}

/** A publication that names no sender can still see its letter; sending it asks for one. */
function senderOf({ newsletter, url }: Settings): string {
  return newsletter.from ?? `newsletter@${new URL(url).hostname}`;
}
