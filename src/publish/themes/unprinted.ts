import type { Theme } from '../../email/theme.ts';
import { placeOf } from '../../lib/place.ts';
import type { Problem } from '../../model/problem.ts';

/**
 * Things that a layout has to print, and that one copied from an earlier version, or made by hand, may not.
 * @param hasEditor Whether the settings name who writes, whom the text part of letters names in any case.
 */
export function findUnprinted({ file, layout, partials = {} }: Theme, hasEditor = false): Problem[] {
  const texts = [layout, ...Object.values(partials)];
  const says = (pattern: RegExp) => texts.some((text) => pattern.test(text));
  const problem = (message: string, hint: string, near: string): Problem => {
    const start = Math.max(0, layout.indexOf(near));
    const place = { file: `${file}/layout.mjml`, ...placeOf(layout, start, start + near.length) };
    return { severity: 'warning', rule: 'theme', message, hint, ...place };
  };
  const unstyled = (name: string, effect: string) => {
    const hint = `Write {{ styles.${name} | raw }} into an <mj-style> of the layout.`;
    return problem(`no template prints styles.${name}: ${effect}`, hint, '<mj-style');
  };
  const found: Problem[] = [];
  // mjml writes lang="und" then, which no program takes for a fault.
  if (!/<mjml\b[^>]*\slang=/.test(layout))
    found.push(
      problem(
        'the layout says no language, so voices read the letter in the wrong one',
        'Write <mjml lang="{{ issue.language }}" dir="{{ issue.direction }}">.',
        '<mjml',
      ),
    );
  if (!says(/\{\{-?\s*styles\.body\b/))
    found.push(unstyled('body', 'sizes, paddings and round corners of article bodies are missing'));
  if (!says(/\{\{-?\s*styles\.dark\b/) && !says(/prefers-color-scheme\s*:\s*dark/))
    found.push(unstyled('dark', 'letters stay light in dark mode'));
  if (hasEditor && !says(/\bpublication\.editor\b/))
    found.push(
      problem(
        'no template prints publication.editor: only the text part of letters names who writes',
        'Write {{ publication.editor.name }} and {{ publication.editor.line }} into the layout, or copy that part of a theme that comes with Tidings.',
        '</mj-body>',
      ),
    );
  return found;
}
