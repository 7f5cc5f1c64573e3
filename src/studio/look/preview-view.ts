import { html, raw } from 'hono/html';
import type { Html } from '../studio.ts';
import { modes } from './fields.ts';
import type { LookState, Preview } from './look-state.ts';
import { queryOf } from './trial.ts';
import { sample } from './try-look.ts';

/** Letters to choose from: the newest, and samples of what a theme has to bear. */
const mostItems = 20;

const samples: readonly (readonly [name: string, words: string])[] = [
  [`${sample}:technical`, 'Sample: code, a table, a quotation'],
  [`${sample}:pictures`, 'Sample: pictures'],
  [`${sample}:digest`, 'Sample: several articles'],
];

const views: readonly (readonly [view: Preview['view'], words: string])[] = [
  ['letter', 'Letter'],
  ['page', 'Page'],
  ['feed', 'Feed'],
];

/** The letter, the page or the feed in light and in dark mode beside each other. */
export function previews(state: LookState): Html {
  const { preview, good, items } = state;
  const { settings } = good.config;
  const known = views.filter(
    ([view]) => (view === 'letter' ? settings.letters : settings.site) && (view !== 'feed' || settings.syndicated),
  );
  const option = (value: string, words: string) =>
    html`<option value="${value}"${value === preview.show && raw(' selected')}>${words}</option>`;
  return html`<section class="look-previews" aria-labelledby="previews-title">
<h2 id="previews-title" class="hidden-label">Preview</h2>
<div class="toolbar">
<fieldset class="segments"><legend class="hidden-label">What is shown</legend>${known.map(([view, words]) => radio('view', view, words, preview.view === view))}</fieldset>
<fieldset class="segments"><legend class="hidden-label">Size</legend>${radio('size', 'fit', 'Whole width', preview.size === 'fit')}${radio('size', 'phone', 'Phone', preview.size === 'phone')}</fieldset>
${
  preview.view !== 'feed' &&
  html`<label class="hidden-label" for="show">Letter to show</label>
<select id="show" name="show" form="look-form">
<optgroup label="Yours">${items.filter(({ name }, index) => index < mostItems || name === preview.show).map(({ name, title }) => option(name, title))}</optgroup>
${preview.view === 'letter' && html`<optgroup label="Samples">${samples.map(([name, words]) => option(name, words))}</optgroup>`}
</select>`
}
</div>
${ownTheme(state)}
<div class="frames ${preview.size}">${modes.map(
    (mode) => html`<figure class="look-frame" data-mode="${mode}">
<figcaption>${mode === 'light' ? 'Light' : 'Dark'}</figcaption>
<div class="frame-box"><iframe id="look-${mode}" src="${frameAddress(state, mode)}" data-live title="${views.find(([view]) => view === preview.view)?.[1]} in ${mode} mode" sandbox="allow-same-origin allow-popups"></iframe></div>
</figure>`,
  )}</div>
</section>`;
  function radio(name: string, value: string, words: string, isChosen: boolean): Html {
    return html`<label class="segment"><input type="radio" name="${name}" value="${value}" form="look-form"${isChosen && raw(' checked')}> ${words}</label>`;
  }
}

/** Such an issue does not show the theme that is chosen. */
function ownTheme({ preview, good, trial }: LookState): Html | undefined {
  const { issues = [] } = good.prepared.publication;
  const issue = preview.view === 'letter' ? issues.find(({ slug }) => slug === preview.show) : undefined;
  if (issue?.theme === undefined || issue.theme === trial.theme) return undefined;
  return html`<p class="note" id="own-theme">This issue has a theme of its own, <code>${issue.theme}</code>: of the look, it shows the colours, fonts and measures that are changed here.</p>`;
}

function frameAddress({ studio, preview, trial }: LookState, scheme: string): string {
  const { view, show } = preview;
  return studio.href('look', view, { ...queryOf(trial), show, scheme });
}
