import { fileURLToPath } from 'node:url';
import { HtmlValidate } from 'html-validate';
import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { fitLetter } from '../../src/email/budget.ts';
import { issueOf } from '../../src/email/issue.ts';
import { composeLetter } from '../../src/pipeline.ts';
import { checkLetter } from '../../src/publish/letters/check-letter.ts';
import { prepare } from '../../src/publish/prepare.ts';
import { themeOf } from '../../src/publish/themes/theme.ts';
import { listThemes } from '../../src/publish/themes/theme-places.ts';
import { rateSpam } from '../../src/system/spamassassin.ts';
import { goldenCases, publicationOf } from '../golden-cases.ts';
import { requires } from '../requires.ts';

const spamassassin = requires('spamassassin');
const starter = fileURLToPath(new URL('../../templates/starter', import.meta.url));

/** What is written for mail programs, and no error of ours: styles inline, tables as they know them, Outlook's comments. */
const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    'no-inline-style': 'off',
    'no-deprecated-attr': 'off',
    'no-conditional-comment': 'off',
    'void-style': 'off',
    // Matters of taste: mjml writes it in lower case, with the roles that mail programs have known longest.
    'doctype-style': 'off',
    'presentation-role-style': 'off',
    'prefer-native-element': 'off',
    'prefer-tbody': 'off',
  },
});

describe.each((await listThemes()).map(({ name }) => name))('the theme %s', async (theme) => {
  const clock = () => new Date('2026-12-31T00:00:00Z');
  const config = await loadConfig('.', {}, { cwd: starter, environment: {}, clock });
  const prepared = await prepare(config);
  const settings = { ...config.settings, newsletter: { ...config.settings.newsletter, theme } };
  const themed = { ...config, settings };
  const publication = { ...prepared.publication, settings };
  const issues = [...(publication.issues ?? []), ...publication.articles.map(issueOf)];

  describe.each(
    issues.map((issue) => [issue.slug, issue] as const),
  )('with the letter %s of the starter', (_, issue) => {
    const composed = themeOf(themed)
      .then((look) => fitLetter(issue, publication, look))
      .then(({ letters }) => composeLetter(letters[0], issue, publication));

    test('keeps every rule but the one that asks for a server', async () => {
      const { problems } = await checkLetter(issue, { ...prepared, publication }, themed);
      expect(problems.map(({ rule }) => rule)).toEqual(['unsubscribe-button']);
    });

    test('is valid HTML', async () => {
      const { results } = await validator.validateString((await composed).email.html);
      const messages = results.flatMap((result) => result.messages);
      expect(
        messages.map(({ ruleId, message, line, selector }) => `${line} ${ruleId}: ${message} (${selector})`),
      ).toEqual([]);
    });

    test('arrives as it was composed', async () => {
      const { email, message } = await composed;
      const arrived = await PostalMime.parse(message);
      expect(arrived.subject).toBe(email.subject);
      expect(arrived.html?.trimEnd()).toBe(email.html.trimEnd());
      expect(arrived.text?.trimEnd()).toBe(unwrapped(email.text));
      expect(arrived.attachments).toEqual([]);
    });

    // A rating takes seconds, and themes share their words.
    const rates = theme === 'plain' || issue === issues[0] ? test.skipIf(!spamassassin) : undefined;
    rates?.('gets no point from SpamAssassin', async () => {
      const rating = await rateSpam((await composed).message, { program: spamassassin! });
      expect(rating).toMatchObject({ score: expect.any(Number) });
      if ('score' in rating) expect(rating.score, JSON.stringify(rating.rules)).toBeLessThanOrEqual(0);
    });
  });
});

test.each(goldenCases)('the golden case %s makes a letter that can be sent', async (name) => {
  const config = await publicationOf(name);
  const prepared = await prepare(config);
  for (const article of prepared.publication.articles) {
    const { problems } = await checkLetter(issueOf(article), { ...prepared, problems: [] }, config);
    expect(problems.map(({ severity, rule, message }) => `${severity} ${rule}: ${message}`)).toEqual([]);
  }
});

/**
 * The text with its paragraphs whole, as postal-mime reads text that says `format=flowed`: it knows no depth of
 * quotations (RFC 3676, section 4.5) and leaves their marks within them.
 */
function unwrapped(text: string): string {
  return text.replace(/(?<!^--) \n/gm, ' ').trimEnd();
}
