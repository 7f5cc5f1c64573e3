import fc from 'fast-check';
import sanitizeHtml from 'sanitize-html';
import { describe, expect, test } from 'vitest';
import { elements } from '../../src/clean/elements.ts';
import { clean } from '../../src/clean/html.ts';
import { cleaned, dangersIn, page } from '../read/cleaned.ts';
import { runs } from '../runs.ts';
import { anyText } from '../text.ts';

describe('what could do harm is left behind', () => {
  test.each<[string, string, string]>([
    ['a script with all it holds', 'a<script>alert(1)</script>b', 'ab'],
    ['a script in capitals, with attributes, without end', 'a<SCRIPT SRC=//example.org/x.js>alert(1)', 'a'],
    ['a script whose name hides a control character', 'a<scr\u0000ipt>alert(1)</script>b', 'ab'],
    ['a style sheet', '<style>p{color:red}</style><p style="color:red">x</p>', '<p>x</p>'],
    ['an event handler', '<p onclick="x()" ONLOAD=y>x</p>', '<p>x</p>'],
    ['a javascript: link', '<a href="javascript:alert(1)">x</a>', 'x'],
    ['the same in disguise', '<a href=" &#1;JaVa\tScript&#58;alert(1)">x</a>', 'x'],
    ['a vbscript: and a data: link', '<a href="vbscript:x">x</a><a href="data:text/html,x">y</a>', 'xy'],
    ['a data: picture', '<img src="data:image/png;base64,AA==" alt="x">', ''],
    [
      'a form, its fields and buttons',
      '<form action="/x"><input name=a><button>Go</button><p>text</p></form>',
      '<div><p>text</p></div>',
    ],
    ['an object, but not its fallback', '<object data=x.swf><param name=a>fallback</object><embed src=x>', 'fallback'],
    [
      'a base, meta and link element',
      '<base href="//example.org/"><meta http-equiv=refresh content=0><link rel=stylesheet href=x>x',
      'x',
    ],
    ['comments, doctypes, instructions and sections', '<!-- a --><!DOCTYPE html><?php x ?><![CDATA[ y ]]>z', 'z'],
    ['a template', '<template><p>x</p></template>y', 'y'],
    ['attributes named like parts of every object', '<p constructor=x __proto__=y toString=z>x</p>', '<p>x</p>'],
    ['unknown elements, but not their text', '<x-box><o:p>x</o:p></x-box>', 'x'],
    ['a frame that would run a script', '<iframe src="javascript:x"></iframe><iframe srcdoc="<p>x">y</iframe>', ''],
  ])('%s', (_, html, expected) => {
    expect(cleaned(html)).toBe(expected);
  });

  test('drawings and formulas leave their words', () => {
    expect(cleaned('<svg aria-label="A boat"><path d="M0"/></svg>')).toBe('A boat');
    expect(cleaned('a<svg><title>A boat</title><style>x</style><script>y</script><text>afloat</text></svg>b')).toBe(
      'ab',
    );
    expect(cleaned('<math alttext="e = mc^2"><mi>e</mi></math>')).toBe('e = mc^2');
    expect(cleaned('<math><mi>e</mi><annotation>\\e</annotation></math> x')).toBe('e x');
  });
});

describe('code in an article from right to left', () => {
  const arabic = { ...page, language: 'ar' };

  test.each<[string, string, string]>([
    ['says that it runs the other way', '<p>x <code>--all</code></p>', '<p>x <code dir="ltr">--all</code></p>'],
    ['so do keys and answers', '<kbd>a</kbd><samp>b</samp>', '<kbd dir="ltr">a</kbd><samp dir="ltr">b</samp>'],
    ['says so once', '<pre><code>a</code></pre>', '<pre dir="ltr"><code>a</code></pre>'],
    ['keeps what it says itself', '<code dir="rtl">a</code>', '<code dir="rtl">a</code>'],
    ['has nothing to say in a passage like it', '<p dir="ltr"><code>a</code></p>', '<p dir="ltr"><code>a</code></p>'],
  ])('%s', (_, html, expected) => {
    expect(cleaned(html, arabic)).toBe(expected);
  });

  test('says so in a passage of another article too', () => {
    expect(cleaned('<p dir="rtl"><code>a</code></p><code>b</code>')).toBe(
      '<p dir="rtl"><code dir="ltr">a</code></p><code>b</code>',
    );
  });
});

