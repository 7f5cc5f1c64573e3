import { html, raw } from 'hono/html';
import { type ColourPair, nearestPossible, pairsOf } from '../../email/palette.ts';
import { inRatio } from '../../lib/contrast.ts';
import type { ThemePalette } from '../../model/publication.ts';
import type { Html } from '../studio.ts';
import { codeColours, colours, fieldName, inMode, type LookField, type Mode, modes, valueText } from './fields.ts';
import { fieldFault, ownButton } from './form-parts.ts';
import type { LookState } from './look-state.ts';

/** All colours, light and dark beside each other, each with the contrast of all that readers see with it. */
export function coloursFieldset(state: LookState): Html {
  return html`<fieldset class="look-part" id="colours">
<legend>Colours</legend>
${table(state, 'Colours of letters, of pages and of feeds in a browser', colours)}
<details id="code-colours"${weakOf(state).some(({ pair }) => pair.role[0] === 'code') && raw(' open')}>
<summary>Words of code</summary>
${table(state, 'Colours of words of code', codeColours)}
</details>
<details id="pairs">
<summary>All pairs and their contrasts</summary>
${pairTable(state)}
</details>
</fieldset>`;
}

/** The pairs of a look that readers could not tell apart. */
export function weakOf({ tried }: LookState): { mode: Mode; pair: ColourPair }[] {
  if (!tried) return [];
  return modes.flatMap((mode) =>
    pairsOf(tried.theme.settings[mode])
      .filter(({ ratio, needed }) => ratio < needed)
      .map((pair) => ({ mode, pair })),
  );
}

function table(state: LookState, caption: string, fields: readonly LookField[]): Html {
  return html`<table class="colours">
<caption class="hidden-label">${caption}</caption>
<thead><tr><th scope="col">Colour</th><th scope="col">Light</th><th scope="col">Dark</th></tr></thead>
<tbody>${fields.map(
    (field) => html`<tr>
<th scope="row"><span class="name">${field.label}</span> <span class="seen">${field.seen}</span></th>
${modes.map((mode) => html`<td data-mode="${mode}">${colourField(state, mode, field)}</td>`)}
</tr>`,
  )}</tbody>
</table>`;
}

function colourField(state: LookState, mode: Mode, plain: LookField): Html {
  const field = inMode(mode, plain);
  const name = fieldName(field);
  const own = valueText(state.own, field.path);
  const text = state.trial.changes.get(name) ?? own;
  const shown = valueText(state.tried?.theme.settings, field.path) || own;
  const words = `${plain.path[0] === 'code' ? `${plain.label} of code` : plain.label}, ${mode}`;
  const isFaulty = state.tried?.faults.has(name) === true;
  return html`<div class="colour">
<input type="color" value="${shown}" data-for="${name}" data-script hidden aria-label="${words}: choose">
<input type="text" class="hex" id="${name}" name="${name}" value="${text}" data-own="${own}" size="8" maxlength="40" spellcheck="false" autocomplete="off" aria-label="${words}: number" aria-describedby="${name}-says"${isFaulty && raw(' aria-invalid="true"')}>
${ownButton(state, field, words)}
<div class="says" id="${name}-says">${isFaulty ? fieldFault(state, name) : contrastWords(state.tried?.theme.settings[mode], plain.path)}</div>
${takeButton(state, mode, plain, words)}
</div>`;
}

function contrastWords(palette: ThemePalette | undefined, path: readonly string[]): Html {
  const worst = palette && worstPair(palette, path);
  if (!worst) return html``;
  const { ratio, needed, ground, role } = worst;
  if (ratio >= needed) return html`<span class="ratio passes">${inRatio(ratio)}</span> passes`;
  const other = ground === path[0] ? `with ${labelOf(role)}` : `on the ${ground}`;
  return html`<span class="ratio fails">${inRatio(ratio)}</span> too low ${other}, needs ${needed}:1`;
}

/** `text`, `comments of code`. */
export function labelOf(role: readonly string[]): string {
  const label = [...colours, ...codeColours].find(({ path }) => path.join('.') === role.join('.'))!.label.toLowerCase();
  return role[0] === 'code' ? `${label} of code` : label;
}

/** Of all that readers see with a colour, the pair that is the hardest to tell apart. */
function worstPair(palette: ThemePalette, path: readonly string[]): ColourPair | undefined {
  const key = path.join('.');
  const seen = pairsOf(palette).filter(({ role, ground }) => role.join('.') === key || ground === key);
  return seen.toSorted((a, b) => a.ratio - b.ratio)[0];
}

/** The nearest possible colour, for one that cannot be read, and for a ground if it is the ground that was changed. */
function takeButton(state: LookState, mode: Mode, { path }: LookField, words: string): Html {
  const palette = state.tried?.theme.settings[mode];
  const worst = palette && worstPair(palette, path);
  const name = [mode, ...path].join('.');
  const isGround = worst?.ground === path[0];
  if (!palette || !worst || worst.ratio >= worst.needed || (isGround && !state.trial.changes.has(name))) return html``;
  const nearest = nearestPossible(palette, path);
  if (nearest === undefined)
    return html`<p class="none">${isGround ? 'No ground suits all the texts on it.' : 'None can be read on background and shade at once: bring those closer.'}</p>`;
  return html`<button class="button take" formmethod="get" name="take" value="${name}=${nearest}" aria-label="The nearest possible is ${nearest} – take it for ${words}"><svg width="14" height="14" aria-hidden="true" focusable="false"><rect width="14" height="14" rx="3" fill="${nearest}"/></svg> The nearest possible is ${nearest} – take it</button>`;
}

function pairTable({ tried }: LookState): Html {
  if (!tried) return html``;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="All pairs of colours"><table class="pairs">
<thead><tr><th scope="col">Text on ground</th><th scope="col">Seen</th>${modes.map((mode) => html`<th scope="col">${mode === 'light' ? 'Light' : 'Dark'}</th>`)}<th scope="col">Needed</th></tr></thead>
<tbody>${pairsOf(tried.theme.settings.light).map((pair, index) => {
    const both = [pair, pairsOf(tried.theme.settings.dark)[index]!];
    return html`<tr><th scope="row">${labelOf(pair.role)} on ${pair.ground}</th><td>${pair.seen}</td>${both.map(
      ({ ratio, needed }) =>
        html`<td><span class="ratio ${ratio >= needed ? 'passes' : 'fails'}">${inRatio(ratio)}</span> ${ratio >= needed ? 'passes' : 'too low'}</td>`,
    )}<td>${pair.needed}:1</td></tr>`;
  })}</tbody>
</table></div>`;
}
