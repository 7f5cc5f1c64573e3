import { expect, test } from 'vitest';
import { publicationWith } from './imported.ts';
import { zipOf } from './zip.ts';

const from = 'https://buttondown.com/old';
const head = 'id,secondary_id,subject,publish_date,source,slug';
const row = 'a1,1,Frost,2024-05-06 07:00:00+00:00,app,frost';

async function imported(files: Readonly<Record<string, string>>, flags: object = { from }, file = 'frost.md') {
  const { apply, article } = await publicationWith({ 'buttondown.zip': zipOf(files) });
  const said = await apply(['buttondown.zip'], flags);
  return { ...said, ...(said.value.written.length > 0 ? await article(file) : { front: {}, body: '' }) };
}

test('an e-mail comes as Markdown with its old address, and a warning where nobody says who paid for it', async () => {
  const { front, body, warnings } = await imported({
    'emails.csv': `${head}\n${row}\n`,
    'emails/frost.md': '# Ice\n\n*Cold.*\n',
  });
  expect(front).toEqual({
    title: 'Frost',
    date: '2024-05-06T07:00:00Z',
    id: 'https://buttondown.com/old/archive/frost/',
    slug: 'frost',
    redirects: ['/old/archive/frost/'],
  });
  expect(body).toBe('# Ice\n\n*Cold.*');
  expect(warnings).toMatchObject([{ rule: 'untold-audience', file: 'buttondown.zip' }]);
});

test('an e-mail of the other editor is HTML, and the marks of editors are gone', async () => {
  const text = '<!-- buttondown-editor-mode: fancy --><p>Ice {{ subscriber.email }}.</p><pre>{{ x }}</pre>';
  const { body, warnings } = await imported(
    { 'emails.csv': `${head}\n${row}\n`, 'emails/frost.md': text },
    { from },
    'frost.html',
  );
  expect(body).toBe('<p>Ice .</p><pre>&#123;{ x }}</pre>');
  expect(warnings.at(-1)).toMatchObject({ message: '{{ subscriber.email }} cannot be shown here, and was left out' });
  const plain = '<!-- buttondown-editor-mode: plaintext -->Ice.';
  expect((await imported({ 'emails.csv': `${head}\n${row}\n`, 'emails/frost.md': plain })).body).toBe('Ice.');
});

test('template code of letters is left out of Markdown, and code is not touched', async () => {
  const text = 'A {{ subscribe_form }}{% cycle x %}B{% endif %} `{{ c }}`\n\n```\n{{ d }}\n```\n';
  const { body, warnings } = await imported({ 'emails.csv': `${head}\n${row}\n`, 'emails/frost.md': text });
  expect(body).toBe('A B `{{ c }}`\n\n```\n{{ d }}\n```');
  expect(warnings.at(-1)).toMatchObject({
    rule: 'left-out',
    message: '{{ subscribe_form }}, {% cycle x %}, {% endif %} cannot be shown here, and was left out',
  });
});

test.each([
  ['paid', { email_type: 'premium' }],
  ['members', { email_type: 'free' }],
  ['private', { email_type: 'private' }],
  ['private', { email_type: 'hidden' }],
  ['draft', { status: 'draft' }],
  ['scheduled', { status: 'scheduled' }],
  ['draft', { publish_date: '' }],
  ['trashed', { status: 'deleted' }],
])('what was not public for all is named and not written: %s', async (reason, mail) => {
  const json = [
    {
      subject: 'Frost',
      slug: 'frost',
      publish_date: '2024-05-06T07:00:00Z',
      body: 'Ice.',
      email_type: 'public',
      ...mail,
    },
  ];
  const { value } = await imported({ 'emails.json': JSON.stringify(json) });
  expect(value).toMatchObject({ written: [], leftOut: [{ reason, title: 'Frost' }] });
});

