import { html, raw } from 'hono/html';
import { counted, grouped } from '../../lib/count-words.ts';
import type { Problem } from '../../model/problem.ts';
import { asSentence } from '../as-sentence.ts';
import { editorLink, editors, pathInAddress } from '../editor-link.ts';
import type { Item } from '../items.ts';
import type { Html, Studio } from '../studio.ts';
import type { AskedLetter } from './ask.ts';
import { cluesOf } from './clues.ts';
import type { FindingGroup, ItemChecks } from './gather.ts';
import type { FindingPlace, Places } from './places.ts';

/** So many of a rule are shown at first, and so many on a page of that rule alone. */
const mostAtFirst = 5;
const mostOnPage = 200;

export interface ChecksView {
  readonly studio: Studio;
  readonly item: Item;
  readonly places: Places;
  readonly checks: ItemChecks;
  readonly links?: AskedLetter | undefined;
  readonly spam?: AskedLetter | undefined;
  /** Says that there are no letters, where that is so. */
  readonly none?: Html | undefined;
  readonly hasSpamAssassin: boolean;
  /** The rule that is shown alone, and from which of its findings on. */
  readonly only?: { readonly rule: string; readonly from: number } | undefined;
}

/** The findings of an item beside its letter. */
export async function checksView(view: ChecksView): Promise<Html> {
  const { item, checks, only, studio, none } = view;
  const shown = only ? checks.groups.filter(({ rule }) => rule === only.rule) : checks.groups;
  const groups = await Promise.all(shown.map((group) => groupSection(group, view)));
  const back = html`<p><a href="${studio.href('checks', item.name)}">All findings</a></p>`;
  return html`<div class="checks">
<section class="findings" aria-label="Findings">
${none}
<p class="summary">${summary(checks)}</p>
${only ? back : editorChoice(studio)}
${groups.length === 0 && html`<p class="notice good">${none ? 'Nothing has to be mended.' : 'Nothing keeps this letter from being sent.'}</p>`}
${groups}
${!only && checks.elsewhere > 0 && html`<p class="elsewhere">${counted(checks.elsewhere, 'finding')} in other articles and issues: “tidings check” lists them all.</p>`}
${!only && checks.letter && asking(view)}
</section>
${checks.letter && letterPane(view)}
</div>`;
}

function summary({ errors, warnings, letter }: ItemChecks): string {
  const parts = [errors > 0 && counted(errors, 'error'), warnings > 0 && counted(warnings, 'warning')].filter(Boolean);
  const found = parts.length > 0 ? `${parts.join(' and ')}.` : 'No errors, no warnings.';
  if (!letter) return found;
  const letters = letter.letters > 1 ? `${letter.letters} letters for readers with other tags, up to ` : '';
  return `${found} ${letters}${grouped(letter.bytes)} bytes of HTML; Gmail hides what follows 102,400 bytes.`;
}

async function groupSection(group: FindingGroup, view: ChecksView): Promise<Html> {
  const { severity, rule, problems } = group;
  const { only, studio, item } = view;
  const from = only?.from ?? 0;
  const shown = problems.slice(from, from + (only ? mostOnPage : mostAtFirst));
  const rest = problems.length - from - shown.length;
  const hints = new Set(problems.map(({ hint }) => hint));
  const common = hints.size === 1 ? problems[0]!.hint : undefined;
  const entries: Html[] = [];
  for (const problem of shown) {
    const place = await view.places.of(problem);
    entries.push(finding(problem, { place, editor: studio.editor, withHint: common === undefined }));
  }
  const id = `rule-${severity}-${rule}`;
  const next = studio.href('checks', item.name, { rule, ...(only && { from: String(from + mostOnPage) }) });
  return html`<section class="group ${severity}" id="${id}" aria-labelledby="${id}-name">
<h2 id="${id}-name"><span class="badge ${severity}">${severity}</span> ${nameOf(rule)}${problems.length > 1 && html` <span class="count">${grouped(problems.length)}</span>`}</h2>
<ul>${entries}</ul>
${common && html`<p class="way-out">${common}</p>`}
${rest > 0 && html`<p class="rest"><a href="${next}">${only ? `The next ${grouped(Math.min(rest, mostOnPage))}` : `Show ${grouped(rest)} more`}</a></p>`}
</section>`;
}

