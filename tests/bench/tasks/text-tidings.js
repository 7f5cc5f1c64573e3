// The text part of twenty articles, from the records. Their content is parsed once, for the HTML of a letter needs that
// too.
import { parseContent } from '../../../dist/email/content.js';
import { writeText } from '../../../dist/email/text.js';
import { wordsFor } from '../../../dist/strings/tables.js';
import { articles, issueOf, publication, repeat } from './digest.js';

const issue = { ...issueOf(20, 'full'), subject: 'What the tide left' };
const slots = { email: 'reader@example.org', viewUrl: issue.url, unsubscribeUrl: null, preferencesUrl: null };

const contents = articles.map(({ content }) => parseContent(content));
const { settings } = publication;
await repeat(() => writeText({ issue, introduction: [], contents, settings, words: wordsFor('en'), slots }));
