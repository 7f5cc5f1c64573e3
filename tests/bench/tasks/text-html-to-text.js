// The text part of twenty articles, scraped from the finished HTML as most tools do.
import { compile } from 'html-to-text';
import { compileIssue } from '../../../dist/email/compile.js';
import { fallbackValues, fillLetter } from '../../../dist/email/slots.js';
import { loadTheme } from '../../../dist/publish/themes/theme.js';
import { issueOf, publication, repeat } from './digest.js';

const issue = issueOf(20, 'full');
const letter = await compileIssue(issue, publication, await loadTheme('plain'));
const { html } = fillLetter(letter, fallbackValues(issue, publication.settings));
const convert = compile({ wordwrap: 72 });

await repeat(() => convert(html));