test('the answers of its API say where each e-mail was, and need no --from', async () => {
  const mail = {
    id: 'a1',
    subject: 'Frost',
    slug: 'frost',
    body: 'Ice.',
    publish_date: '2024-05-06T07:00:00Z',
    modification_date: '2024-05-07T07:00:00Z',
    email_type: 'archival',
    status: 'sent',
    description: 'Cold',
    image: 'https://example.org/a.png',
    absolute_url: 'https://example.org/archive/frost/',
  };
  const { front, warnings } = await imported({ 'emails.json': JSON.stringify({ results: [mail] }) }, {});
  expect(warnings).toEqual([]);
  expect(front).toMatchObject({
    id: 'https://example.org/archive/frost/',
    updated: '2024-05-07T07:00:00Z',
    summary: 'Cold',
    image: { src: 'https://example.org/a.png' },
    redirects: ['https://example.org/archive/frost/'],
  });
});

test('the folder of its command line is read by the front matter of its files, with the pictures in it', async () => {
  const text =
    '---\nid: a1\nsubject: Frost\nstatus: published\nemail_type: public\nslug: frost\npublish_date: 2024-05-06T07:00:00Z\n---\n\n![Ice](../media/ice.png)\n';
  const files = { 'old/emails/frost.md': text, 'old/media/ice.png': 'x' };
  const { apply, article } = await publicationWith(files);
  await apply(['old'], { from });
  expect(await article('frost/index.md')).toMatchObject({
    front: { title: 'Frost', date: '2024-05-06T07:00:00Z' },
    body: '![Ice](ice.png)',
  });
});

test('a damaged list is refused with its line', async () => {
  const { refusal } = await publicationWith({
    'buttondown.zip': zipOf({ 'emails.csv': `${head}\n${row}\na2,2,"Fro,2024-05-06,app,x\n`, 'emails/frost.md': 'x' }),
  });
  const { problems } = await refusal(['buttondown.zip'], { from });
  expect(problems).toMatchObject([{ rule: 'archive', file: 'buttondown.zip: emails.csv', line: 3 }]);
});

const list = { 'emails.csv': `${head}\n${row}\n` };
const someReaders = [{ rule: 'members-only', message: 'parts for some readers only were left out' }];

test.each([
  ['A {% if subscriber.is_premium %}secret{% endif %}B', 'A B'],
  ['A\n\n{%- if subscriber.tags -%}\n\n```\nsecret\n```\n\n`secret` {{ secret }}\n\n{%- endif -%}\n\nB', 'A B'],
  ['A {% if subscriber.is_premium %}secret{% else %}C{% endif %} B', 'A C B'],
  ['A {% if subscriber.can_be_upgraded %}D{% else %}secret{% endif %} B', 'A B'],
  ['A {% if not subscriber.is_premium %}D{% else %}secret{% endif %} B', 'A B'],
  ['A {% if subscriber.is_premium %}secret{% elif subscriber.tags %}secret{% else %}secret{% endif %} B', 'A B'],
  ['A {% if subscriber.a %}{% if x %}secret{% endif %}secret{% endif %} B', 'A B'],
  ['A {% if x == "50%" %}secret{% endif %} B', 'A B'],
  ['A {% if subscriber.is_premium %}secret, to the end', 'A'],
])('text that only some readers got is left out, which is named: %s', async (text, left) => {
  const { body, warnings } = await imported({ ...list, 'emails/frost.md': text });
  expect(body.replace(/\s+/g, ' ').trim()).toBe(left);
  expect(warnings.slice(1)).toMatchObject(someReaders);
});

test('in HTML, a condition may begin in one paragraph and end in another', async () => {
  const text =
    '<p>A {% if subscriber.is_premium %}secret</p><figure><img src="https://example.org/secret.png"></figure><pre>secret</pre><p>secret{% endif %} B</p>';
  const { body, warnings } = await imported({ ...list, 'emails/frost.md': text }, { from }, 'frost.html');
  expect(body).toBe('<p>A </p><p> B</p>');
  expect(warnings.slice(1)).toMatchObject(someReaders);
});

test('an e-mail of which nothing is for all is not published, and its draft is whole', async () => {
  const files = { ...list, 'emails/frost.md': '{% if subscriber.is_premium %}secret{% endif %}' };
  expect((await imported(files)).value).toMatchObject({ written: [], leftOut: [{ reason: 'members' }] });
  const { front, body } = await imported(files, { from, drafts: true });
  expect([front.draft, body]).toEqual([true, 'secret']);
});
