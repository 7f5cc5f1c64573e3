import { Document, isCollection, isScalar, parseDocument, Scalar, visit } from 'yaml';

/** A value in one line, as it can be written in brackets or after a colon. */
export function inlineText(
  value: unknown,
  { isFlow, like }: { readonly isFlow: boolean; readonly like?: unknown },
): string {
  if (typeof value === 'string') return quotedLike(value, like, isFlow);
  if (typeof value !== 'object' || value === null) return String(value);
  return written(value, true);
}

/** A value in lines of its own, without indentation. */
export function blockLines(value: unknown): string[] {
  return written(value, false).replace(/\n$/, '').split('\n');
}

/** Text of several lines as a literal block: its first line, and those below without indentation. */
export function literalBlock(text: string): { readonly header: string; readonly lines: readonly string[] } | undefined {
  if (!text.includes('\n') || unprintable.test(text) || /^\s|[ \t]\n|[ \t]$/.test(text)) return undefined;
  const body = text.replace(/\n$/, '');
  if (body.endsWith('\n') || body === '') return undefined;
  return { header: text.endsWith('\n') ? '|' : '|-', lines: body.split('\n') };
}

/** Of these, only escapes are safe. */
const unprintable = /[[\p{Cc}\p{Cs}\u2028\u2029\uFEFF]--[\n\t]]/v;

function quotedLike(text: string, like: unknown, isFlow: boolean): string {
  const type = isScalar(like) && typeof like.value === 'string' ? like.type : undefined;
  const plain = written(text, true);
  const candidates = [
    ...(type === 'QUOTE_DOUBLE' ? [JSON.stringify(text)] : []),
    ...(type === 'QUOTE_SINGLE' ? [`'${text.replaceAll("'", "''")}'`] : []),
    plain,
    ...(text.includes('"') ? [`'${text.replaceAll("'", "''")}'`] : []),
    JSON.stringify(text),
  ];
  return candidates.find((candidate) => readsAs(candidate, text, isFlow)) ?? JSON.stringify(text);
}

/** Whether a text of one line is read as a string wherever it is put. */
function readsAs(candidate: string, text: string, isFlow: boolean): boolean {
  if (/[\r\n]/.test(candidate)) return false;
  const document = parseDocument(isFlow ? `[${candidate}, ""]` : `a: ${candidate} # c`, {
    schema: 'core',
    logLevel: 'error',
  });
  const value = document.errors.length === 0 ? (document.toJS() as unknown) : undefined;
  const found = isFlow ? (value as unknown[] | undefined)?.[0] : (value as { a: unknown } | undefined)?.a;
  return found === text;
}

function written(value: unknown, isFlow: boolean): string {
  const document = new Document(value, { schema: 'core', aliasDuplicateObjects: false });
  visit(document, {
    Collection(_, node) {
      if (isFlow && isCollection(node)) node.flow = true;
    },
    Scalar(_, node) {
      if (typeof node.value !== 'string') return;
      // Line breaks of other systems would be read as plain ones.
      if (/[\r\u0085\u2028\u2029]/.test(node.value) || (isFlow && node.value.includes('\n')))
        node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document
    .toString({ lineWidth: 0, flowCollectionPadding: false, doubleQuotedMinMultiLineLength: 1_000_000 })
    .replace(/\n$/, '');
}