/** `no-alt` → `No alt`. */
function nameOf(rule: string): string {
  return rule.charAt(0).toUpperCase() + rule.slice(1).replaceAll('-', ' ');
}

interface About {
  readonly place: FindingPlace;
  readonly editor: string | undefined;
  /** Whether the group does not say it for all. */
  readonly withHint: boolean;
}

function finding(problem: Problem, { place, editor, withHint }: About): Html {
  const { message, hint, excerpt = '', rule } = problem;
  const clues = cluesOf(problem, place.text);
  const isDark = rule === 'dark-contrast';
  return html`<li class="finding"${clues.length > 0 && html` data-clues="${JSON.stringify(clues)}"`}${isDark && raw(' data-scheme="dark"')}>
<p class="what">${asSentence(message)}</p>
${excerpt.trim() && html`<pre class="frame" tabindex="0"><code>${frame(problem)}</code></pre>`}
${withHint && hint && html`<p class="way-out">${hint}</p>`}
<p class="actions">${placeLink(place, editor)}${clues.length > 0 && html`<button type="button" class="button small show-place">Show in the letter</button>`}</p>
</li>`;
}

/** A window of the line that keeps the marked place in sight. */
function frame({ excerpt = '', column = 1, length = 0 }: Problem): Html {
  const start = column + length > 56 ? Math.max(0, column - 17) : 0;
  const text = excerpt.slice(start, start + 160);
  const at = column - 1 - start;
  const marked = text.slice(at, at + length);
  return html`${start > 0 && '…'}${text.slice(0, at)}${marked && html`<mark>${marked}</mark>`}${text.slice(at + marked.length)}`;
}

/** Without a setting, the writer's choice in the browser makes a link of it. */
function placeLink({ words, file, line = 1, column = 1 }: FindingPlace, editor: string | undefined): Html | '' {
  if (words === '') return '';
  if (file === undefined) return html`<code class="place">${words}</code>`;
  const href = editor === undefined ? '' : html` href="${editorLink(editor, { file, line, column })}"`;
  return html`<a class="place"${href} data-path="${pathInAddress(file)}" data-line="${line}" data-column="${column}"><code>${words}</code></a><button type="button" class="button small copy" data-copy="${file}:${line}:${column}" data-script hidden aria-label="Copy ${words}">Copy</button>`;
}

function editorChoice({ editor }: Studio): Html | '' {
  if (editor !== undefined) return '';
  return html`<p class="field editor-choice" data-script hidden><label for="editor">Open files in</label>
<select id="editor" data-keep><option value="">– choose your editor –</option>${Object.values(editors).map(
    ({ name, template }) => html`<option value="${template}">${name}</option>`,
  )}</select></p>`;
}

/** What is asked of other servers and programs, on demand only. */
function asking({ studio, item, links, spam, hasSpamAssassin }: ChecksView): Html {
  const action = (what: string) => studio.href('checks', item.name, what);
  return html`<section class="asking" aria-labelledby="asking-name">
<h2 id="asking-name">On demand</h2>
<form method="post" action="${action('links')}" class="ask">
<button class="button">Ask the links</button> <span class="outcome">${links ? links.words : 'Up to 100 links and pictures of this letter are asked whether they answer, five at a time.'}</span>
<progress hidden max="1" value="0" aria-label="Links asked"></progress>
</form>
${
  hasSpamAssassin
    ? html`<form method="post" action="${action('spam')}" class="ask">
<button class="button">Rate with SpamAssassin</button> <span class="outcome">${spam ? spam.words : 'It takes some seconds and asks no other server.'}</span>
<progress hidden aria-label="SpamAssassin is at work"></progress>
</form>`
    : html`<p class="outcome">SpamAssassin is not installed here: “apt install spamassassin”, or on a Mac “brew install spamassassin”, then reload this page.</p>`
}
</section>`;
}

function letterPane({ studio, item }: ChecksView): Html {
  const address = studio.href('letters', item.name, 'frame');
  return html`<section class="letter-pane" aria-labelledby="pane-name">
<h2 id="pane-name">The letter</h2>
<p class="shown" role="status" aria-live="polite" data-keep></p>
<iframe class="checked-letter" title="The letter" src="${address}" data-live data-keep sandbox="allow-same-origin allow-popups"></iframe>
</section>`;
}
