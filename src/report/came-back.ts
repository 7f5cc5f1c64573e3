import { grouped } from '../lib/count-words.ts';
import { returnKinds } from '../store/returned-mail.ts';
import { html, type SafeHtml } from './markup.ts';
import type { Report } from './report.ts';
import { cameBack, rateOf, returnWords } from './returned.ts';
import { people, reasons } from './why.ts';
import { share, type Times } from './words.ts';

/** Letters that came back or were called spam after a server took them, apart from the sum. */
export function cameBackLater({ returned, counts: { sent } }: Report, times: Times): SafeHtml | false {
  const { counts, names } = returned;
  if (cameBack(counts) + counts.complaint === 0) return false;
  return html`<section>
<h2>What came back later</h2>
<p>These letters stay among those that were sent, for a server had taken them. They are no part of the sum.</p>
<table class="sums">
<thead><tr><th scope="col">What came</th><th scope="col" class="number">Letters</th><th scope="col" class="number">Of those sent</th></tr></thead>
<tbody>${returnKinds
    .filter((kind) => counts[kind] > 0)
    .map(
      (kind) => html`
<tr><th scope="row">${returnWords[kind][0]} <small>${returnWords[kind][1]}</small></th><td class="number">${grouped(counts[kind])}</td><td class="number">${rate(counts[kind], sent)}</td></tr>`,
    )}
</tbody>
<tfoot><tr><th scope="row">All that came back</th><td class="number">${grouped(cameBack(counts))}</td><td class="number">${rate(cameBack(counts), sent)}</td></tr></tfoot>
</table>
<p class="remark">Raised from 0.1% on, high from 0.3% on: Gmail and Yahoo set these limits for complaints of spam.</p>
${cameBack(counts) > 0 && reasons(returned.reasons, 'Why letters came back')}
${names && people(names, 'Whose letters came back', times)}
</section>
`;
}

/** Also in words, for those who do not see the colour. */
function rate(part: number, sent: number): SafeHtml {
  const mark = rateOf(part, sent);
  const words = mark === 'low' ? '' : ` ${mark}`;
  return html`<span class="rate ${mark}">${share(part, sent)}${words}</span>`;
}
