import { escapeXml, stripForbidden } from '../lib/escape.ts';

/** Trusted HTML. */
export interface SafeHtml {
  readonly html: string;
}

type Value = string | number | SafeHtml | readonly SafeHtml[] | false | undefined;

/** A template of HTML, in which every value is text, also in a quoted attribute, unless it is markup already. */
export function html(texts: TemplateStringsArray, ...values: readonly Value[]): SafeHtml {
  const written = texts.map((text, index) => text + (index < values.length ? write(values[index]) : ''));
  return { html: written.join('') };
}

/** Trusted text: our own style sheet. */
export function raw(text: string): SafeHtml {
  return { html: text };
}

function write(value: Value): string {
  if (value === undefined || value === false) return '';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escapeXml(stripForbidden(value));
  return 'html' in value ? value.html : value.map((one) => one.html).join('');
}
