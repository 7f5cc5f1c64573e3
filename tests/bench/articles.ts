import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes that many Markdown files, 2.5 KB of text each under front matter, and the picture that they show. As in real
 * ones, there are links to pages of the site and to the article before, code and a table. The same number makes the
 * same file.
 */
export function writeArticles(folder: string, count: number, { tagged = true, from = 0 } = {}): void {
  writeFiles(folder, count, from, (index) => {
    const front = [
      `title: ${JSON.stringify(titleOf(index))}`,
      `date: ${dateOf(index)}`,
      `summary: ${JSON.stringify(sentence(chance(index + 1e6)))}`,
      ...(tagged ? [`tags: [${wordAt(index)}]`] : []),
    ];
    return `---\n${front.join('\n')}\n---\n`;
  });
}

/** The same articles under the front matter of other programs: by turns as for Jekyll, Hugo, Zola and Astro. */
export function writeForeignArticles(folder: string, count: number): void {
  writeFiles(folder, count, 0, (index) => {
    const [title, summary] = [JSON.stringify(titleOf(index)), JSON.stringify(sentence(chance(index + 1e6)))];
    const [date, tag] = [dateOf(index), wordAt(index)];
    const forms = [
      `---\nlayout: post\ntitle: ${title}\nauthor: The Editors\ndate: ${date} 09:00:00 +0100\nexcerpt: ${summary}\ncategories: [${tag}]\ncomments: true\n---\n`,
      `---\ntitle: ${title}\ndate: ${date}T09:00:00+01:00\nlastmod: ${date}T10:00:00+01:00\ndescription: ${summary}\ntags:\n  - ${tag}\nweight: 3\ntoc: true\n---\n`,
      `+++\ntitle = ${title}\ndate = ${date}\ndescription = ${summary}\n[taxonomies]\ntags = ["${tag}"]\n[extra]\nauthor = "The Editors"\nmath = false\n+++\n`,
      `---\ntitle: ${title}\npubDate: "${date}"\ndescription: ${summary}\nauthor: {name: The Editors, link: "https://example.org/"}\ntags: ${tag}\ndraft: false\n---\n`,
    ];
    return forms[index % forms.length]!;
  });
}

function writeFiles(folder: string, count: number, from: number, front: (index: number) => string): void {
  mkdirSync(folder, { recursive: true });
  // Whoever adds an article leaves the picture of the others as it is.
  if (!existsSync(join(folder, 'quay.png'))) writeFileSync(join(folder, 'quay.png'), picture);
  for (let index = from; index < from + count; index += 1)
    writeFileSync(join(folder, `${nameOf(index)}.md`), `${front(index)}${markdown(index)}`);
}

/** One article as plain text: title, summary and paragraphs of 200 bytes. */
export function plainText(paragraphs = 12): string {
  const random = chance(1);
  return `${[titleOf(1), sentence(random), ...Array.from({ length: paragraphs }, () => paragraph(random))].join('\n')}\n`;
}

/** A technical post of so many bytes of Markdown: prose with names of code and links, blocks of code, lists and tables. */
export function technicalPost(bytes: number): string {
  const random = chance(7);
  const name = () => `\`${pick(random)}(${pick(random)})\``;
  const link = () => `[the ${pick(random)}](https://example.org/${pick(random)}/${pick(random)})`;
  const prose = () => `${paragraph(random)} Call ${name()} before ${name()}. ${sentence(random)} See ${link()}.`;
  const code = () =>
    `\`\`\`js\n// ${sentence(random)}\nconst ${pick(random)} = await ${pick(random)}("${pick(random)}", ${Math.floor(random() * 90)});\nreturn ${pick(random)}.map((one) => one.${pick(random)});\n\`\`\``;
  const row = () => `| ${name()} | ${pick(random)} ${pick(random)} | ${Math.floor(random() * 1000)} |`;
  const table = () => ['| Call | Does | Cost |', '| --- | --- | ---: |', row(), row(), row(), row()].join('\n');
  const list = () => [`- ${name()}: ${sentence(random)}`, `- ${name()}: ${sentence(random)}`].join('\n');
  const blocks: string[] = [];
  for (let part = 1; blocks.join('\n\n').length < bytes; part += 1)
    blocks.push(
      `## ${capital(pick(random))} ${part}`,
      prose(),
      code(),
      prose(),
      prose(),
      part % 2 === 0 ? table() : list(),
    );
  return `${blocks.join('\n\n').slice(0, bytes)}\n`;
}

const words =
  'harbour tide quay morning letter reader boat lantern rope weather stone bridge market window garden winter signal paper river table number measure small quiet narrow early late open under over toward between keeps turns carries finds writes waits follows answers'.split(
    ' ',
  );

const nameOf = (index: number) => `piece-${String(index).padStart(6, '0')}`;
const wordAt = (index: number) => words[index % words.length]!;
const titleOf = (index: number) => `${capital(wordAt(index))} & ${wordAt(index * 7 + 3)}, part ${index + 1}`;
const dateOf = (index: number) => new Date(Date.UTC(2000, 0, 1) + index * 8_000_000).toISOString().slice(0, 10);
const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

type Chance = () => number;

/** A linear congruential generator: the same seed gives the same numbers on every machine. */
function chance(seed: number): Chance {
  let state = (seed * 2_654_435_761) % 2 ** 32;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const pick = (random: Chance) => words[Math.floor(random() * words.length)]!;

function sentence(random: Chance): string {
  const length = 8 + Math.floor(random() * 10);
  return `${capital(Array.from({ length }, () => pick(random)).join(' '))}.`;
}

function paragraph(random: Chance): string {
  return Array.from({ length: 3 }, () => sentence(random)).join(' ');
}

/** A PNG of one pixel. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Headings, emphasis, links, lists, a picture, a table, a quotation and code, as a technical writer mixes them. */
function markdown(index: number): string {
  const random = chance(index);
  const link = () => `[${pick(random)} ${pick(random)}](https://example.org/${pick(random)}?a=1&b=${index})`;
  const item = () => `- ${sentence(random)} See ${link()}.`;
  const section = () =>
    [
      `## ${capital(pick(random))} "${pick(random)}"`,
      `${paragraph(random)} It is **${pick(random)}** and *${pick(random)}*, isn't it? ${link()}`,
      [item(), item(), item()].join('\n'),
    ].join('\n\n');
  const code = `\`\`\`js\nconst ${pick(random)} = [${index}].map((x) => x < 3 && x > 1);\nconsole.log(\`${pick(random)}\`);\n\`\`\``;
  const site = `More [about us](/about?from=${index}), and the [piece before](${nameOf(Math.max(index - 1, 0))}.md).`;
  const figure = `![A ${pick(random)} at the ${pick(random)}](quay.png)`;
  const row = () => `| ${pick(random)} | ${Math.floor(random() * 1000)} | ${pick(random)} ${pick(random)} |`;
  const table = ['| What | How many | Where |', '| --- | ---: | --- |', row(), row(), row()].join('\n');
  const quotation = `> ${sentence(random)} Use \`${pick(random)}()\`.`;
  return `${[paragraph(random), figure, section(), code, table, section(), quotation, site, paragraph(random)].join('\n\n')}\n`;
}
