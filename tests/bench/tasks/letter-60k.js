// A letter of 60 KB, compiled once.
import { fitLetter } from '../../../dist/email/budget.js';
import { fallbackValues } from '../../../dist/email/slots.js';
import { loadTheme } from '../../../dist/publish/themes/theme.js';
import { issueOf, publication } from './digest.js';

const issue = issueOf(17, 'full');
export const { letters, bytes } = await fitLetter(issue, publication, await loadTheme('plain'));
const standing = fallbackValues(issue, publication.settings);

/** The values of one of many readers. */
export function valuesOf(reader) {
  return {
    ...standing,
    name: `Reader ${reader}`,
    city: reader % 2 ? 'Example Town' : 'Ober & Unter',
    email: `reader-${reader}@example.org`,
    unsubscribeUrl: `https://example.org/unsubscribe/token-${reader}`,
    preferencesUrl: `https://example.org/preferences/token-${reader}`,
  };
}
