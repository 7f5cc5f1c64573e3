import { expect, test } from 'vitest';
import { readYaml } from '../../src/model/yaml.ts';
import { type CheckedFile, fillIn, settingsFile } from '../../src/settings/file.ts';

function read(section: string) {
  return readYaml({ text: `title: T\nurl: https://example.org\n${section}`, file: 'tidings.yaml' }, settingsFile);
}

function settingsOf(section: string) {
  const { problems, value } = read(section);
  expect(problems).toEqual([]);
  return fillIn(value as CheckedFile).server;
}

const signUps = { perHour: 500, perDomain: 100, perNetwork: 20 };

test.each([
  ['', { hsts: false, origins: [], keepIp: false, tags: [], signUps }],
  ['server:\n  # hsts: true\n', { hsts: false, origins: [], keepIp: false, tags: [], signUps }],
  ['server: {url: https://letters.example.org/x}', { url: 'https://letters.example.org/x/' }],
  ['server: {origins: [https://www.example.org/]}', { origins: ['https://www.example.org'] }],
  ['server: {origins: ["http://localhost:8000"]}', { origins: ['http://localhost:8000'] }],
  ['server: {trustProxy: 2}', { trustProxy: 2 }],
  ['server: {trustProxy: 192.0.2.1}', { trustProxy: ['192.0.2.1'] }],
  ['server: {trustProxy: [10.0.0.0/8, "fd00::/8"]}', { trustProxy: ['10.0.0.0/8', 'fd00::/8'] }],
  [
    'server: {tags: [sea, {tag: garden, label: The garden}]}',
    {
      tags: [
        { tag: 'sea', label: 'sea' },
        { tag: 'garden', label: 'The garden' },
      ],
    },
  ],
  ['server: {signUps: {perHour: 50}}', { signUps: { ...signUps, perHour: 50 } }],
])('%j is understood', (section, expected) => expect(settingsOf(section)).toMatchObject(expected));

test.each([
  ['url: http://letters.example.org', 'must begin with https:'],
  ['url: https://letters.example.org/?a', 'holds more than an address and a path'],
  ['origins: https://www.example.org', 'must be a list of sites'],
  ['origins: [https://www.example.org/page]', 'is not the origin of a site'],
  ['origins: ["*"]', 'is not the origin of a site'],
  ['trustProxy: all', 'is not an address or a network'],
  ['trustProxy: 11', 'is more than 10 proxies'],
  ['trustProxy: true', 'must be how many proxies pass a request on'],
  ['trustProxy: [10.0.0.0/33]', 'is not an address or a network'],
  ['trustProxy: ["fd00::/129"]', 'is not an address or a network'],
  ['tags: [The Sea]', 'is not a tag'],
  ['tags: sea', 'must be a list of tags'],
  ['tags: [sea, garden, sea]', 'names the tag "sea" once more'],
  ['tags: [sea, {tag: sea, label: The sea}]', 'names the tag "sea" once more'],
  ['signUps: {perHour: 0}', 'must be at least 1'],
  ['signUps: {perDay: 5}', 'unknown key "perDay"'],
  ['keepIp: sometimes', 'must be true or false'],
])('server: {%s} is refused', (line, message) => {
  const { problems } = read(`server: {${line}}`);
  expect(problems.map((problem) => problem.message).join('\n')).toContain(message);
});
