import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LibraryPicture, withoutShortcodes } from '../../src/import/shortcodes.ts';
import { runs } from '../runs.ts';

const picture = (name: string): LibraryPicture => ({ src: `https://example.org/${name}.jpg`, alt: name, caption: '' });
const pictures = new Map([
  ['1', picture('one')],
  ['2', picture('two')],
]);

/** The HTML without blanks at its ends, and the names of what was left out. */
function made(html: string): { html: string; omitted: string[] } {
  const omitted = new Set<string>();
  const library = { picture: (id: string) => pictures.get(id), own: () => [picture('own')] };
  return { html: withoutShortcodes(html, library, omitted).trim(), omitted: [...omitted] };
}

const youtube =
  '<figure><iframe src="https://www.youtube-nocookie.com/embed/abcdefghijk" allowfullscreen></iframe></figure>';
const vimeo = '<figure><iframe src="https://player.vimeo.com/video/123" allowfullscreen></iframe></figure>';
const link = (url: string) => `<p><a href="${url}">${url}</a></p>`;
const figure = (name: string) => `<figure><img src="https://example.org/${name}.jpg" alt="${name}"></figure>`;

test.each([
  [
    '[caption id="a" width="9"]<img src="a.png" /> Words[/caption]',
    '<figure><img src="a.png" /><figcaption>Words</figcaption></figure>',
  ],
  [
    '[caption id="a"]<a href="b"><img src="a.png"></a> <em>W</em>[/caption]',
    '<figure><a href="b"><img src="a.png"></a><figcaption><em>W</em></figcaption></figure>',
  ],
  [
    '[caption id="a" caption="Old words"]<img src="a.png">[/caption]',
    '<figure><img src="a.png"><figcaption>Old words</figcaption></figure>',
  ],
  ['[wp_caption]<img src="a.png">W[/wp_caption]', '<figure><img src="a.png"><figcaption>W</figcaption></figure>'],
  ['[gallery ids="1,2"]', `${figure('one')}\n${figure('two')}`],
  ['[gallery include="2"]', figure('two')],
  ['[gallery ids=“1”]', figure('one')],
  ['[gallery columns="2"]', figure('own')],
  ['[gallery ids="1,2" exclude="1"]', figure('two')],
  ['[embed width="9"]https://youtu.be/abcdefghijk[/embed]', youtube],
  [
    '[embed]https://example.net/a?b=1&amp;c=2[/embed]',
    '<p><a href="https://example.net/a?b=1&amp;c=2">https://example.net/a?b=1&amp;c=2</a></p>',
  ],
  [
    '[audio src="https://example.org/a.mp3"]',
    '<figure><audio controls src="https://example.org/a.mp3"></audio></figure>',
  ],
  [
    '[audio mp3="https://example.org/a.mp3"][/audio]',
    '<figure><audio controls src="https://example.org/a.mp3"></audio></figure>',
  ],
  [
    '[audio https://example.org/a.mp3|width=180]',
    '<figure><audio controls src="https://example.org/a.mp3"></audio></figure>',
  ],
  [
    '[video mp4="https://example.org/a.mp4" poster="/p.png"][/video]',
    '<figure><video controls src="https://example.org/a.mp4" poster="/p.png"></video></figure>',
  ],
  ['[youtube https://www.youtube.com/watch?v=abcdefghijk]', youtube],
  ['[youtube=https://www.youtube.com/watch?v=abcdefghijk&w=640]', youtube],
  ['[youtube id="abcdefghijk"]', youtube],
  ['[youtube]abcdefghijk[/youtube]', youtube],
  ['[vimeo 123]', vimeo],
  ['[vimeo]https://vimeo.com/123[/vimeo]', vimeo],
  [
    '[soundcloud url="https://soundcloud.com/a/b"]',
    '<figure><iframe src="https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fa%2Fb" allowfullscreen></iframe></figure>',
  ],
  [
    '[spotify https://open.spotify.com/track/1ab]',
    '<figure><iframe src="https://open.spotify.com/embed/track/1ab" allowfullscreen></iframe></figure>',
  ],
  ['[tweet https://twitter.com/a/status/1]', link('https://twitter.com/a/status/1')],
  ['[twitter 12]', link('https://twitter.com/i/status/12')],
  ['[instagram url=https://www.instagram.com/p/a/]', link('https://www.instagram.com/p/a/')],
  ['[gist https://gist.github.com/a/1]', link('https://gist.github.com/a/1')],
  [
    '[sourcecode language="PHP"]\n<b>[x]</b>\n[/sourcecode]',
    '<pre><code class="language-php">&lt;b&gt;[x]&lt;/b&gt;</code></pre>',
  ],
  ['[code]a &lt; b[/code]', '<pre><code>a &lt; b</code></pre>'],
  ['[source lang="js"]1[/source]', '<pre><code class="language-js">1</code></pre>'],
])('%s is HTML', (text, html) => {
  expect(made(text)).toEqual({ html, omitted: [] });
});

