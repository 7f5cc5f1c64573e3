import { domainToUnicode } from 'node:url';
import { grouped } from '../lib/count-words.ts';
import { html, type SafeHtml } from './markup.ts';
import type { Named } from './named.ts';
import type { ReasonCount } from './reasons.ts';
import type { Report } from './report.ts';
import { duration, type Times } from './words.ts';

/** Why letters failed or wait, which domains are slow, and, where it may, whose letters these are. */
export function why(report: Report, times: Times): SafeHtml {
  const { failures, waits, counts, deferred, names } = report;
  return html`${
    counts.failed > 0 &&
    html`<section>
<h2>Why letters failed</h2>
${reasons(failures, 'Why letters failed')}
${names && people(names.failed, 'Whose letters failed', times)}
</section>
`
  }${
    counts['in-doubt'] > 0 &&
    html`<section>
<h2>In doubt</h2>
<p>Of ${grouped(counts['in-doubt'])} ${counts['in-doubt'] === 1 ? 'letter' : 'letters'} nobody can know from here whether the receiver’s server took ${counts['in-doubt'] === 1 ? 'it' : 'them'}: the connection or the sender broke before the answer came. Nothing is sent again by itself, so nobody gets it twice.</p>
${names ? people(names['in-doubt'], 'Whose letters are in doubt', times) : html`<p class="remark">This report was made without names. <code>tidings status ${report.slug} --only in-doubt</code> prints them.</p>`}
</section>
`
  }${
    deferred > 0 &&
    html`<section>
<h2>Why letters wait</h2>
<p>Servers have deferred ${grouped(deferred)} ${deferred === 1 ? 'letter' : 'letters'} so far. Tidings tries again by itself while it sends.</p>
${reasons(waits, 'Why letters wait')}
${names && people(names.pending, 'Whose letters wait', times)}
</section>
`
  }${domains(report)}`;
}

const mostReasons = 25;

export function reasons(list: readonly ReasonCount[], title: string): SafeHtml {
  const rest = list.slice(mostReasons);
  return html`${scrolled(
    title,
    html`<thead><tr><th scope="col">Code</th><th scope="col">Reason</th><th scope="col" class="number">Letters</th></tr></thead>
<tbody>${list.slice(0, mostReasons).map(
      ({ code, meaning, words, letters }) => html`
<tr><td class="code">${code ?? '–'}</td><td>${meaning ? html`${meaning}<small>${words}</small>` : words || 'no words were kept'}</td><td class="number">${grouped(letters)}</td></tr>`,
    )}
</tbody>`,
  )}
${rest.length > 0 && html`<p class="remark">${grouped(rest.length)} rarer reasons hold ${grouped(rest.reduce((sum, { letters }) => sum + letters, 0))} letters more.</p>`}`;
}

function domains({ domains: { count, slowest, others } }: Report): SafeHtml | false {
  if (slowest.length === 0 && !others) return false;
  const cells = (row: Omit<(typeof slowest)[number], 'domain'>) =>
    html`<td class="number">${grouped(row.letters)}</td><td class="number">${row.median === undefined ? '–' : duration(row.median)}</td><td class="number">${row.slowest === undefined ? '–' : duration(row.slowest)}</td><td class="number">${grouped(row.waiting)}</td>`;
  const shown = slowest.length + (others?.domains ?? 0);
  return html`<section>
<h2>${count > slowest.length + (others ? 1 : 0) ? 'The slowest domains' : 'Domains'}</h2>
<p>How long it took from the first try until a server took the letter.</p>
${scrolled(
  'Domains',
  html`<thead><tr><th scope="col">Domain</th><th scope="col" class="number">Letters</th><th scope="col" class="number">Median</th><th scope="col" class="number">Slowest</th><th scope="col" class="number">Waiting</th></tr></thead>
<tbody>${slowest.map(
    (row) => html`
<tr><th scope="row">${domainToUnicode(row.domain) || row.domain}</th>${cells(row)}</tr>`,
  )}${
    others &&
    html`
<tr><th scope="row">${others.domains === 1 ? 'one small domain' : `${grouped(others.domains)} small domains`}</th>${cells(others)}</tr>`
  }
</tbody>`,
)}
${others && html`<p class="remark">Domains of fewer than five letters are not named, for a name could tell who the reader is.</p>`}
${count > shown && html`<p class="remark">${grouped(count - shown)} faster domains are not shown.</p>`}
</section>
`;
}

export function people({ people, more }: Named, title: string, times: Times): SafeHtml | false {
  if (people.length === 0) return false;
  return html`<h3>${title}</h3>
${scrolled(
  title,
  html`<thead><tr><th scope="col">Address</th><th scope="col">When</th><th scope="col">What the server said</th></tr></thead>
<tbody>${people.map(
    ({ address, at, due, relay, reply }) => html`
<tr><th scope="row">${address ?? 'erased since'}</th><td>${at ? times.moment(at) : '–'}${due && html`<small>again from ${times.clock(due)}</small>`}</td><td>${reply ?? '–'}${relay && html`<small>${relay}</small>`}</td></tr>`,
  )}
</tbody>`,
)}
${more > 0 && html`<p class="remark">${grouped(more)} more are not listed here.</p>`}`;
}

/** A table that scrolls by itself where the screen is narrow, also by keyboard. */
function scrolled(title: string, rows: SafeHtml): SafeHtml {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table>
${rows}
</table></div>`;
}
