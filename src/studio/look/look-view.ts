import { html, raw } from 'hono/html';
import type { Html } from '../studio.ts';
import { coloursFieldset, weakOf } from './colours-view.ts';
import { firstPreview } from './look-request.ts';
import { type LookState, previewQuery } from './look-state.ts';
import { previews } from './preview-view.ts';
import { differences, queryOf } from './trial.ts';
import { sample } from './try-look.ts';
import { logoFieldset, measuresFieldset, typeFieldset } from './type-view.ts';

/** What became of the last thing that somebody did. */
export interface LookNotice {
  readonly kind: 'done' | 'refused';
  readonly title: string;
  readonly lines?: readonly string[];
}

/** The panel of the look, and beside it what the look is tried on. */
export function lookView(state: LookState, notice?: LookNotice): Html {
  const { studio, trial, saved, version } = state;
  const isTried = differences(saved, trial).length > 0;
  const address = studio.href('look', { ...(isTried && queryOf(trial)), ...query(state) });
  const upload = (mode: string) => studio.href('look', 'logo', { ...queryOf(trial), ...query(state), mode });
  return html`<div class="look" data-address="${address}" data-look="${studio.href('look')}">
<h1>Look</h1>
${notice && noticeBox(notice)}
<form class="look-form" id="look-form" method="post" action="${studio.href('look')}" autocomplete="off">
<button formmethod="get" class="try">Try</button>
<input type="hidden" name="from" value="${trial.theme}">
<input type="hidden" name="version" value="${version}">
${themeFieldset(state)}
${state.own && html`${coloursFieldset(state)}${typeFieldset(state)}${measuresFieldset(state)}${logoFieldset(state)}`}
${saveBar(state)}
</form>
${(['light', 'dark'] as const).map((mode) => html`<form id="upload-${mode}" method="post" enctype="multipart/form-data" action="${upload(mode)}"></form>`)}
${previews(state)}
</div>`;
}

/** What is looked at, where it is not what is looked at first. */
function query({ preview, items }: LookState) {
  return previewQuery(preview, firstPreview(items));
}

function noticeBox({ kind, title, lines = [] }: LookNotice): Html {
  return html`<div class="notice ${kind === 'done' ? 'good' : 'error'}" role="${kind === 'done' ? 'status' : 'alert'}" id="look-notice" tabindex="-1">
<p><strong>${title}</strong></p>
${lines.length > 0 && html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`}
</div>`;
}

function themeFieldset({ studio, themes, trial }: LookState): Html {
  return html`<fieldset class="look-part" id="themes">
<legend>Theme</legend>
<div class="themes">${themes.map(({ name, own }) => {
    const frame = studio.href('look', 'letter', { theme: name, show: `${sample}:pictures`, scheme: 'light' });
    return html`<label class="theme"><input type="radio" name="theme" value="${name}"${name === trial.theme && raw(' checked')}>
<span class="thumb" aria-hidden="true" inert><iframe id="thumb-${name}" src="${frame}" data-live loading="lazy" tabindex="-1" title="A letter in the theme ${name}" sandbox="allow-same-origin"></iframe></span>
<span class="theme-name">${name}${own && html` <span class="badge">own</span>`}</span></label>`;
  })}</div>
</fieldset>`;
}

function saveBar(state: LookState): Html {
  const { studio, saved, trial } = state;
  const changes = differences(saved, trial);
  const weak = weakOf(state).length;
  const words =
    changes.length === 0
      ? 'Nothing to save: this is what tidings.yaml says.'
      : `${changes.length} ${changes.length === 1 ? 'change' : 'changes'} not saved.`;
  const preview = query(state);
  return html`<div class="save-bar">
<p class="save-words" id="save-words" role="status">${words}${weak > 0 && html` <strong class="fails">${weak === 1 ? 'One pair of colours' : `${weak} pairs of colours`} cannot be read.</strong>`}</p>
${
  changes.length > 0 &&
  html`<details id="changes"><summary>What saving writes</summary>
<ul class="changes">${changes.map(({ name, from, to }) => html`<li><code>${name}</code> ${from || 'the theme’s own'} → ${to || 'the theme’s own'}</li>`)}</ul></details>`
}
<div class="row">
<button class="main" aria-describedby="save-words">Save</button>
<a class="button" href="${studio.href('look', preview)}" data-look-link>Reset</a>
${trial.changes.size > 0 && html`<a class="button" href="${studio.href('look', { theme: trial.theme, ...preview })}" data-look-link>All as the theme has it</a>`}
</div>
</div>`;
}
