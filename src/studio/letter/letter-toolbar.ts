import { html, raw } from 'hono/html';
import type { Html, Studio } from '../studio.ts';
import { sizeBar } from './letter-parts.ts';
import { type LetterQuery, schemes, widths } from './letter-query.ts';
import { letterSize } from './letter-size.ts';
import type { OpenedLetter } from './opened-letter.ts';

const presets = [
  [375, 'Phone'],
  [600, 'Tablet'],
  [800, 'Desktop'],
] as const;

const schemeWords: Readonly<Record<(typeof schemes)[number], readonly [name: string, meaning: string]>> = {
  light: ['Light', 'As the letter is'],
  dark: ['Dark', 'Its own rules for dark mode: Apple Mail, Thunderbird'],
  inverted: ['Inverted', 'Every colour turned: near to Gmail on iPhones and Outlook for Windows'],
  outlook: ['Outlook', 'Light grounds darkened and the rules for Outlook: near to Outlook on the web and on phones'],
};

/** How the letter is looked at: one form, so that an address says all of it and no script is needed. */
export function letterToolbar(studio: Studio, name: string, query: LetterQuery, opened: OpenedLetter): Html {
  const kind = opened.fitted.issue.origin ? 'issue' : 'article';
  return html`<form class="toolbar letter-toolbar" id="letter-look" data-kind="${kind}" action="${studio.href('letters', name)}">
${widthGroup(query)}
<fieldset class="group segmented"><legend class="hidden-label">Colours</legend>${schemes.map(
    (one) =>
      html`<label title="${schemeWords[one][1]}"><input type="radio" name="scheme" value="${one}"${one === query.scheme && raw(' checked')}><span>${schemeWords[one][0]}</span></label>`,
  )}</fieldset>
<fieldset class="group"><legend class="hidden-label">Left out</legend>
<label class="choice"><input type="checkbox" name="pictures" value="off"${!query.pictures && raw(' checked')}>No pictures</label>
<label class="choice" title="Without the style sheets in the head, which some programs do not know"><input type="checkbox" name="styles" value="off"${!query.styles && raw(' checked')}>No styles</label>
</fieldset>
<button id="letter-show" data-no-script>Show</button>
</form>`;
}

function widthGroup({ width }: LetterQuery): Html {
  return html`<fieldset class="group"><legend class="hidden-label">Width</legend>
<label class="choice">Width <input type="number" name="width" min="${widths.least}" max="${widths.most}" step="1" placeholder="fit" value="${width ?? ''}"> px</label>
<button hidden>Show</button>
${presets.map(
  ([pixels, words]) =>
    html`<button name="width" value="${pixels}" aria-pressed="${String(width === pixels)}" title="${pixels} pixels">${words}</button>`,
)}
</fieldset>`;
}

/** The size, and the choice of a reader and of an edition, which every form of the letter has: fields of the form below. */
export function readerFields(query: LetterQuery, { readers, reader, editions, fitted, good }: OpenedLetter): Html {
  const options = readers.map(
    ({ key, label }) => html`<option value="${key}"${key === reader.key && raw(' selected')}>${label}</option>`,
  );
  const shown = query.edition ?? fitted.issue.slug;
  return html`<div class="whose">${sizeBar(letterSize(fitted, fitted.issue, good.config.settings.newsletter.maxBytes))}
<label class="choice">Reader <select name="reader" form="letter-look">${options}</select></label>
${
  editions.length > 0 &&
  html`<label class="choice">Edition <select name="edition" form="letter-look">${editions.map(
    ({ slug, language }) =>
      html`<option value="${slug}"${slug === shown && raw(' selected')}>${languageName(language)}</option>`,
  )}</select></label>`
}</div>`;
}

function languageName(code: string): string {
  return new Intl.DisplayNames('en', { type: 'language' }).of(code) ?? code;
}
