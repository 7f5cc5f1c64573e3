import { expect, test } from 'vitest';
import { readYaml } from '../../src/model/yaml.ts';
import { settingsFile } from '../../src/settings/file.ts';

function problemsOf(text: string): string[] {
  return readYaml({ text, file: 'tidings.yaml' }, settingsFile).problems.map(({ message }) => message);
}

test.each([
  ['one selector', 'newsletter: {dkim: {selector: mail2026}}'],
  ['a selector of several words and a domain', 'newsletter: {dkim: {selector: a.b-c, domain: bücher.example}}'],
  ['several selectors', 'newsletter: {dkim: {selector: [mail2026, mail2026ed]}}'],
  ['an address for bounces', 'bounces: {address: bounces@example.org}'],
  ['a section that is commented out', 'bounces:'],
])('the settings may have %s', (_, yaml) => expect(problemsOf(yaml)).toEqual([]));

test.each([
  ['newsletter: {dkim: {}}', /^dkim lacks selector$/],
  ['newsletter: {dkim: {selector: 5}}', /^selector must be/],
  ['newsletter: {dkim: {selector: [a, 5]}}', /^selector must be text$/],
  ['newsletter: {dkim: {selector: []}}', /names nothing/],
  ['newsletter: {dkim: {selector: "mail 2026"}}', /is not a selector/],
  ['newsletter: {dkim: {selector: "a; d=example.com"}}', /is not a selector/],
  ['newsletter: {dkim: {selector: a, domain: "https://example.org"}}', /is not a domain/],
  ['newsletter: {dkim: {selector: a, key: x}}', /unknown key "key"/],
  ['bounces: {address: My Letter <a@example.org>}', /is not an e-mail address/],
])('%s is refused', (yaml, message) => {
  expect(problemsOf(yaml).join('\n')).toMatch(message);
});
