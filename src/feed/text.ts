import { Parser } from 'htmlparser2';
import { oneLine } from '../lib/escape.ts';

/** The text that a reader of HTML shows: tags left out, references read. */
export function textOfHtml(html: string): string {
  let text = '';
  const parser = new Parser({
    ontext(piece) {
      text += piece;
    },
  });
  parser.end(html);
  return text;
}

/** All words of an article's content in one line of plain text, the descriptions of its pictures among them. */
export function wordsOfContent(content: string): string {
  let words = '';
  const parser = new Parser(
    {
      ontext(piece) {
        words += piece;
      },
      onopentag(_, { alt = '' }) {
        words += ` ${alt} `;
      },
    },
    { xmlMode: true },
  );
  parser.end(content);
  return oneLine(words);
}
