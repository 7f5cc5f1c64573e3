import { stepCounter } from '../../steps.ts';

/** Texts that ask the same of a reader again and again. */
export const shapes: Readonly<Record<string, (size: number) => string>> = {
  'equal headings': (size) => '# Same\n\n'.repeat(size),
  'headings that have the numbers of others': (size) => repeat(size, (index) => `# a ${index}\n\n# a\n\n`),
  'notes that refer to each other': (size) =>
    `x[^0]\n\n${repeat(size, (index) => `[^${index}]: y[^${index + 1}]\n\n`)}`,
  'notes in the text': (size) => '^[A note] '.repeat(size),
  'one note with many references': (size) => `${'x[^a] '.repeat(size)}\n\n[^a]: y\n`,
  'rows of a table': (size) => `| a | b |\n| - | - |\n${'| c | d |\n'.repeat(size)}`,
  'columns of a table': (size) => `${'| a '.repeat(size)}|\n${'| - '.repeat(size)}|\n${'| b '.repeat(size)}|\n`,
  'links by name': (size) =>
    `${repeat(size, (index) => `[a${index}]: b\n`)}\n${repeat(size, (index) => `[a${index}] `)}`,
  'comments, sections and instructions without end': (size) => 'a <!-- b <![CDATA[ c <? d '.repeat(size),
  'comments without end in HTML': (size) => `<div>\n${'<!-- '.repeat(size)}`,
  attributes: (size) => `<p ${repeat(size, (index) => `a${index}="b" `)}>x</p>`,
  'pictures in many sizes': (size) => `<img src="a" srcset="${repeat(size, (index) => `b.png ${index}w, `)}">`,
  'words that are swallowed again and again': (size) => '<p><select>x</p></p y>'.repeat(size),
  'hidden words': (size) => '<p hidden>x</p>'.repeat(size),
  'brackets that open and never close': (size) => '['.repeat(size),
  'emphasis that opens and never closes': (size) => '**a *b '.repeat(size),
  'code that never closes': (size) => repeat(size, (index) => `${'`'.repeat((index % 50) + 1)} a `),
  'elements around elements': (size) => '<div>'.repeat(size * 5),
  'quotations in quotations': (size) => '> '.repeat(size),
  'shortcodes that open and never close': (size) => '{{< '.repeat(size),
  'shortcodes with names that never close': (size) => '{{< figure src="a" '.repeat(size),
  'shortcodes that open and close at the end': (size) => `${'{{< '.repeat(size)}>}}`,
  'tags that open and never close': (size) => '{% if a '.repeat(size),
  'tags whose ends are missing': (size) => '{% highlight js %}\n{% quote() %}\n'.repeat(size),
  'ends that end nothing': (size) => '{% end %}\n{{< /details >}}\n:::\n'.repeat(size),
  'texts in quotes within values': (size) => '{{ "{{ \'{{ '.repeat(size),
  'containers in containers': (size) => repeat(size, (index) => `${':'.repeat((index % 50) + 3)} note\n`),
  'containers one after the other': (size) => '::: tip\n:::\n'.repeat(size),
  'lists of attributes': (size) => `- a\n${'{: #b .c}\n'.repeat(size)}`,
  'attributes that never close': (size) => '{#a b={#a b=" '.repeat(size),
  'attributes after words': (size) => '*a*{#b} [c](d){: .e} '.repeat(size),
  'shortcodes in links': (size) => repeat(size, (index) => `[a]({{< ref "b${index}" >}}) `),
  'highlights in HTML': (size) => `<div>\n${'{% highlight js %}a{% endhighlight %}\n'.repeat(size)}</div>`,
  'values in attributes': (size) => `<div>\n${'<a href="{{ b }}{{ site.url }}">c</a>\n'.repeat(size)}</div>`,
  'tasks and alerts': (size) => '> [!NOTE]\n> a\n\n- [ ] b\n- [x] c :tada:\n\n'.repeat(size),
  'components that never close': (size) => '<Note a={ b="c '.repeat(size),
  components: (size) => '<Note a={{b: 1}} c="d">\n*e*\n</Note>\n<Badge />'.repeat(size),
  'expressions that never close': (size) => '{ a '.repeat(size),
  'statements that never close': (size) => 'export const a = {\n'.repeat(size),
  'quotations that lines without a mark follow': (size) => '> # a\nb\n> ```\nc\n> - d\n# e\n'.repeat(size),
  'statements in quotations that never close': (size) => 'export const a = {\n> export const a = {\n'.repeat(size),
  'imports that never end': (size) => 'import {\n'.repeat(size),
};

/** The text of pieces written again and again; `#` is a number in them, unless it begins a heading. */
function repeated(pieces: readonly string[]): (size: number) => string {
  return (size) =>
    repeat(size, (index) =>
      pieces.map((piece) => (piece === '# a\n' ? piece : piece.replace('#', String(index)))).join(''),
    );
}

function repeat(size: number, part: (index: number) => string): string {
  return Array.from({ length: size }, (_, index) => part(index)).join('');
}

/** Reads a text and cleans it, as a build does. */
async function publisher(): Promise<(text: string) => void> {
  const { fillFragment } = await import('../../../src/clean/fragment.ts');
  const { clean } = await import('../../../src/clean/html.ts');
  const { readMarkdown } = await import('../../../src/read/formats/markdown.ts');
  const page = { url: 'https://example.org/articles/hello/', slug: 'hello', language: 'en' };
  const site = { url: 'https://example.org/', title: 'Letters', language: 'en' };
  return (text) => {
    for (const dialect of ['markdown', 'mdx'] as const) {
      const { content } = readMarkdown(text, {}, undefined, { dialect, site, keeps: false });
      const cleaned = clean('html' in content ? content.html : content.xhtml, page);
      if (!('fault' in cleaned)) fillFragment(cleaned, ({ value }) => ({ url: `https://example.org/${value}` }));
    }
  };
}

// How many times the steps grow where a text becomes four times as long, for each shape or each list of pieces.
if (import.meta.main) {
  const stepsOf = stepCounter();
  const publish = await publisher();
  const [size, lists] = JSON.parse(process.argv[2]!) as [number, readonly (readonly string[])[]];
  const makes = lists.length > 0 ? lists.map(repeated) : Object.values(shapes);
  const grown = makes.map((make) => {
    const small = stepsOf(() => publish(make(size)));
    return stepsOf(() => publish(make(size * 4))) / small;
  });
  process.stdout.write(JSON.stringify(grown));
}
