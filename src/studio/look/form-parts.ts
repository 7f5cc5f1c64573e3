import { html } from 'hono/html';
import { asSentence } from '../as-sentence.ts';
import type { Html } from '../studio.ts';
import { fieldName, type LookField, valueText } from './fields.ts';
import type { LookState } from './look-state.ts';

/** A button by which a field gets the value of the theme again; nothing where it has that. */
export function ownButton({ trial, own }: LookState, field: LookField, words: string): Html {
  const name = fieldName(field);
  if (!trial.changes.has(name)) return html``;
  const usual = valueText(own, field.path);
  const says = usual === '' ? 'take it out' : `back to the theme’s own, ${usual}`;
  return html`<button class="own" formmethod="get" name="own" value="${name}" aria-label="${words}: ${says}" title="Back to the theme’s own${usual && `: ${usual}`}"><svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d="M3 8a5 5 0 1 0 2-4M5 1v3.2h3.2" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/></svg></button>`;
}

/** Why the value of a field means nothing. */
export function fieldFault({ tried }: LookState, name: string): Html {
  const fault = tried?.faults.get(name);
  return fault
    ? html`<span class="fails">${asSentence(fault.message)}</span>${fault.hint && html` ${fault.hint}`}`
    : html``;
}
