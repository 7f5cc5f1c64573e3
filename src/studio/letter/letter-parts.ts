import { html } from 'hono/html';
import type { Html } from '../studio.ts';
import { inboxLines } from './inbox-lines.ts';
import type { LetterSize } from './letter-size.ts';
import { type OpenedLetter, senderName } from './opened-letter.ts';
import { receivedHeaders } from './received-headers.ts';

/** How large the letter is, as a bar up to the size where Gmail hides the rest. */
export function sizeBar({ bytes, limit, clip, reduced }: LetterSize): Html {
  const number = new Intl.NumberFormat('en');
  const state = bytes > limit ? 'over' : bytes > limit * 0.9 ? 'near' : 'well';
  const end = Math.max(clip, bytes);
  return html`<details class="size ${state}"><summary>
<svg class="size-bar" viewBox="0 0 ${end} 10" preserveAspectRatio="none" aria-hidden="true">
<rect class="track" width="${end}" height="10"/><rect class="used" width="${bytes}" height="10"/><rect class="mark" x="${Math.max(0, limit - end / 100)}" width="${end / 100}" height="10"/></svg>
<span>${number.format(bytes)} of ${number.format(limit)} bytes${reduced.length > 0 && html`, <strong>${reduced.length} reduced</strong>`}</span></summary>
<div class="panel"><p>With the longest values of a reader. Gmail hides what follows ${number.format(clip)} bytes.</p>
${
  reduced.length === 0
    ? html`<p>Nothing had to be reduced to fit.</p>`
    : html`<p>To fit, ${reduced.length === 1 ? 'one thing was' : `${reduced.length} things were`} reduced:</p><ul>${reduced.map((words) => html`<li>${words}</li>`)}</ul>`
}</div></details>`;
}

/** A text with a number before each line. */
export function numberedLines(text: string, label: string): Html {
  const lines = text.replace(/\n$/, '').split('\n');
  return html`<pre class="lines" tabindex="0" role="region" aria-label="${label}"><code>${lines.map((line) => html`<span>${line}\n</span>`)}</code></pre>`;
}

/** The text part as mail programs without HTML show it. */
export function textPart({ email }: OpenedLetter): Html {
  return html`<pre class="text-part" tabindex="0" role="region" aria-label="Text part">${email.text}</pre>`;
}

/** The header of the message, with what its unusual fields are for. */
export function headerTable({ message }: OpenedLetter): Html {
  const rows = receivedHeaders(message()).map(
    ({ name, value, decoded, meaning }) => html`<tr><th scope="row">${name}</th><td><code>${value}</code>
${decoded && html`<p class="decoded">Read as: ${decoded}</p>`}${meaning && html`<p class="note">${meaning}</p>`}</td></tr>`,
  );
  return html`<p class="note">As Tidings hands the message over. Servers on its way add Received, and a signature where newsletter.dkim asks for one.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Headers"><table class="headers"><thead><tr><th scope="col">Field</th><th scope="col">Value</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** The letter in the lists of the usual mail programs. */
export function inboxView({ email, good }: OpenedLetter): Html {
  const { subject, preheader } = email;
  const lines = inboxLines({ sender: senderName(good.config.settings), subject, preheader });
  return html`<p class="note">Programs cut by the width of their windows and letters, so the lengths are approximate.</p>
<ul class="inboxes">${lines.map(
    (line) => html`<li><h2>${line.program}</h2>
<div class="inbox ${line.layout === 'one line' ? 'wide' : 'stacked'}" dir="auto">
<span class="sender">${line.sender}</span>
<span class="subject">${line.subject}</span>
<span class="preheader">${line.preheader}</span>
</div>
${line.isSubjectCut && html`<p class="cut">The end of the subject is cut here.</p>`}</li>`,
  )}</ul>
${preheader === '' && html`<p class="notice warning">There is no preheader: programs show the first words of the letter instead.</p>`}`;
}
