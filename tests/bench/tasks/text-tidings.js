// The text part of twenty articles, from the records.
import { parseContent } from '../../../dist/email/content.js';
import { writeText } from '../../../dist/email/text.js';
import { wordsFor } from '../../../dist/strings/words.js';
import { articles, issueOf, publication, repeat } from './digest.js';

const issue = { ...issueOf(20, 'full'), subject: 'What the tide left' };
const slots = { email: 'reader@example.org', viewUrl: issue.url, unsubscribeUrl: null, preferencesUrl: null };

await repeat(() => {
  const contents = articles.map(({ content }) => parseContent(content));
  return writeText({ issue, introduction: [], contents, settings: publication.settings, words: wordsFor('en'), slots });
});