describe('what shows something and is left out', () => {
  test.each<[string, string, object[]]>([
    ['a drawing', '<svg></svg>', [{ name: 'svg', count: 0 }]],
    ['of several drawings the first', '<svg aria-hidden="true"/><svg/><svg/>', [{ name: 'svg', count: 1 }]],
    ['a frame that holds its page itself', '<iframe srcdoc="<p>x"></iframe>', [{ name: 'iframe', count: 0 }]],
    [
      'the frame that has no address',
      '<iframe src="https://example.org/"></iframe><iframe src="javascript:x"></iframe>',
      [{ name: 'iframe', count: 1 }],
    ],
    [
      'objects, players and forms',
      '<object>a</object><embed src="x"><form><input></form>',
      ['object', 'embed', 'form'].map((name) => ({ name, count: 0 })),
    ],
    ['no script, no style, no formula', '<script>a</script><style>b</style><math><mi>c</mi></math>', []],
  ])('is told: %s', (_, html, omitted) => {
    expect(clean(html, page)).toMatchObject({ omitted });
  });
});

describe('what XML needs', () => {
  test.each<[string, string, string]>([
    ['open elements are closed', '<p>one<p>two<ul><li>a<li>b', '<p>one</p><p>two</p><ul><li>a</li><li>b</li></ul>'],
    ['crossed elements are sorted', '<b>x<i>y</b>z</i>', '<b>x<i>y</i></b>z'],
    ['empty elements are closed, others get an end tag', '<br><hr><p></p><td>', '<br /><hr /><p></p><td></td>'],
    ['named characters become characters', 'x&nbsp;&eacute;&hellip;&unknown;', 'x\u00a0é…&amp;unknown;'],
    ['character references to what XML forbids go', 'a&#8;b&#xFFFE;c&#xD800;d', 'abc\ufffdd'],
    ['control characters go', 'a\u0008b\u000bc\ufffed', 'ab cd'],
    ['a carriage return is a line end', 'a\r\nb&#13;c', 'a\nb\nc'],
    ['the end of a section is escaped', ']]> ]]&gt;', ']]&gt; ]]&gt;'],
    [
      'attributes are quoted, escaped and single',
      `<p title='"<&amp;' title=b lang=de>x</p>`,
      '<p title="&quot;&lt;&amp;" lang="de">x</p>',
    ],
    [
      'flags get a value',
      '<details open><summary>a</summary></details>',
      '<details open="open"><summary>a</summary></details>',
    ],
  ])('%s', (_, html, expected) => {
    expect(cleaned(html)).toBe(expected);
  });

  test('a paragraph ends where a block begins, even behind markup that is left out', () => {
    expect(cleaned('<p>a<em>b<div>c</div>d</em>e</p>')).toBe('<p>a<em>b</em></p><div>c</div>de');
    expect(cleaned('<p><font><ul><li>x</ul></font>')).toBe('<p></p><ul><li>x</li></ul>');
  });

  test('elements nested deeper than parsers bear leave their text', () => {
    const deep = cleaned(`${'<div>'.repeat(900)}x`);
    expect(deep.split('<div>').length - 1).toBe(100);
    expect(deep).toContain('x');
    expect(dangersIn(deep)).toEqual([]);
  });

  test('what is nested beyond all measure is refused in no time', () => {
    expect(clean('<b>'.repeat(1_500_000), page)).toEqual({ fault: 'its elements are nested deeper than 1000 levels' });
    expect(clean(`<script>${'<svg><g>'.repeat(2)}`, page)).not.toHaveProperty('fault');
  });
});

