import type { Finding } from './finding.ts';
import type { ParsedMessage } from './message.ts';

/** Lines that servers on the way would break or reject (RFC 5322, section 2.1.1; RFC 2045, 6.7). */
export function findLines(message: ParsedMessage): Finding[] {
  return [...ofEnds(message), ...ofLengths(message), ...ofQuotedPrintable(message), ...ofFolding(message)];
}

function* ofEnds({ raw }: ParsedMessage): Generator<Finding> {
  const bare = /\r(?!\n)|(?<!\r)\n/.exec(raw);
  if (!bare) return;
  yield {
    rule: 'line-end',
    message: 'a line does not end in CR LF',
    hint: 'Postfix, Exim and Gmail refuse such mail or change it on the way, which breaks its signature. Every line needs both.',
    at: { line: lineAt(raw, bare.index) },
  };
}

function* ofLengths({ raw }: ParsedMessage): Generator<Finding> {
  const long = /[^\r\n]{999}/.exec(raw);
  if (!long) return;
  yield {
    rule: 'long-line',
    message: 'a line has more than 998 bytes',
    hint: 'Servers cut it there, often within a link or a tag, and the signature breaks. The part has to be encoded, or its header folded.',
    at: { line: lineAt(raw, long.index) },
  };
}

function* ofQuotedPrintable({ parts }: ParsedMessage): Generator<Finding> {
  for (const { encoding, body, bodyLine } of parts) {
    const long =
      encoding === 'quoted-printable' && body.split('\n').findIndex((line) => line.replace(/\r$/, '').length > 76);
    if (long === false || long < 0) continue;
    yield {
      rule: 'quoted-printable-line',
      message: 'a quoted-printable line has more than 76 characters',
      hint: 'Older servers wrap it anew and break words and links. Each needs a soft line break before that.',
      at: { line: bodyLine + long },
    };
  }
}

function* ofFolding({ raw, head }: ParsedMessage): Generator<Finding> {
  const lines = raw.split('\n').slice(0, head.bodyLine - 2);
  // What has no space after its first word cannot be folded.
  const long = lines.findIndex(
    (line) => line.trimEnd().length > 78 && /\s/.test(line.replace(/^(\S+:)?\s+/, '').trimEnd()),
  );
  if (long < 0) return;
  yield {
    rule: 'unfolded-header',
    message: 'a line of the header has more than 78 characters, though it could be folded',
    hint: 'Some servers fold it themselves, and a fold that comes after the signature may break it (RFC 5322, 2.1.1). Break it at a space.',
    at: { line: long + 1 },
  };
}

function lineAt(raw: string, index: number): number {
  let line = 1;
  for (let at = raw.indexOf('\n'); at !== -1 && at < index; at = raw.indexOf('\n', at + 1)) line += 1;
  return line;
}
