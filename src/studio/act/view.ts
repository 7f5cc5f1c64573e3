import { html } from 'hono/html';
import { counted, grouped } from '../../lib/count-words.ts';
import { hasErrors, type Problem } from '../../model/problem.ts';
import { leftOutByReason } from '../../sendings/left-out.ts';
import type { Counts } from '../../store/ledger.ts';
import { asSentence } from '../as-sentence.ts';
import type { Item } from '../items.ts';
import type { Html, Studio } from '../studio.ts';
import type { Prospect } from './prospect.ts';
import type { TestOutcome } from './test-sendings.ts';

export interface ActView {
  readonly studio: Studio;
  readonly item: Item;
  /** Of the next form. */
  readonly key: string;
  /** Whether there is a letter; its fault is told above. */
  readonly isMade: boolean;
  readonly relay: string | undefined;
  readonly outcome: TestOutcome | undefined;
  readonly prospect: Prospect | undefined;
}

/** Everything that can be done with a letter, but to send it to the list. */
export function actView(view: ActView): Html {
  return html`<div class="act">
<div class="column">
${view.isMade ? html`${testPanel(view)}${takePanel(view)}` : unmade(view)}
</div>
${prospectPanel(view)}
</div>`;
}

function unmade({ outcome }: ActView): Html {
  return html`<p class="notice error">There is no letter to try, to take or to send until the problem above is mended.</p>${outcome && outcomeOf(outcome)}`;
}

function testPanel({ studio, item, key, relay, outcome }: ActView): Html {
  return html`<section class="panel" aria-labelledby="test-name">
<h2 id="test-name">Send a test</h2>
<form method="post" action="${studio.href('send', item.name, 'test')}" class="ask" data-test>
<input type="hidden" name="key" value="${key}">
<div class="field"><label for="to">To</label>
<div class="row"><input type="email" id="to" name="to" required autocomplete="email" placeholder="you@example.org" maxlength="254"><button class="main">Send a test</button></div>
<p class="note">${relay ? html`One letter through <code>${relay}</code>, marked [test]${item.status === 'draft' ? ' and [draft]' : ''}. ` : ''}The address is remembered in this browser only.</p></div>
<p class="outcome" role="status"></p>
</form>
${outcome && outcomeOf(outcome)}
</section>`;
}

function outcomeOf(outcome: TestOutcome): Html {
  if (outcome.kind === 'failed')
    return html`<div class="notice error" id="test-outcome"><p><strong>${outcome.state}</strong></p>${problemList(outcome.problems)}</div>`;
  return html`<div class="notice good" id="test-outcome"><p>Sent to ${outcome.to}. The server said: <code>${outcome.reply}</code></p>
<p class="note">Look for it in the inbox. If it is in the spam folder or nowhere, “tidings doctor” asks why.</p></div>
${outcome.problems.length > 0 && html`<details><summary>${counted(outcome.problems.length, 'warning')} about the letter</summary>${problemList(outcome.problems)}</details>`}`;
}

/** Problems with the same way out are one, and counted: the tab Checks has them all. */
function problemList(problems: readonly Problem[]): Html {
  const groups = [
    ...Map.groupBy(problems, ({ severity, rule, hint }) => JSON.stringify([severity, rule, hint])).values(),
  ];
  return html`<ul class="told">${groups.map((group) => {
    const { message, hint, file, line } = group[0]!;
    const place = file && html` <code>${file}${line && `:${line}`}</code>`;
    const more = group.length > 1 && html` <span class="note">and ${group.length - 1} more of this kind</span>`;
    return html`<li><p>${asSentence(message)}${place}${more}</p>${hint && html`<p class="way-out">${hint}</p>`}</li>`;
  })}</ul>`;
}

