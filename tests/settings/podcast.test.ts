import { expect, test } from 'vitest';
import { readYaml } from '../../src/model/yaml.ts';
import { type CheckedFile, fillIn, settingsFile } from '../../src/settings/file.ts';

const read = (feeds: string) =>
  readYaml({ text: `title: T\nurl: https://example.org/blog\nfeeds: ${feeds}\n`, file: 'tidings.yaml' }, settingsFile);
const problemsOf = (feeds: string) => read(feeds).problems.map(({ message, hint }) => `${message}. ${hint}`);

test('a podcast says by whom it is and that it is for everybody, if it says nothing else', () => {
  const { value } = read('{podcast: {image: /cover.jpg, category: [Society & Culture, Documentary]}}');
  expect(fillIn(value as CheckedFile).feeds.podcast).toEqual({
    image: 'https://example.org/cover.jpg',
    category: 'Society & Culture',
    subcategory: 'Documentary',
    explicit: false,
    author: 'T',
  });
});

test.each([
  ['{podcast: {category: Arts}}', /podcast lacks image/],
  ['{podcast: {image: /a.jpg}}', /podcast lacks category/],
  ['{podcast: {image: /a.webp, category: Arts}}', /image is not the address of a JPEG or PNG\. .*1400 to 3000/],
  ['{podcast: {image: "https:[.jpg", category: Arts}}', /image is not the address of a JPEG or PNG/],
  ['{podcast: {image: /a.jpg, category: []}}', /category names nothing/],
  ['{podcast: {image: /a.jpg, category: Tecnology}}', /no category of podcasts\. Did you mean "Technology"\?/],
  ['{podcast: {image: /a.jpg, category: [Arts, Boks]}}', /no category of podcasts\. Did you mean "Books"\?/],
  ['{podcast: {image: /a.jpg, category: [Arts, Books, Food]}}', /more than a category/],
  ['{podcast: {image: /a.jpg, category: Arts, explicit: maybe}}', /explicit must be true or false/],
  ['{podcast: {image: /a.jpg, category: Arts, owner: {name: X, email: nobody}}}', /is not an e-mail address/],
  ['{podcast: {image: /a.jpg, category: Arts, owner: {name: X}}}', /owner lacks email/],
])('%s is refused', (feeds, message) => {
  expect(problemsOf(feeds).join('\n')).toMatch(message);
});

test.each([
  ['the prefix of podcasts', 'itunes: https://example.org/x', /is for podcasts\. .*"feeds\.podcast"/],
  [
    'podcasts under another prefix',
    'pod: http://www.itunes.com/dtds/podcast-1.0.dtd',
    /is for podcasts\. .*"feeds\.podcast"/,
  ],
  ['XHTML', 'h: http://www.w3.org/1999/xhtml', /whose elements feeds write themselves/],
  ['SVG', 's: http://www.w3.org/2000/svg', /whose elements feeds write themselves/],
  ['MathML', 'm: http://www.w3.org/1998/Math/MathML', /whose elements feeds write themselves/],
  ['Atom under another prefix', 'a: http://www.w3.org/2005/Atom', /whose elements feeds write themselves/],
  ['Dublin Core under another prefix', 'x: http://purl.org/dc/elements/1.1/', /whose elements feeds write themselves/],
])('%s is refused as a namespace of extensions', (_, declared, message) => {
  expect(problemsOf(`{namespaces: {${declared}}}`).join('\n')).toMatch(message);
});
