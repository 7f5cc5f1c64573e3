// A digest in a theme, with slots, cut where readers differ: the HTML, and with it the text part if the name says so.
import { compileIssue } from '../../../dist/email/compile.js';
import { fallbackValues, fillLetter } from '../../../dist/email/slots.js';
import { loadTheme } from '../../../dist/publish/themes/theme.js';
import { issueOf, publication, repeat } from './digest.js';

const [name, part] = process.argv[3].split('+');
const theme = await loadTheme(name);
const issue = issueOf(20, 'summary');
await repeat(async () => {
  const letter = await compileIssue(issue, publication, theme);
  const { subject, preheader, html } = letter;
  // A letter writes its text part when that is read.
  const text = part === 'text' ? letter.text : [];
  return fillLetter({ subject, preheader, html, text }, fallbackValues(issue, publication.settings)).html;
});