describe('addresses', () => {
  test.each<[string, string, string]>([
    [
      'a relative link is a file until all are known',
      '<a href="notes/a.pdf">x</a>',
      '<a href="https://files.example.org/link/notes%2Fa.pdf">x</a>',
    ],
    ['a link without scheme gets https', '<a href="//example.org/a">x</a>', '<a href="https://example.org/a">x</a>'],
    [
      'a query is one of the article',
      '<a href="?page=2">x</a>',
      '<a href="https://example.org/articles/hello/?page=2">x</a>',
    ],
    [
      'mail and telephone',
      '<a href="mailto:a@example.org">x</a><a href="tel:+431">y</a>',
      '<a href="mailto:a@example.org">x</a><a href="tel:+431">y</a>',
    ],
    [
      'spaces and other scripts are encoded',
      '<a href="https://example.org/a b/港">x</a>',
      '<a href="https://example.org/a%20b/%E6%B8%AF">x</a>',
    ],
    ['an address that is none goes', '<a href="https://">x</a><a href="">y</a>', 'xy'],
    [
      'a film with its poster',
      '<video src=a.mp4 poster=b.png></video>',
      '<video src="https://files.example.org/media/a.mp4" poster="https://files.example.org/image/b.png" controls="controls"></video>',
    ],
    [
      'a quotation names its source',
      '<blockquote cite="https://example.org/b"><p>x</p></blockquote>',
      '<blockquote cite="https://example.org/b"><p>x</p></blockquote>',
    ],
  ])('%s', (_, html, expected) => {
    expect(cleaned(html)).toBe(expected);
  });

  test.each<[string, string, string]>([
    [
      'widths',
      'https://example.org/a.png 640w, https://example.org/b.png 1280w',
      'https://example.org/a.png 640w, https://example.org/b.png 1280w',
    ],
    [
      'densities without spaces',
      'https://example.org/a.png,https://example.org/b.png 2x',
      'https://example.org/a.png,https://example.org/b.png 2x',
    ],
    [
      'commas in addresses',
      'https://example.org/w_1,h_2/a.png 1x, https://example.org/b.png 2x',
      'https://example.org/w_1,h_2/a.png 1x, https://example.org/b.png 2x',
    ],
    [
      'a comma at the end of an address',
      'https://example.org/a.png, //example.org/b.png 2x,',
      'https://example.org/a.png, https://example.org/b.png 2x',
    ],
    [
      'candidates that are unusable',
      'data:image/png,x 1x, https://example.org/b.png 2x, https://example.org/c.png wide',
      'https://example.org/b.png 2x',
    ],
    [
      'local files',
      'a.png, b.png 2x',
      'https://files.example.org/image/a.png, https://files.example.org/image/b.png 2x',
    ],
  ])('srcset: %s', (_, srcset, expected) => {
    expect(cleaned(`<img src="https://example.org/x.png" srcset="${srcset}" alt="">`)).toContain(
      ` srcset="${expected}"`,
    );
  });

  test('srcset: a list of nothing takes no time', () => {
    expect(cleaned(`<img src="https://example.org/x.png" srcset="${', '.repeat(200_000)}" alt="">`)).not.toContain(
      'srcset',
    );
  });

  test('content from the web is relative to where it came from, not to files', () => {
    const from = { ...page, webBase: 'https://example.com/notes/1' };
    expect(cleaned('<a href="2">x</a><img src="/a.png" alt=""><a href="#n">y</a>', from)).toBe(
      '<a href="https://example.com/notes/2">x</a><img src="https://example.com/a.png" alt="" />' +
        '<a href="https://example.org/articles/hello/#n">y</a>',
    );
  });
});

describe('ids', () => {
  test('stay as they are but for blanks, so that links from outside lead there, and links inside the article follow', () => {
    expect(cleaned('<h2 id="a b">x</h2><a href="#a%20b">y</a>')).toBe(
      '<h2 id="a-b">x</h2><a href="https://example.org/articles/hello/#a-b">y</a>',
    );
  });

  test('are unique, and letters of any script stay', () => {
    expect(cleaned('<p id="港">x</p><p id="港">y</p><a name="n">z</a><a href="#港">w</a>')).toBe(
      '<p id="港">x</p><p>y</p><a id="n">z</a><a href="https://example.org/articles/hello/#%E6%B8%AF">w</a>',
    );
  });
});

