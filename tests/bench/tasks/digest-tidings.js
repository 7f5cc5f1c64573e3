// HTML, text part and MJML of the digest in a theme, with slots, cut where readers differ.
import { compileIssue } from '../../../dist/email/compile.js';
import { fallbackValues, fillLetter } from '../../../dist/email/slots.js';
import { loadTheme } from '../../../dist/publish/themes/theme.js';
import { issueOf, publication, repeat } from './digest.js';

const theme = await loadTheme(process.argv[3]);
const issue = issueOf(20, 'summary');
await repeat(async () => {
  const letter = await compileIssue(issue, publication, theme);
  return fillLetter(letter, fallbackValues(issue, publication.settings)).html;
});
