import { html, raw } from 'hono/html';
import type { Html } from '../studio.ts';
import { fieldName, fontFields, type LookField, logoFields, measures, valueText } from './fields.ts';
import { fieldFault, ownButton } from './form-parts.ts';
import type { LookState } from './look-state.ts';

/** Lists of fonts of which every device has one. */
const stacks: readonly (readonly [words: string, list: string])[] = [
  ['Georgia, a serif for screens', 'Georgia, Charter, Cambria, Noto Serif, serif'],
  [
    'Palatino, a serif of books',
    'Iowan Old Style, Palatino Linotype, Palatino, Book Antiqua, Georgia, Noto Serif, serif',
  ],
  ['Times, a narrow serif', 'Times New Roman, Times, Liberation Serif, serif'],
  ['Helvetica and Arial, plain', 'Helvetica Neue, Segoe UI, Roboto, Noto Sans, Arial, sans-serif'],
  ['Avenir, rounder', 'Avenir Next, Segoe UI, Helvetica Neue, Roboto, Noto Sans, Arial, sans-serif'],
  ['Verdana, wide', 'Verdana, DejaVu Sans, Geneva, sans-serif'],
  ['Trebuchet, lively', 'Trebuchet MS, Lucida Grande, Segoe UI, Noto Sans, sans-serif'],
  ['Menlo and Consolas, of a typewriter', 'SF Mono, Menlo, Consolas, DejaVu Sans Mono, monospace'],
  ['Courier, of an old typewriter', 'Courier New, Courier, Liberation Mono, monospace'],
];

export function typeFieldset(state: LookState): Html {
  return html`<fieldset class="look-part" id="type">
<legend>Fonts</legend>
<p class="about">A letter loads no fonts: a mail program takes the first of a list that the device has. The last word, such as <code>serif</code>, is the fallback that every device has, in a font of its own choice.</p>
${fontFields.map((field) => fontField(state, field))}
</fieldset>`;
}

function fontField(state: LookState, field: LookField): Html {
  const name = fieldName(field);
  const own = valueText(state.own, field.path);
  const text = state.trial.changes.get(name) ?? own;
  const isListed = text === own || stacks.some(([, list]) => list === text);
  const option = (value: string, words: string) =>
    html`<option value="${value}"${value === text && raw(' selected')}>${words}</option>`;
  return html`<div class="field font">
<label for="${name}">${field.label} <span class="seen">${field.seen}</span></label>
<div class="row"><select id="${name}" name="${name}" data-own="${own}" aria-describedby="${name}-says">
${option(own, `The theme’s own: ${first(own)}`)}
${!isListed && option(text, `Your own: ${first(text)}`)}
${stacks.filter(([, list]) => list !== own).map(([words, list]) => option(list, words))}
</select>${ownButton(state, field, `Font of ${field.label.toLowerCase()}`)}</div>
<p class="says" id="${name}-says">${state.tried?.faults.has(name) ? fieldFault(state, name) : text}</p>
<details id="${name}-own"><summary>Another list</summary>
<label for="${name}-other">Names of fonts, parted by commas, for ${field.label.toLowerCase()}</label>
<input type="text" id="${name}-other" name="${name}.other" placeholder="${text}" spellcheck="false" autocomplete="off">
</details>
</div>`;
}

function first(list: string): string {
  return list.split(',')[0]!.trim();
}

export function measuresFieldset(state: LookState): Html {
  return html`<fieldset class="look-part" id="measures">
<legend>Measures</legend>
<div class="pair">${measures.map(({ least, most, ...field }) => {
    const name = fieldName(field);
    const own = valueText(state.own, field.path);
    return html`<div class="field">
<label for="${name}">${field.label} <span class="seen">${field.seen}</span></label>
<div class="row"><input type="number" id="${name}" name="${name}" value="${state.trial.changes.get(name) ?? own}" data-own="${own}" min="${least}" max="${most}" step="1" aria-describedby="${name}-says">${ownButton(state, field, field.label)}</div>
<p class="says" id="${name}-says">${state.tried?.faults.has(name) ? fieldFault(state, name) : `${least} to ${most}`}</p>
</div>`;
  })}</div>
</fieldset>`;
}

/** The fields of the logo. Its pictures are sent by forms of their own, which lie outside of this one. */
export function logoFieldset(state: LookState): Html {
  const { tried } = state;
  const logo = tried?.theme.logo;
  const fromTheme = tried?.theme.settings.logo !== undefined && !state.trial.changes.has(fieldName(logoFields.light));
  return html`<fieldset class="look-part" id="logo">
<legend>Logo</legend>
<p class="about">In place of the publication’s name: a PNG, JPEG or GIF of at most 2 MB, best twice as wide as it is shown. ${fromTheme ? 'The theme brings one of its own.' : logo?.width !== undefined && logo.height !== undefined ? `It is shown ${logo.width} × ${logo.height} pixels large.` : ''}</p>
${pictureField(state, logoFields.light, 'light')}
${pictureField(state, logoFields.dark, 'dark')}
<div class="field">
<label for="logo.width">${logoFields.width.label} <span class="seen">${logoFields.width.seen}</span></label>
<div class="row"><input type="number" id="logo.width" name="logo.width" value="${state.trial.changes.get('logo.width') ?? ''}" data-own="" min="16" max="600" step="1" placeholder="${logo?.width ?? ''}" aria-describedby="logo.width-says">${ownButton(state, logoFields.width, logoFields.width.label)}</div>
<p class="says" id="logo.width-says">${state.tried?.faults.has('logo.width') ? fieldFault(state, 'logo.width') : '16 to 600; without it, as wide as the picture, but not wider than 240'}</p>
</div>
</fieldset>`;
}

function pictureField(state: LookState, field: LookField, mode: 'light' | 'dark'): Html {
  const name = fieldName(field);
  return html`<div class="field">
<label for="${name}">${field.label} <span class="seen">${field.seen}</span></label>
<div class="row"><input type="text" id="${name}" name="${name}" value="${state.trial.changes.get(name) ?? ''}" data-own="" placeholder="art/logo.png" spellcheck="false" autocomplete="off" aria-describedby="${name}-says">${ownButton(state, field, field.label)}</div>
<p class="says" id="${name}-says">${state.tried?.faults.has(name) ? fieldFault(state, name) : 'A file of the publication, or an address'}</p>
<div class="row upload"><input type="file" name="file" form="upload-${mode}" accept="image/png,image/jpeg,image/gif" aria-label="${field.label}: choose a file"><button class="button" form="upload-${mode}" aria-label="${field.label}: upload the file">Upload</button></div>
</div>`;
}
