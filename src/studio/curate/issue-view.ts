import { html, raw } from 'hono/html';
import type { EditableIssue } from '../../publish/issues/edit-issue.ts';
import type { Html, Studio } from '../studio.ts';
import { type ChoiceRow, type ChosenRow, choiceList, chosenItem, chosenItems, layoutOptions } from './issue-rows.ts';
import { wallClock } from './wall-clock.ts';

export interface IssueView {
  readonly slug: string;
  readonly issue: EditableIssue;
  readonly rows: readonly ChosenRow[];
  readonly choices: readonly ChoiceRow[];
  readonly timezone: string;
  readonly themes: readonly string[];
  readonly isSent: boolean;
  /** Why there is no letter of what is saved. */
  readonly unbuilt: string | undefined;
  /** The subject that the letter has if none is given. */
  readonly ownSubject: string;
}

/** The form by which an issue is put together. */
export function issueView(studio: Studio, view: IssueView): Html {
  const { slug, issue } = view;
  const at = (...parts: string[]) => studio.href('issues', slug, ...parts);
  const isByRule = issue.fields.articles === undefined;
  return html`<noscript><p class="notice">Curating needs script. The issue is the file ${issue.display}, which any editor can change.</p></noscript>
<div id="curate-disk" data-hash="${issue.hash}" data-unbuilt="${view.unbuilt ?? ''}" hidden></div>
<form id="curate" data-script hidden novalidate data-hash="${issue.hash}" data-save="${at('curate')}" data-choices="${at('choices')}" data-trial="${at('trial')}"${isByRule && raw(' data-by-rule')}>
<div class="toolbar curate-bar"><button id="curate-save" type="submit" aria-disabled="true" aria-keyshortcuts="Control+S Meta+S">Save</button>
<span id="curate-status" role="status" data-keep>No changes</span></div>
<div id="curate-answer"></div>
${view.isSent && html`<p class="notice warning">This issue was sent. Its letter holds the articles that it went out with, whatever the list says; subject and text change on its page only.</p>`}
<div class="curate-columns">
<div class="curate-letter">
${wordFields(view)}
<section aria-labelledby="chosen-title">
<h2 id="chosen-title">In this issue <span id="chosen-count" class="note">${view.rows.length}</span></h2>
${isByRule && html`<div class="notice" id="curate-rule"><p>A rule of the file chooses these articles. Chosen by hand, the issue names the same ones, and you can order them.</p><button type="button" data-by-hand>Choose by hand</button></div>`}
<ol class="rows" id="chosen" aria-label="Articles of this issue">${chosenItems(view.rows)}</ol>
<p class="note empty" id="chosen-empty"${view.rows.length > 0 && raw(' hidden')}>Nothing yet. Add articles from the list of those to choose, or drag them here.</p>
</section>
${textField(view)}
${settingFields(view)}
</div>
<section class="curate-choices" aria-labelledby="choices-title">
<h2 id="choices-title">To choose from</h2>
<p class="field"><label for="choices-query" class="hidden-label">Search the articles</label><input type="search" id="choices-query" placeholder="Search by words" autocomplete="off" aria-controls="choices"></p>
<div id="choices">${choiceList(view.choices, '')}</div>
<p class="note" id="choices-none" hidden>Every article is in this issue already.</p>
</section>
</div>
<p id="curate-live" class="hidden-label" role="status" aria-live="polite"></p>
<template id="chosen-row">${chosenItem({ slug: '', id: '', name: '', title: '%title%', day: '' }, 'new')}</template>
</form>
<section class="curate-preview" id="curate-preview" data-keep data-script hidden aria-labelledby="preview-title">
<h2 id="preview-title">The letter as it would be</h2>
<iframe class="letter" data-live title="The letter with the changes that are not saved" sandbox="allow-same-origin allow-popups" src="${at('trial', 'saved')}"></iframe>
</section>`;
}

function wordFields({ issue, ownSubject }: IssueView): Html {
  const { subject, preheader } = issue.fields;
  return html`<p class="field"><label for="curate-subject">Subject</label>
<input id="curate-subject" name="subject" type="text" value="${subject}" placeholder="${ownSubject}" autocomplete="off" spellcheck="true" aria-describedby="curate-inbox"></p>
<p class="field"><label for="curate-preheader">Preheader</label>
<input id="curate-preheader" name="preheader" type="text" value="${preheader}" autocomplete="off" spellcheck="true" aria-describedby="curate-count">
<span class="note" id="curate-count">An inbox shows it after the subject.</span></p>
<details class="inbox" id="curate-inbox-box"><summary>In the inbox<span id="curate-glance"></span></summary><div id="curate-inbox"></div></details>`;
}

function textField({ issue }: IssueView): Html {
  const { introduction } = issue.fields;
  return html`<p class="field"><label for="curate-introduction">Introduction</label>
<textarea id="curate-introduction" name="introduction" rows="5" spellcheck="true" aria-describedby="curate-markdown">
${introduction}</textarea>
<span class="note" id="curate-markdown">Markdown, with slots such as ${"{{ name | default: 'friend' }}"}.</span></p>`;
}

function settingFields({ issue, timezone, themes }: IssueView): Html {
  const { date, layout, theme, draft } = issue.fields;
  const clock = wallClock(date, timezone);
  const known = theme === '' || themes.includes(theme) ? themes : [theme, ...themes];
  return html`<section aria-labelledby="curate-settings"><h2 id="curate-settings">Settings of the issue</h2>
<div class="curate-settings">
<p class="field"><label for="curate-layout">Layout of its articles</label><select id="curate-layout" name="layout">${layoutOptions(layout, 'as usual')}</select></p>
<p class="field"><label for="curate-theme">Theme</label><select id="curate-theme" name="theme"><option value="">that of the publication</option>${known.map((name) => html`<option value="${name}"${name === theme && raw(' selected')}>${name}</option>`)}</select></p>
<p class="field"><label for="curate-day">Date</label><input id="curate-day" name="day" type="date" value="${clock.day}" aria-describedby="curate-zone"></p>
<p class="field"><label for="curate-time">Time</label><input id="curate-time" name="time" type="time" value="${clock.time}" aria-describedby="curate-zone"></p>
</div>
<p class="note" id="curate-zone">By the clock of ${timezone}. Without a date, the issue is as old as its newest article.</p>
<p><label class="choice"><input type="checkbox" name="draft"${draft && raw(' checked')}> Draft: nobody else sees it</label></p>
</section>`;
}
