import { html } from 'hono/html';
import type { Problem } from '../model/problem.ts';
import type { Html } from './layout.ts';

/** At most so many are shown; the first ones mostly cause the others. */
const most = 50;

/** Problems with their frames and their ways out. */
export function faultPanel(problems: readonly Problem[]): Html {
  const rest = problems.length - most;
  return html`<section class="panel fault" aria-labelledby="fault-title" id="fault">
<h2 id="fault-title">${problems.length === 1 ? 'A problem' : `${problems.length} problems`}</h2>
<ol class="problems">${problems.slice(0, most).map(problemItem)}</ol>
${rest > 0 && html`<p>${rest} more; “tidings check --all” lists them.</p>`}
</section>`;
}

function problemItem({ severity, message, hint, file, line, column, length = 1, excerpt, rule }: Problem): Html {
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  return html`<li class="problem ${severity}">
<p class="what"><strong>${severity}</strong> ${message} <span class="rule">${rule}</span></p>
${place && html`<p class="place"><code>${place}</code></p>`}
${excerpt !== undefined && html`<pre class="frame" tabindex="0"><code>${frameOf(excerpt, column, length)}</code></pre>`}
${hint && html`<p class="way-out">${hint}</p>`}
</li>`;
}

function frameOf(excerpt: string, column: number | undefined, length: number): Html {
  if (column === undefined) return html`${excerpt}`;
  const [before, marked] = [excerpt.slice(0, column - 1), excerpt.slice(column - 1, column - 1 + Math.max(1, length))];
  return html`${before}<mark>${marked || ' '}</mark>${excerpt.slice(column - 1 + marked.length)}`;
}
