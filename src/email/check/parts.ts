import type { Finding } from './finding.ts';
import type { ParsedMessage } from './message.ts';

/** The parts of the message: the letter as text and as HTML, the preferred one last (RFC 2046, 5.1.4). */
export function findParts(message: ParsedMessage): Finding[] {
  return [...ofAlternatives(message), ...ofCharset(message), ...ofEmptiness(message)];
}

function* ofAlternatives({ head, parts }: ParsedMessage): Generator<Finding> {
  const types = parts.map(({ type }) => type).join(', ');
  if (head.type === 'multipart/alternative' && types === 'text/plain, text/html') return;
  yield {
    rule: 'alternatives',
    message: `the message is ${head.type}${head.type.startsWith('multipart/') ? ` of ${types || 'nothing'}` : ''}, not text and HTML as alternatives`,
    hint: 'Programs for text show markup or nothing, others show the wrong part, and filters count a letter without text against you. It has to be multipart/alternative: text/plain, then text/html.',
    at: { line: 1 },
  };
}

function* ofCharset({ parts }: ParsedMessage): Generator<Finding> {
  for (const { type, parameters, encoding, body, line } of parts) {
    const charset = parameters.charset?.toLowerCase();
    const isUndeclared = /^(7bit|quoted-printable|base64)$/.test(encoding) && /[^\x00-\x7f]/.test(body);
    if (!type.startsWith('text/') || (charset === 'utf-8' && !isUndeclared)) continue;
    yield {
      rule: 'charset',
      message: isUndeclared
        ? `the ${type} part holds bytes beyond ASCII though it says ${encoding}`
        : `the ${type} part says ${charset ? `charset ${charset}` : 'no charset'}`,
      hint: 'Letters with accents and all other scripts turn to garbage for some readers. Each part needs charset=utf-8 and an encoding that holds it.',
      at: { line },
    };
  }
}

function* ofEmptiness({ text, html, parts }: ParsedMessage): Generator<Finding> {
  for (const { type, line } of parts) {
    const content = type === 'text/plain' ? text : type === 'text/html' ? html : 'other';
    if (content.trim() !== '') continue;
    yield {
      rule: 'empty-part',
      message: `the ${type} part is empty`,
      hint: 'Whoever reads that part sees a letter without words. Give the article some text.',
      at: { line },
    };
  }
}
