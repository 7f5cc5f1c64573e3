import { describe, expect, test } from 'vitest';
import { compileIssue } from '../../src/email/compile.ts';
import { issueOf } from '../../src/email/issue.ts';
import { fallbackValues, fillLetter } from '../../src/email/slots.ts';
import type { Settings } from '../../src/model/publication.ts';
import { loadTheme } from '../../src/publish/themes/theme.ts';
import { listThemes } from '../../src/publish/themes/theme-places.ts';
import { sampleArticle, samplePublication } from '../sample.ts';
import { newsletter } from './letter.ts';

const { settings: usual } = samplePublication();
const server = { ...usual.server, url: 'https://letters.example.org/' };
const byMail = {
  newsletter: { ...newsletter, subscribeEmail: 'subscribe@example.org' },
  bounces: { authserv: 'mx.example.org' },
};
const page = 'https://example.org/subscribe/';
const mail = 'mailto:subscribe@example.org?subject=Subscribe';
const themes = await Promise.all(
  (await listThemes()).map(async ({ name }) => ({ name, theme: await loadTheme(name) })),
);

describe.each(themes)('the theme $name', ({ theme }) => {
  async function letterFrom(settings: Partial<Settings>, language = 'en') {
    const publication = samplePublication({ settings: { newsletter, ...settings } });
    const issue = issueOf(sampleArticle({ language }));
    return fillLetter(await compileIssue(issue, publication, theme), fallbackValues(issue, publication.settings));
  }

  test.each([
    ['the page with the form of our server', { server }, page],
    ['the page that says how to subscribe by mail', byMail, page],
    [
      'our server, where another program makes the site',
      { site: false, server },
      'https://letters.example.org/sign-up',
    ],
    ['a new mail, where there is no page of ours', { site: false, ...byMail }, mail],
  ])('leads people to whom a letter was forwarded to %s', async (_, settings, link) => {
    const { html, text } = await letterFrom(settings);
    expect(html).toMatch(
      new RegExp(`<a href="${link.replace(/[?.]/g, '\\$&')}"[^>]*>Forwarded this email\\? Subscribe</a>`),
    );
    expect(text).toContain(`\nForwarded this email? Subscribe: ${link}\n`);
  });

  test('says nothing of it where nobody can subscribe by mail', async () => {
    const { html, text } = await letterFrom({});
    expect(html + text).not.toMatch(/Forwarded|\/subscribe\//);
  });

  test('says it in the language of the letter', async () => {
    const { html, text } = await letterFrom({ site: false, ...byMail }, 'de');
    expect(html).toContain('>Wurde Ihnen diese E-Mail weitergeleitet? Hier abonnieren</a>');
    expect(text).toContain('Hier abonnieren: mailto:subscribe@example.org?subject=Abonnieren\n');
  });

  test('says it apart from the way out, so that nobody takes the one for the other', async () => {
    const { html, text } = await letterFrom({ server });
    const places = ['Forwarded', 'You are receiving', '>Unsubscribe'].map((words) => html.indexOf(words));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(text.indexOf('Forwarded')).toBeGreaterThan(text.lastIndexOf('Unsubscribe'));
  });
});
