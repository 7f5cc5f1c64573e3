import type { Issue } from '../../model/issue.ts';
import type { Finding } from './finding.ts';
import { styleSheets } from './markup.ts';
import { headersOf, type ParsedMessage } from './message.ts';
import { targetsIn } from './unsubscribe.ts';

/** Gmail shows no more of a letter, and hides the rest behind a link. */
const clippedAt = 102_400;
const nearAt = 90_000;
/** Where a footer has to begin at the latest to be safe from what relays and Gmail itself add. */
const footerAt = 80_000;
/** Gmail drops style sheets that together have more. */
const mostStyles = 16_384;

/** @param longest The bytes of the HTML once every slot has the longest value that it can take. */
export function findSize(message: ParsedMessage, { items }: Issue, longest: number): Finding[] {
  const way =
    items.length > 1
      ? 'Show some of its articles by their summaries.'
      : 'Shorten the article, or send an issue that shows its summary and links to the rest.';
  return [...ofHtml(longest, way), ...ofFooter(message, longest, way), ...ofStyles(message)];
}

function* ofHtml(longest: number, way: string): Generator<Finding> {
  if (longest <= nearAt) return;
  const isClipped = longest > clippedAt;
  yield {
    rule: isClipped ? 'clipped' : 'near-clip',
    message: isClipped
      ? `Gmail will clip the letter: its HTML has up to ${inKilobytes(longest)} and Gmail shows ${inKilobytes(clippedAt)}`
      : `the HTML has up to ${inKilobytes(longest)}, and Gmail clips letters at ${inKilobytes(clippedAt)}`,
    hint: isClipped
      ? `What comes after is hidden, the unsubscribe link with it, and dark mode is lost. ${way}`
      : `What a relay adds on the way may be too much, and then the end is hidden. ${way}`,
    at: { issue: true },
  };
}

/** The end of a letter hardly depends on how long its slots are, so it is measured from there. */
function* ofFooter({ head, html }: ParsedMessage, longest: number, way: string): Generator<Finding> {
  if (longest <= footerAt || longest > nearAt) return;
  const [link] = headersOf(head, 'list-unsubscribe').flatMap(({ value }) => targetsIn(value));
  const index = link === undefined ? -1 : html.lastIndexOf(link);
  if (index < 0) return;
  const position = longest - Buffer.byteLength(html.slice(index));
  if (position <= footerAt) return;
  yield {
    rule: 'footer-near-clip',
    message: `the unsubscribe link comes after ${inKilobytes(position)} of HTML`,
    hint: `Gmail hides the end of long letters, and a reader who finds no link presses "Spam". ${way}`,
    at: { issue: true },
  };
}

function* ofStyles({ markup }: ParsedMessage): Generator<Finding> {
  const bytes = styleSheets(markup).reduce((sum, { css }) => sum + Buffer.byteLength(css), 0);
  if (bytes <= mostStyles) return;
  yield {
    rule: 'style-size',
    message: `the style sheets have ${inKilobytes(bytes)}, and Gmail takes ${inKilobytes(mostStyles)}`,
    hint: 'Gmail drops all of them then: no dark mode, and nothing fits a phone. Move what is said once into style attributes.',
    at: { theme: 'layout.mjml' },
  };
}

function inKilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1).replace(/\.0$/, '')} KB`;
}
