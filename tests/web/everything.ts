import type { Article } from '../../src/model/article.ts';
import { articleOf } from './publication.ts';

/** A small picture that needs no network: a harbour lamp as SVG in a data address, for looking at pages only. */
const picture = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630"><rect width="1200" height="630" fill="#274060"/><rect y="430" width="1200" height="200" fill="#1b2d45"/><circle cx="880" cy="190" r="70" fill="#f2c14e"/><path d="M0 430h1200" stroke="#f2c14e" stroke-width="4" opacity=".5"/></svg>',
)}`;

const content = `<p>Nobody has to be reminded to look at a <em>tide table</em>. It hangs by the harbour door, always in the same order, and <strong>those who need it</strong> come back by themselves.<sup><a role="doc-noteref" href="https://example.org/articles/everything/#everything-fn1" id="everything-fnref1">[1]</a></sup> Publishers spend a good deal of money on <a href="https://elsewhere.example.org/less">rather less</a>, and <a href="https://example.org/articles/first-light/">so did we</a>.</p>
<h2 id="everything-columns">What the columns say</h2>
<p>Each entry gives a time, a state and a height above <abbr title="lowest astronomical tide">LAT</abbr>; write <code>height(0.6, 4.8, 3)</code> or press <kbd>Ctrl</kbd>+<kbd>P</kbd>.</p>
<table><thead><tr><th>Time (UTC+1)</th><th align="center">State</th><th align="right">Height above lowest astronomical tide</th><th>What the watchman wrote beside it</th></tr></thead><tbody><tr><td>00:41</td><td align="center">low</td><td align="right">0.6 m</td><td>Nothing stirs but the fog.</td></tr><tr><td>06:52</td><td align="center"><strong>high</strong></td><td align="right">4.8 m</td><td>Three boats out, none of them ours.</td></tr><tr><td>13:04</td><td align="center">low</td><td align="right">0.5 m</td><td>Mud, gulls, and a boot.</td></tr></tbody></table>
<dl><dt>Range</dt><dd>The height of high water less that of the low water beside it.</dd><dt>Slack water</dt><dd>The short time in which the stream runs neither way.</dd></dl>
<h3 id="everything-twelfths">The rule of twelfths</h3>
<figure><img src="${picture}" alt="A yellow lamp over a dark sea" width="1200" height="630"/><figcaption>Half of the whole rise falls into two hours, the third and the fourth.</figcaption></figure>
<ol start="3"><li>Find the range.</li><li>Divide it by twelve:<ul><li>one hour: 1;</li><li>two hours: 1 + 2 = 3.</li></ul></li><li><p>Multiply, and add the height of low water, <em>h</em><sub>low</sub>.</p></li></ol>
<pre><code class="language-js">const risen = [0, 1, 3, 6, 9, 11, 12];
function height(low, high, hour) { return low + ((high - low) * risen[hour]) / 12; } // longer than any telephone is wide</code></pre>
<blockquote><p>A reader who knows when you will be back need not be called.</p></blockquote>
<details><summary>Can a boat that draws 1.8 m leave at 03:41?</summary><p>On a calm night, yes.</p></details>
<hr/>
<p>Japanese writes the tide as <span lang="ja">潮</span>; Arabic has <span lang="ar" dir="rtl">مدّ</span>. A long address: <a href="https://example.org/a/very/long/path">https://example.org/archive/harbours/lower-quay/tables/2026/november/heights-above-lowest-astronomical-tide?from=2026-11-09&amp;to=2026-11-15</a>. <del>19:51</del> <ins>19:15</ins>, <mark>marked</mark>, <small>small print</small>, H<sub>2</sub>O, <q>quoted</q>.</p>
<audio controls="controls" src="https://example.org/waves.mp3" preload="none">Waves.</audio>
<section role="doc-endnotes"><ol><li id="everything-fn1"><p>The lowest level that sun and moon alone can bring about. <a role="doc-backlink" href="https://example.org/articles/everything/#everything-fnref1">↩</a></p></li></ol></section>`;

/** One article that holds every kind of thing, and others in other scripts. */
export const everything: readonly Article[] = [
  articleOf({
    slug: 'everything',
    title: 'A tide table is a feed',
    summary:
      'How to read one, how to find the height between two entries, and what a column of figures can teach a publisher.',
    content,
    published: '2026-11-23T09:00:00+01:00',
    updated: '2026-11-25T18:10:00+01:00',
    authors: [{ name: 'The Harbour Desk', url: 'https://example.org/harbour-desk/' }, { name: 'The Editors' }],
    tags: ['how-to', 'tides', '潮汐', 'C++ & friends'],
    image: {
      url: picture,
      alt: 'A lamp over a dark sea',
      width: 1200,
      height: 630,
      caption: 'The lamp at Lower Quay, an hour before high water.',
    },
    attachments: [
      {
        url: 'https://example.org/articles/everything/tides.csv',
        type: 'text/csv',
        length: 2140,
        title: 'One week of tides',
      },
      { url: 'https://example.org/reading.mp3', type: 'audio/mpeg', length: 2_345_678, duration: 754 },
    ],
    source: { name: 'Example Weekly', url: 'https://weekly.example.org/' },
    notice: 'Lower Quay and its tides are invented to explain a method. Do not navigate by them.',
  }),
  articleOf({
    slug: 'رسالة-من-المرفأ',
    url: 'https://example.org/articles/%D8%B1%D8%B3%D8%A7%D9%84%D8%A9-%D9%85%D9%86-%D8%A7%D9%84%D9%85%D8%B1%D9%81%D8%A3/',
    title: 'رسالة من المرفأ',
    summary: 'كيف تصل الكلمات إلى قرّائها من غير أن تستعجل.',
    content:
      '<p>يكتب المرء نصًّا قصيرًا ويحفظه في ملف، ثم يترك للأداة أن تصنع منه خلاصةً ورسالة. لا شيء يضيع في الطريق.</p><h2 id="a">ما الذي نحفظه</h2><ul><li>النص نفسه، بلا زخرفة.</li><li>مكان الملف، وهو <code>articles/harbour.md</code>.</li></ul><blockquote><p>من يعرف موعد عودتك لا يحتاج إلى نداء.</p></blockquote><table><thead><tr><th>الوقت</th><th>الحال</th></tr></thead><tbody><tr><td>06:52</td><td>مدّ</td></tr></tbody></table><pre><code>console.log("مرحبًا");</code></pre>',
    published: '2026-11-12T09:00:00+02:00',
    updated: '2026-11-12T09:00:00+02:00',
    authors: [{ name: 'هيئة التحرير' }, { name: 'The Editors' }],
    language: 'ar',
    tags: ['رسائل', 'tides'],
    notice: 'هذا النص مثال للتجربة فقط.',
  }),
  articleOf({
    slug: '港の灯り',
    url: 'https://example.org/articles/%E6%B8%AF%E3%81%AE%E7%81%AF%E3%82%8A/',
    title: '港の灯りと、急がずに読者へ届く一通の長い手紙について',
    summary: '静かな言葉が、急がずに読者へ届くまで。',
    content:
      '<p>文章を一つのファイルに書き、フォルダーに置く。それだけで、フィードと手紙ができあがる。書き手は道具のことを忘れて、言葉だけに向き合えばよい。<em>急ぐ必要はない。</em>潮が引いてまた満ちるように、読者はいつか必ず戻ってくる。</p><h2>書き方</h2><ol><li>一行目に題名を書く。</li><li>二行目に要約を書く。</li></ol><blockquote><p>戻る日を知っている読者は、呼ばれなくても戻ってくる。</p></blockquote><p>振り仮名は<ruby>港<rp>（</rp><rt>みなと</rt><rp>）</rp></ruby>のように付ける。</p>',
    published: '2025-12-31T23:30:00+09:00',
    updated: '2025-12-31T23:30:00+09:00',
    language: 'ja',
    tags: ['tides'],
  }),
  articleOf(),
  articleOf({
    slug: 'long',
    title: `${'A title that goes on and on, '.repeat(9)}and Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen`,
    summary: undefined,
    content: `<p>${'It has no summary, so these are the words that a list will show. '.repeat(6)}</p>`,
    published: '2025-03-02T09:00:00Z',
    updated: '2025-03-02T09:00:00Z',
    tags: ['tides', 'how-to'],
  }),
];
