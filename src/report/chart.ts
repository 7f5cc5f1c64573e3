import { grouped } from '../lib/count-words.ts';
import { html, type SafeHtml } from './markup.ts';
import { answers, type Pace } from './pace.ts';
import { duration, stateWords, type Times } from './words.ts';

/** Names of the stretches in the legend and the table. */
const answerWords = {
  sent: stateWords.sent[0],
  deferred: 'Deferred',
  failed: stateWords.failed[0],
  'in-doubt': stateWords['in-doubt'][0],
} as const;

/** How high the drawing is; its unit of width is a hundredth of a stretch. */
const height = 200;

/**
 * Bars over time. The drawing is stretched to whatever width there is, so it holds no text: the words at
 * the axes are HTML, and a table holds all numbers, too.
 */
export function chart({ seconds, stretches }: Pace, times: Times): SafeHtml {
  const highest = Math.max(...stretches.map((stretch) => answers.reduce((sum, answer) => sum + stretch[answer], 0)));
  const ticks = ticksTo(highest);
  const top = ticks.at(-1)!;
  const used = answers.filter((answer) => stretches.some((stretch) => stretch[answer] > 0));
  const [first, last] = [stretches[0]!.at, stretches.at(-1)!.at];
  const middle = stretches[Math.floor(stretches.length / 2)]!.at;
  const label = (at: Date) => labelOf(at, seconds, times);
  const title = `Answers of servers in each ${stretchOf(seconds)}`;
  const marks = stretches.length > 4 ? [first, middle, last] : stretches.length > 1 ? [first, last] : [first];
  return html`<figure class="chart">
<figcaption>${title}</figcaption>
<ul class="legend">${used.map((answer) => html`<li><i class="${answer}"></i>${answerWords[answer]}</li>`)}</ul>
<div class="plot${stretches.length <= 4 ? ' few' : stretches.length <= 12 ? ' some' : ''}">
<ol class="axis" aria-hidden="true">${ticks.toReversed().map((tick) => html`<li>${grouped(tick)}</li>`)}</ol>
<svg role="img" aria-labelledby="chart-title chart-words" viewBox="0 0 ${stretches.length * 100} ${height}" preserveAspectRatio="none">
<title id="chart-title">${title}</title>
<desc id="chart-words">From ${times.span(first, last)}; ${grouped(highest)} at most. The table below holds the numbers.</desc>
${ticks.map((tick) => html`<line x1="0" x2="${stretches.length * 100}" y1="${y(tick, top)}" y2="${y(tick, top)}"/>`)}
${stretches.flatMap((stretch, index) => barsOf(stretch, index, top))}
</svg>
<ol class="axis" aria-hidden="true">${marks.map((at) => html`<li>${label(at)}</li>`)}</ol>
</div>
${table({ seconds, stretches }, used, label, title)}
</figure>`;
}

/** How long a stretch is, to follow "each": `minute`, `15 minutes`. */
function stretchOf(seconds: number): string {
  const [unit, length] =
    seconds < 60
      ? ['second', 1]
      : seconds < 3600
        ? ['minute', 60]
        : seconds < 86_400
          ? ['hour', 3600]
          : ['day', 86_400];
  const count = seconds / (length as number);
  return count === 1 ? String(unit) : `${count} ${unit}s`;
}

function barsOf(stretch: Pace['stretches'][number], index: number, top: number): SafeHtml[] {
  let below = 0;
  return answers
    .filter((answer) => stretch[answer] > 0)
    .map((answer) => {
      const from = below;
      below += stretch[answer];
      const tall = Math.max(y(from, top) - y(below, top), 1);
      const at = y(from, top) - tall;
      return html`<rect class="${answer}" x="${index * 100 + 8}" y="${round(at)}" width="84" height="${round(tall)}"/>`;
    });
}

function y(count: number, top: number): number {
  return round(height - (count / top) * height);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** From 0 in two to five even steps to what is not below the highest. */
function ticksTo(highest: number): number[] {
  const magnitude = 10 ** Math.floor(Math.log10(highest));
  const steps = [0.2, 0.5, 1, 2, 5].map((step) => step * magnitude).filter(Number.isInteger);
  const step = steps.find((one) => highest / one <= 5) ?? 1;
  return Array.from({ length: Math.ceil(highest / step) + 1 }, (_, index) => index * step);
}

/** A stretch as it is called below the drawing: its time, with the day where that says more. */
function labelOf(at: Date, seconds: number, times: Times): SafeHtml {
  const day = times.day(at).replace(/ \d+$/, '');
  if (seconds >= 86_400) return html`<time datetime="${at.toISOString()}">${day}</time>`;
  const clock = times.clock(at, seconds < 60);
  return html`<time datetime="${at.toISOString()}">${seconds >= 3600 ? `${day}, ${clock}` : clock}</time>`;
}

function table(
  { seconds, stretches }: Pace,
  used: readonly (typeof answers)[number][],
  label: (at: Date) => SafeHtml,
  title: string,
): SafeHtml {
  const rows = stretches.filter((stretch) => used.some((answer) => stretch[answer] > 0));
  const left = stretches.length - rows.length;
  return html`<details>
<summary>The same as a table</summary>
<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table>
<thead><tr><th scope="col">From</th>${used.map((answer) => html`<th scope="col" class="number">${answerWords[answer]}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) => html`
<tr><th scope="row">${label(row.at)}</th>${used.map((answer) => html`<td class="number">${grouped(row[answer])}</td>`)}</tr>`,
  )}
</tbody></table></div>
${left > 0 && html`<p class="remark">In all other stretches of ${duration(seconds)} nothing was answered.</p>`}
</details>`;
}