function takePanel({ studio, item }: ActView): Html {
  const at = (what: string) => studio.href('send', item.name, what);
  return html`<section class="panel" aria-labelledby="take-name">
<h2 id="take-name">Take the letter elsewhere</h2>
<ul class="takes">
<li><button type="button" class="copy-html" data-from="${at('letter.html')}" data-script hidden>Copy HTML</button><a class="button" href="${at('letter.html')}">HTML as text</a>
<p class="note">As everybody gets it, with the values of a reader without a name.</p>
<p class="outcome" role="status"></p>
<textarea class="fallback" rows="6" readonly hidden aria-label="HTML of the letter"></textarea></li>
<li><a class="button" href="${at('letter.eml')}" download>Download .eml</a>
<p class="note">Any mail program opens the file by a double click.</p></li>
<li><form method="post" action="${at('open')}" class="ask" data-done="Opened in the mail program of this machine."><button>Open in the mail program</button>
<p class="note">Where the studio runs. Its file is gone after a minute.</p>
<p class="outcome" role="status"></p></form></li>
</ul>
</section>`;
}

/** It takes a second or two to find out, so that it comes after the page, or by a link where no script runs. */
function prospectPanel({ studio, item, prospect }: ActView): Html {
  const address = studio.href('send', item.name, 'prospect');
  return html`<section class="panel prospect" id="prospect" aria-labelledby="prospect-name" data-from="${address}" data-keep>
<h2 id="prospect-name">What “send” would do now</h2>
<div class="body" aria-live="polite">${prospect ? prospectBody(prospect) : html`<p><a href="${studio.href('send', item.name, { prospect: 'now' })}">Ask the list</a>: nothing is sent.</p>`}</div>
</section>`;
}

/** The counts, the way, and the command to type. */
export function prospectBody(prospect: Prospect): Html {
  const { audience, counts, relays, problems, command } = prospect;
  const left = audience ? leftOutByReason(audience) : [];
  return html`<p class="headline">${headline(prospect)}</p>
<dl class="facts-list">
${audience && html`<div><dt>On the list</dt><dd>${grouped(audience.candidates)}${left.length > 0 && html`<ul>${left.map((why) => html`<li>${why}</li>`)}</ul>`}</dd></div>`}
${audience && html`<div><dt>Would get it</dt><dd>${grouped(audience.prepared)}</dd></div>`}
${counts && html`<div><dt>So far</dt><dd>${soFar(counts)}</dd></div>`}
<div><dt>Through</dt><dd>${relays.length > 0 ? relays.map((relay, index) => html`${index > 0 && ', then '}<code>${relay}</code>`) : 'no mail server is set'}</dd></div>
</dl>
${problems.length > 0 && html`<div class="notice ${noticeOf(problems)}">${problemList(problems)}</div>`}
<p class="next">Next, in a terminal:</p>
<p class="row"><code class="command" tabindex="0">${command}</code><button type="button" class="copy-command" data-script hidden>Copy</button></p>
<p class="note">The studio never sends to the list.</p>`;
}

function noticeOf(problems: readonly Problem[]): string {
  if (hasErrors(problems)) return 'error';
  return problems.every(({ rule }) => rule === 'no-list' || rule === 'no-server') ? '' : 'warning';
}

function headline({ audience, counts, count, isOpen, isRefused, tag }: Prospect): string {
  if (isRefused) return audience && audience.prepared > 0 ? 'It would not be sent yet.' : 'Nobody would get it.';
  if (isOpen) return 'It goes by itself to each reader who confirms.';
  if (counts) {
    const rest = count ?? 0;
    if (rest === 0) return 'It was sent to the list; nothing is left to do.';
    return `It is partly sent: the rest would go to ${counted(rest, 'subscriber')}${tag ? ` with the tag “${tag}”` : ''}.`;
  }
  if (!count) return 'Nobody would get it.';
  return `It is new, and would go to ${counted(count, 'subscriber')}.`;
}

function soFar(counts: Counts): string {
  const parts: readonly [number, string][] = [
    [counts.sent, 'sent'],
    [counts.failed, 'failed'],
    [counts['in-doubt'], 'in doubt'],
    [counts.suppressed, 'suppressed'],
    [counts.pending + counts['under-way'], 'still to send'],
  ];
  return parts.flatMap(([number, words]) => (number > 0 ? [`${grouped(number)} ${words}`] : [])).join(', ');
}