describe('pictures', () => {
  const shown = '<img src="https://example.org/a.png" alt="A boat" />';

  test.each<[string, string]>([
    ['data-src', '<img src="data:image/gif;base64,AA" data-src="https://example.org/a.png" alt="A boat">'],
    [
      'data-lazy-src',
      '<img src="https://example.org/blank.gif" data-lazy-src="https://example.org/a.png" alt="A boat">',
    ],
    ['data-original', '<img data-original="https://example.org/a.png" src="https://example.org/x.gif" alt="A boat">'],
    [
      'a fallback without scripts',
      '<img class="lazy" alt="A boat"><noscript><img src="https://example.org/a.png" alt="A boat"></noscript>',
    ],
    [
      'both',
      '<img data-src="https://example.org/a.png" alt="A boat"><noscript><img src="https://example.org/a.png" alt="A boat"></noscript>',
    ],
  ])('that scripts would load late are loaded at once: %s', (_, html) => {
    expect(cleaned(html).replace(/<img alt="A boat" src="([^"]+)"/, '<img src="$1" alt="A boat"')).toBe(shown);
  });

  test('a lazy srcset is restored', () => {
    expect(
      cleaned('<img src="https://example.org/a.png" data-srcset="https://example.org/b.png 2x" alt="">'),
    ).toContain('srcset="https://example.org/b.png 2x"');
  });

  test('local ones get the size of their file unless they have one', () => {
    expect(cleaned('<img src="a.png" alt="">')).toContain('width="30" height="20"');
    expect(cleaned('<img src="a.png" alt="" width="15px">')).toMatch(/ width="15" \/>$/);
    expect(cleaned('<img src="a.png" alt="" width="100%">')).toContain('width="30"');
  });

  test('without a description are told, each time anew; decoration is marked by an empty one', () => {
    const html = '<img src="a.png"><img src="b.png" alt=""><img src="a.png" alt="x"><img src="a.png">';
    expect(clean(html, page)).toMatchObject({
      undescribed: [
        { value: 'a.png', count: 0 },
        { value: 'a.png', count: 2 },
      ],
    });
  });

  test('of several formats keep their sources, sounds and films theirs', () => {
    const html =
      '<picture><source srcset="https://example.org/a.avif" type="image/avif" /><img src="https://example.org/a.png" alt="" /></picture>' +
      '<video controls="controls"><source src="https://example.org/a.mp4" type="video/mp4" /><track src="https://example.org/a.vtt" kind="captions" srclang="en" /></video>';
    expect(cleaned(html)).toBe(html);
    expect(cleaned('<source src="https://example.org/a.mp4"><track src="x.vtt">')).toBe('');
  });
});

describe('frames', () => {
  test('of known players stay', () => {
    expect(
      cleaned('<iframe src="//www.youtube.com/embed/x" width="560" allowfullscreen onload="x"><p>y</iframe>'),
    ).toBe('<iframe src="https://www.youtube.com/embed/x" width="560" allowfullscreen="allowfullscreen"></iframe>');
  });

  test.each<[string, string]>([
    ['of others', '<iframe src="https://player.example.org/1" title="A talk"></iframe>'],
    ['without TLS', '<iframe src="http://www.youtube.com/embed/x" title="A talk"></iframe>'],
    ['of hosts that only sound known', '<iframe src="https://www.youtube.com.example.org/" title="A talk"></iframe>'],
    ['on another port', '<iframe src="https://www.youtube.com:8443/x" title="A talk"></iframe>'],
  ])('%s become links', (_, html) => {
    expect(cleaned(html)).toMatch(/^<a href="https?:[^"]+">A talk<\/a>$/);
  });

  test('without a title are linked by their address; within a link they are words', () => {
    expect(cleaned('<iframe src="https://example.org/a"></iframe>')).toBe(
      '<a href="https://example.org/a">https://example.org/a</a>',
    );
    expect(cleaned('<a href="https://example.org/b"><iframe src="https://example.org/a" title="x"></iframe></a>')).toBe(
      '<a href="https://example.org/b">x</a>',
    );
  });
});

describe('what means something stays', () => {
  test.each([
    '<h2>a</h2><h6>b</h6>',
    '<dl><dt>a</dt><dd>b</dd></dl>',
    '<ol start="3" reversed="reversed" type="a"><li value="5">x</li></ol>',
    '<table><caption>c</caption><colgroup><col span="2" /></colgroup><thead><tr><th scope="col" colspan="2">a</th></tr></thead><tbody><tr><td rowspan="2" align="right">b</td></tr></tbody></table>',
    '<figure><img src="https://example.org/a.png" alt="x" /><figcaption>y</figcaption></figure>',
    '<p><abbr title="x">a</abbr><cite>b</cite><q cite="https://example.org/">c</q><sup>d</sup><sub>e</sub><ins>f</ins><del>g</del><mark>h</mark><kbd>i</kbd><samp>j</samp><var>k</var><time datetime="2026">l</time><small>m</small><ruby>n<rp>(</rp><rt>o</rt></ruby><bdi dir="rtl">p</bdi></p>',
    '<pre><code class="language-c++">x</code></pre>',
    '<p lang="ar" dir="rtl">x</p>',
    '<a role="doc-noteref" href="https://example.org/#1">1</a>',
  ])('%s', (html) => {
    expect(cleaned(html)).toBe(html);
  });

  test.each<[string, string, string]>([
    ['the title is the only heading of level 1', '<h1>x</h1>', '<h2>x</h2>'],
    [
      'sections of pages are mere blocks',
      '<article><header>x</header><nav>y</nav></article>',
      '<div><div>x</div><div>y</div></div>',
    ],
    [
      'old elements get their new names',
      '<strike>x</strike><tt>y</tt><acronym title="z">z</acronym>',
      '<s>x</s><code>y</code><abbr title="z">z</abbr>',
    ],
    ['a style that aligns a table cell', '<td style="width:1px;text-align: RIGHT">x</td>', '<td align="right">x</td>'],
    [
      'of classes only the language of code',
      '<p class="big"><code class="x language-js">y</code></p>',
      '<p><code class="language-js">y</code></p>',
    ],
    ['a whole document is its body', '<html><head><title>t</title></head><body><p>x</p></body></html>', '<p>x</p>'],
  ])('%s', (_, html, expected) => {
    expect(cleaned(html)).toBe(expected);
  });
});

