/**
 * The style sheet of article bodies: sizes, paddings and corners that a mail program without style sheets can do
 * without. A layout prints it inside `mj-style`; each body stands in an element of the class `body`.
 */
export function bodyStyles(): string {
  return '@media (max-width: 480px) { .body pre { font-size: 13px !important; } }';
}

/** A rendered body in the element that its style sheet asks for; nothing stays nothing. */
export function inBody(html: string): string {
  return html === '' ? '' : `<div class="body">\n${html}</div>`;
}
