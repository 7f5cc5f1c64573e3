import { grouped } from '../lib/count-words.ts';
import { html, type SafeHtml } from './markup.ts';
import type { Report } from './report.ts';
import { exclusionWords, share, statesInOrder, stateWords } from './words.ts';

/** Delivered and not delivered: a bar, and two tables that add up to the audience and to the list. */
export function outcome(report: Report): SafeHtml {
  const { counts, audience, addsUp, open } = report;
  return html`<section>
<h2>What became of the letters</h2>
${audience.prepared > 0 && bar(report)}
<table class="sums">
<thead><tr><th scope="col">State</th><th scope="col" class="number">Letters</th><th scope="col" class="number">Share</th></tr></thead>
<tbody>${statesInOrder
    .filter((state) => counts[state] > 0 || always.has(state))
    .map(
      (state) => html`
<tr><th scope="row"><i class="${state}"></i>${stateWords[state][0]} <small>${stateWords[state][1]}</small></th><td class="number">${grouped(counts[state])}</td><td class="number">${share(counts[state], audience.prepared)}</td></tr>`,
    )}
</tbody>
<tfoot><tr><th scope="row">The audience</th><td class="number">${grouped(audience.prepared)}</td><td></td></tr></tfoot>
</table>
${leftOut(report)}
<p class="remark">${
    addsUp
      ? `The numbers add up: everybody who ${open ? 'has confirmed' : 'was on the list'} is in exactly one row.`
      : html`<strong>The numbers do not add up.</strong> If somebody was added while this was read, make the report again; if it stays so, put your last backup in the place of tidings.db.`
  }</p>
</section>`;
}

/** These are shown even if they are 0. */
const always: ReadonlySet<string> = new Set(['sent', 'failed', 'in-doubt', 'pending']);

function leftOut({ audience: { candidates, prepared, excluded }, selection }: Report): SafeHtml | false {
  const reasons = Object.entries(excluded).filter(([, count]) => count > 0);
  if (reasons.length === 0) return false;
  const tag = selection.tag === undefined ? '' : ` "${selection.tag}"`;
  return html`<h3>Who was left out</h3>
<table class="sums">
<thead><tr><th scope="col">Reason</th><th scope="col" class="number">Readers</th><th scope="col" class="number">Share</th></tr></thead>
<tbody>${reasons.map(
    ([reason, count]) => html`
<tr><th scope="row">${sentence(exclusionWords[reason as keyof typeof excluded])}${reason === 'not-selected' && tag}</th><td class="number">${grouped(count)}</td><td class="number">${share(count, candidates)}</td></tr>`,
  )}
<tr><th scope="row">The audience</th><td class="number">${grouped(prepared)}</td><td class="number">${share(prepared, candidates)}</td></tr>
</tbody>
<tfoot><tr><th scope="row">On the list</th><td class="number">${grouped(candidates)}</td><td></td></tr></tfoot>
</table>`;
}

/** Nobody overlooks a few: each state gets at least a hundredth of the bar. */
function bar({ counts, audience: { prepared } }: Report): SafeHtml {
  const parts = statesInOrder.filter((state) => counts[state] > 0);
  const widths = parts.map((state) => Math.max(counts[state] / prepared, 0.01));
  const whole = widths.reduce((sum, width) => sum + width, 0);
  let from = 0;
  const rects = parts.map((state, index) => {
    const width = ((widths[index] ?? 0) / whole) * 100;
    const x = from;
    from += width;
    return html`<rect class="${state}" x="${x.toFixed(3)}%" y="0" width="${width.toFixed(3)}%" height="100%"/>`;
  });
  const words = parts.map((state) => `${grouped(counts[state])} ${stateWords[state][0].toLowerCase()}`).join(', ');
  return html`<svg class="bar" role="img" aria-labelledby="bar-title"><title id="bar-title">${words}</title>${rects}</svg>`;
}

function sentence(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}
