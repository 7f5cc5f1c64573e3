// A letter that is a message of 63 KB, compiled once.
import { compileIssue } from '../../../dist/email/compile.js';
import { loadTheme } from '../../../dist/publish/themes/theme.js';
import { issueOf, publication } from './digest.js';

export const issue = issueOf(7, 'full');
export const { settings } = publication;
export const letter = await compileIssue(issue, publication, await loadTheme('plain'));
