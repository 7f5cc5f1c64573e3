import { resolve } from 'node:path';
import { html } from 'hono/html';
import { counted, grouped } from '../lib/count-words.ts';
import type { Problem } from '../model/problem.ts';
import { editorLink } from './editor-link.ts';
import type { Html, Studio } from './studio.ts';

/** So many are shown at once, with the view still in sight below. */
const mostAtOnce = 3;

/** So many more are listed on demand; the first ones mostly cause the others. */
const most = 50;

/** The problems of files that are not open, in a line that opens: they keep nothing of this view back. */
export function faultsElsewhere(studio: Studio, problems: readonly Problem[]): Html {
  const [errors, warnings] = bySeverity(problems);
  const files = new Set(problems.map(({ file }) => file));
  const where = files.size === 1 ? problems[0]!.file : `${files.size} other files`;
  const rest = problems.length - most;
  return html`<details class="panel fault elsewhere" id="fault-elsewhere"><summary>${countWords(errors.length, warnings.length)} in ${where}</summary>
<ol class="problems">${[...errors, ...warnings].slice(0, most).map((problem) => problemItem(studio, problem))}</ol>
${rest > 0 && html`<p>${grouped(rest)} more; “tidings check --all” lists them.</p>`}</details>`;
}

/** Problems with their frames and their ways out: what keeps everything back before what does not. */
export function faultPanel(studio: Studio, problems: readonly Problem[]): Html {
  const [errors, warnings] = bySeverity(problems);
  const shown = (errors.length > 0 ? errors : warnings).slice(0, mostAtOnce);
  const others = [...errors, ...warnings].slice(shown.length);
  const hidden = Math.max(0, errors.length - shown.length);
  const rest = others.length - most;
  return html`<section class="panel fault" aria-labelledby="fault-title" id="fault">
<h2 id="fault-title">${countWords(errors.length, warnings.length)}</h2>
<ol class="problems">${shown.map((problem) => problemItem(studio, problem))}</ol>
${
  others.length > 0 &&
  html`<details id="fault-others"><summary>And ${countWords(hidden, others.length - hidden)}</summary>
<ol class="problems">${others.slice(0, most).map((problem) => problemItem(studio, problem))}</ol>
${rest > 0 && html`<p>${grouped(rest)} more; “tidings check --all” lists them.</p>`}</details>`
}
</section>`;
}

function bySeverity(problems: readonly Problem[]): readonly [errors: Problem[], warnings: Problem[]] {
  const isError = ({ severity }: Problem) => severity === 'error';
  return [problems.filter(isError), problems.filter((problem) => !isError(problem))];
}

function countWords(errors: number, warnings: number): string {
  return [errors > 0 && counted(errors, 'error'), warnings > 0 && counted(warnings, 'warning')]
    .filter(Boolean)
    .join(', ');
}

function problemItem(
  studio: Studio,
  { severity, message, hint, file, line, column, length = 1, excerpt, rule }: Problem,
): Html {
  return html`<li class="problem ${severity}">
<p class="what"><strong>${severity}</strong> ${message} <span class="rule">${rule}</span></p>
${file !== undefined && html`<p class="place">${placeLink(studio, { file, line, column })}</p>`}
${excerpt !== undefined && html`<pre class="frame" tabindex="0"><code>${frameOf(excerpt, column, length)}</code></pre>`}
${hint && html`<p class="way-out">${hint}</p>`}
</li>`;
}

/** A place in a file of the publication, as a link where an editor was chosen. */
export function placeLink(
  { editor, terminalContext: { cwd } }: Studio,
  { file, line, column }: { file: string; line?: number | undefined; column?: number | undefined },
): Html {
  const words = [file, line, column].filter((part) => part !== undefined).join(':');
  if (editor === undefined) return html`<code>${words}</code>`;
  return html`<a href="${editorLink(editor, { file: resolve(cwd, file), line, column })}"><code>${words}</code></a>`;
}

function frameOf(excerpt: string, column: number | undefined, length: number): Html {
  if (column === undefined) return html`${excerpt}`;
  const [before, marked] = [excerpt.slice(0, column - 1), excerpt.slice(column - 1, column - 1 + Math.max(1, length))];
  return html`${before}<mark>${marked || ' '}</mark>${excerpt.slice(column - 1 + marked.length)}`;
}
