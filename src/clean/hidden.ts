type Attributes = Readonly<Record<string, string>>;

/** Whether a browser shows nothing of an element: it says so itself, or it is a dialog or popover that waits. */
export function hidesItself(tag: string, attributes: Attributes): boolean {
  // A page may find its way into "until-found", and then shows it.
  if (attributes.hidden !== undefined) return attributes.hidden.trim().toLowerCase() !== 'until-found';
  if (tag === 'dialog') return attributes.open === undefined;
  if (attributes.popover !== undefined) return true;
  return /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b/i.test(attributes.style ?? '');
}

/**
 * KaTeX and MathJax 2 write a formula twice: as MathML for screen readers, and for the eye as boxes that mean nothing
 * without a style sheet.
 */
export class Formulas {
  #isMathMl = false;

  /** Must be called for every start tag. Whether the element repeats a formula. */
  repeats(tag: string, attributes: Attributes): boolean {
    const { class: names = '' } = attributes;
    if (tag === 'math') this.#isMathMl = true;
    else if (/(?:^|\s)(?:katex|MathJax)(?:\s|$)/.test(names)) this.#isMathMl = names.includes('MathJax');
    const isForTheEye = /(?:^|\s)katex-html(?:\s|$)/.test(names) || tag === 'nobr';
    return isForTheEye && this.#isMathMl && attributes['aria-hidden'] === 'true';
  }
}
