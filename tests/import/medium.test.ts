import { expect, test } from 'vitest';
import { mediumFooter, mediumPage } from './exports.ts';
import { publicationWith } from './imported.ts';
import { zipOf } from './zip.ts';

const name = 'posts/2024-05-06_Frost-1a2b3c4d5e6f.html';

async function imported(page: string, file = name, flags: object = {}) {
  const { apply, article } = await publicationWith({
    'medium.zip': zipOf({ [file]: page, 'profile/profile.html': 'x' }),
  });
  const said = await apply(['medium.zip'], flags);
  return { ...said, ...(said.value.written.length > 0 ? await article('frost.html') : { front: {}, body: '' }) };
}

test('a post comes with its old id, author, tags and address', async () => {
  const page = mediumPage(
    '<h3 name="a" id="a" class="graf graf--h3 graf--title">Frost</h3><h4 class="graf graf--h4 graf--subtitle">Cold days</h4><p name="b" id="b" class="graf graf--p">Ice.</p><h3 class="graf graf--h3">More</h3><h4 class="graf graf--h4">Most</h4>',
    { summary: 'Cold days' },
  );
  const { front, body } = await imported(page);
  expect(front).toEqual({
    title: 'Frost',
    date: '2024-05-06T07:00:00Z',
    id: 'https://medium.com/p/1a2b3c4d5e6f',
    slug: 'frost',
    summary: 'Cold days',
    authors: ['Ada Example'],
    tags: ['Ice'],
    redirects: ['/frost-1a2b3c4d5e6f'],
  });
  expect(body).toBe(
    '<p class="graf graf--p">Ice.</p><h2 class="graf graf--h3">More</h2><h3 class="graf graf--h4">Most</h3>',
  );
});

test('a draft is named and not written', async () => {
  const page = mediumPage('<p class="graf graf--p">Ice.</p>', {
    footer: '<p><a href="https://medium.com/p/1a2b3c4d5e6f">View original.</a></p>',
  });
  for (const file of ['posts/draft_Frost-1a2b3c4d5e6f.html', name])
    expect((await imported(page, file)).value).toMatchObject({
      written: [],
      leftOut: [{ reason: 'draft', title: 'Frost' }],
    });
  expect((await imported(page, name, { drafts: true })).front).toMatchObject({ draft: true });
});

test("a comment on another's post is named and not written", async () => {
  const page = mediumPage('<p class="graf graf--p">Frost is cold, I think, and so it goes on</p>', {
    title: 'Frost is cold, I think…',
  });
  expect((await imported(page)).value.leftOut).toEqual([{ reason: 'response', title: 'Frost is cold, I think…' }]);
});

test('code keeps its language and its lines', async () => {
  const page = mediumPage(
    '<pre class="graf graf--pre" data-code-block-lang="js"><span class="pre--content">a<br>b</span></pre>',
  );
  expect((await imported(page)).body).toContain('<code class="language-js">a<br>b</code>');
});

test('the picture that Medium shows first is the lead picture', async () => {
  const image = 'https://cdn-images-1.medium.com/max/800/1*a.jpeg';
  const page = mediumPage(
    `<p class="graf">A.</p><figure class="graf"><img data-is-featured="true" alt="Ice" src="${image}"></figure>`,
  );
  expect((await imported(page)).front.image).toEqual({ src: image, alt: 'Ice' });
});

test('a post whose address has no title is called by its file', async () => {
  const page = mediumPage('<p class="graf">A.</p>', { footer: mediumFooter('https://medium.com/@ada/1a2b3c4d5e6f') });
  expect((await imported(page)).front).toMatchObject({ slug: 'frost', redirects: ['/@ada/1a2b3c4d5e6f'] });
});