test.each([
  ['[contact-form-7 id="3" title="Ask"]', '', ['[contact-form-7]']],
  ['[toc]', '', ['[toc]']],
  ['[my_box]', '', ['[my_box]']],
  ['a [vc_row width="1/2"][vc_column]Words[/vc_column][/vc_row] b', 'a Words b', ['[vc_row]', '[vc_column]']],
  ['[b]bold[/b]', 'bold', ['[b]']],
  ['[gallery ids="99"]', '', ['[gallery]']],
  ['[video]', '', ['[video]']],
  ['[playlist ids="1"]', '', ['[playlist]']],
])('of %s, what is unknown is left out and named', (text, html, omitted) => {
  expect(made(text)).toEqual({ html, omitted });
});

test.each([
  'Words [sic] and [1], [citation needed], [see below] and a[0].',
  '<pre>[gallery]</pre><code>[youtube x]</code>',
  '<!-- [gallery] --><a title="[gallery]">x</a>',
  '<a href="x[y]z">[</a>',
])('text stays as it is: %s', (text) => {
  expect(made(text)).toEqual({ html: text, omitted: [] });
});

test('two brackets are how one writes about a shortcode', () => {
  expect(made('Write [[gallery]] or [[caption]x[/caption]].').html).toBe('Write [gallery] or [caption]x[/caption].');
});

test('a shortcode that is not closed takes no more than itself', () => {
  expect(made('[caption id="a"]<img src="a.png"> rest').html).toBe('<img src="a.png"> rest');
});

test('a text full of beginnings takes no longer than any other', () => {
  for (const piece of ['[caption id="a"]', '<pre>', '<!--', '[x y="', '[[', '[/a]', '[embed][audio]'])
    expect(typeof made(piece.repeat(100_000)).html).toBe('string');
});

test('whatever stands in brackets, words outside of them stay', () => {
  const piece = fc.constantFrom(
    '[',
    ']',
    '[[',
    ']]',
    '/',
    'gallery',
    'caption',
    'box',
    ' a="b"',
    '"',
    '<b>',
    '</b>',
    '=',
    '\n',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      expect(made(`BEGIN ${pieces.join('')} [x] END`).html).toMatch(/^BEGIN[\s\S]*END$/);
    }),
    { numRuns: runs(300) },
  );
});

test.each([
  '[members_only]',
  '[members]',
  '[member]',
  '[restrict paid="true"]',
  '[private]',
  '[s2If current_user_can(access_s2member_level1)]',
  '[wcm_restrict plans="gold"]',
  '[mepr-show rules="12"]',
  '[mepr-active]',
  '[membership level="1"]',
  '[pmpro_membership]',
])('text that %s keeps for members is left out', (begin) => {
  const [, name = ''] = /^\[([\w-]+)/.exec(begin) ?? [];
  expect(made(`<p>A ${begin}secret <b>x</b>[/${name}] b [${name}].</p>`).html).toMatch(/^<p>A {2}b /);
  expect(made(`${begin}secret[/${name}]`)).toEqual({ html: '', omitted: ['parts for members'] });
});

test('the word "members" in brackets is text, and so is code', () => {
  const text = 'For [members] only. <code>[private]x[/private]</code> [[private]x[/private]]';
  expect(made(text)).toEqual({
    html: 'For [members] only. <code>[private]x[/private]</code> [private]x[/private]',
    omitted: [],
  });
});
