import { resolve } from 'node:path';
import { html } from 'hono/html';
import type { Problem } from '../model/problem.ts';
import { editorLink } from './editor-link.ts';
import type { Html, Studio } from './studio.ts';

/** At most so many are shown; the first ones mostly cause the others. */
const most = 50;

/** Problems with their frames and their ways out. */
export function faultPanel(studio: Studio, problems: readonly Problem[]): Html {
  const rest = problems.length - most;
  return html`<section class="panel fault" aria-labelledby="fault-title" id="fault">
<h2 id="fault-title">${problems.length === 1 ? 'A problem' : `${problems.length} problems`}</h2>
<ol class="problems">${problems.slice(0, most).map((problem) => problemItem(studio, problem))}</ol>
${rest > 0 && html`<p>${rest} more; “tidings check --all” lists them.</p>`}
</section>`;
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