describe('any HTML', () => {
  const names =
    'a b p div span ul li ol table tr td th tbody thead tfoot caption h1 h2 dl dt dd pre code em i img br hr iframe svg math script ' +
    'style title noscript picture source video track figure figcaption details summary form button textarea select option template ' +
    'ruby rt rp font center mtext foreignObject desc annotation-xml plaintext xmp noembed body html head article x-y o:p';
  const attributes = [
    ...[
      'id="x"',
      'id=y',
      'name=z',
      'href="javascript:alert(1)"',
      'href=#x',
      'href="a.md#b"',
      'href="mailto:a b#"',
      'src=x.png',
    ],
    ...[
      'src="data:,x"',
      'src=https://example.org/a',
      'srcset="a.png 1x, b.png 2x"',
      'style="text-align:right"',
      'onclick=x()',
    ],
    ...[
      'class="a language-js"',
      'data-src=l.png',
      'alt=""',
      'title="&quot;&#8;"',
      'width=3',
      'colspan=2',
      'poster=p.png',
    ],
    ...[
      'lang=en',
      'dir=rtl',
      'cite=x',
      '__proto__=2',
      'aria-label=label',
      'src=https://www.youtube.com/embed/x',
      '"',
      'x="',
    ],
  ];
  const tag = fc
    .tuple(
      fc.constantFrom(...names.split(' ')),
      fc.array(fc.constantFrom(...attributes), { maxLength: 3 }),
      fc.constantFrom('<', '<', '</'),
    )
    .map(([name, given, start]) => `${start}${name} ${given.join(' ')}>`);
  const traps = [
    ']]>',
    '<![CDATA[',
    '-->',
    '<!--',
    '&amp;',
    '&#8;',
    '&#13;',
    '&lt;',
    '<',
    '>',
    '&',
    '<?xml ?>',
    '\r\n',
    '&nbsp;',
    ' ',
  ];
  const html = fc
    .array(fc.oneof({ weight: 4, arbitrary: tag }, anyText, fc.constantFrom(...traps)), { maxLength: 25 })
    .map((parts) => parts.join(''));

  test('becomes well-formed XML without anything that could do harm', () => {
    fc.assert(
      fc.property(html, (text) => {
        expect(dangersIn(cleaned(text))).toEqual([]);
      }),
      { numRuns: runs(1000) },
    );
  });

  test('leaves nothing for another sanitiser to take away', () => {
    const names = [...elements.keys()];
    const options = {
      allowedTags: names,
      allowedAttributes: Object.fromEntries(
        names.map((name) => [name, ['id', ...elements.get(name)!.attributes.keys()]]),
      ),
      allowedSchemes: ['http', 'https', 'mailto', 'tel'],
      selfClosing: names.filter((name) => elements.get(name)!.empty),
    };
    fc.assert(
      fc.property(html, (text) => {
        const content = cleaned(text);
        expect(sanitizeHtml(content, options)).toBe(content);
      }),
      { numRuns: runs(1000) },
    );
  });

  test('stays the same when it is cleaned again', () => {
    fc.assert(
      fc.property(html, (text) => {
        const once = cleaned(text);
        expect(cleaned(once)).toBe(once);
      }),
      { numRuns: runs(1000) },
    );
  });
});
