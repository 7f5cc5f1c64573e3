import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clean } from '../../src/clean/html.ts';
import { cleaned, page } from '../read/cleaned.ts';
import { runs } from '../runs.ts';

function lostIn(html: string) {
  const content = clean(html, page);
  if ('fault' in content) throw new Error(content.fault);
  return content.lost;
}

describe('what closes itself holds nothing of what follows', () => {
  test.each<[string, string, string]>([
    [
      'a frame',
      '<iframe src="https://example.org/"/>after',
      '<a href="https://example.org/">https://example.org/</a>after',
    ],
    ['a script in capitals', '<Script src="x" />after', 'after'],
    ['a style sheet, a title and a field', '<style/>a<title/>b<textarea/>c', 'abc'],
    [
      'a film',
      '<video src="https://example.org/a.mp4" />after',
      '<video src="https://example.org/a.mp4" controls="controls"></video>after',
    ],
    ['a block', '<div/>after', '<div></div>after'],
    ['the target of a link', '<a name="x"/>after', '<a id="x"></a>after'],
    ['plain text', '<plaintext/><b>after</b>', '<b>after</b>'],
  ])('%s', (_, html, expected) => {
    expect(cleaned(html)).toBe(expected);
    expect(lostIn(html)).toEqual([]);
  });
});

describe('words that no rule leaves out are found at the markup that swallows them', () => {
  test.each<[string, string, string, number]>([
    ['a script without end', 'a<script>let x = 1', '<script>', 3],
    ['a style sheet without end', '<style media="all">\np {}\n\nThe text.', '<style media="all">', 3],
    ['a title in prose', '<p>The <title> element</p><p>is one.</p>', '<title>', 3],
    ['a field in prose', 'A <textarea> grows', '<textarea>', 1],
    ['a list of choices that ends with its paragraph', '<p>A <select> has options</p><p>b</p>', '<select>', 2],
    ['a comment without end', '<!-- more\n<p>The text</p>', '<!-- more', 3],
    ['a comment that the next one ends', '<!-- more\nThe text <!-- x -->', '<!-- more', 3],
    ['a section without end', 'a <![CDATA[ b', '<![CDATA[ b', 1],
    ['an instruction without end', 'a <? b', '<? b', 1],
    ['a declaration that takes a tag along', '<!Note this <b>word</b>', '<!Note this <b>', 2],
    ['a film around the rest', '<video src="x.mp4">\n\n<p>The text</p>', '<video src="x.mp4">', 2],
    ['a drawing without end', '<svg><text>b</text> and the rest', '<svg>', 4],
    ['a formula without end', '<math alttext="x"><mi>x</mi> and so on', '<math alttext="x">', 4],
    ['a block that is hidden and has no end', '<section><div hidden>a b</section>', '<div hidden>', 2],
    ['a value without its second quotation mark', '<p class="x>The text</p><p class="y">z</p>', '<p class="x>', 4],
    ['a tag without end', 'a <a href="https://example.org/">b</a> <img alt="a boat', '<img alt="a boat', 4],
    ['an end tag without end', '<b>a</b and more<i>b</i>', '</b and more<i>', 3],
  ])('%s', (_, html, markup, words) => {
    expect(lostIn(html)).toMatchObject([{ markup, count: 0, words }]);
  });

  test('of several tags that read the same, the one is counted', () => {
    expect(lostIn('<title>a</title> x <title>b</title> y <title> c')).toMatchObject([{ markup: '<title>', count: 2 }]);
  });

  test.each([
    ['what is left out and ended', '<script>a</script><style>b</style><title>c</title><svg><text>d</text></svg>'],
    ['comments, also empty, conditional and of a blog', '<!-- a --><!----><!--> <!--[if mso]>b<!-- c --><![endif]--> '],
    ['declarations, instructions and sections', '<!DOCTYPE html><?php x ?><![CDATA[ y ]]><![if !x]>z<![endif]>'],
    ['elements that may do without an end tag', '<ul><li hidden>a<li>b</ul><p hidden>c<p>d'],
    ['what holds no words', '<video src="x.mp4"><iframe src="https://example.org/">'],
    ['signs that only look like markup', 'a < b & c > d <3 </ '],
    ['end tags of nothing', '<p>a</p></p></div></span>'],
  ])('none: %s', (_, html) => {
    expect(lostIn(html)).toEqual([]);
  });

  test('whatever is left open, a word arrives or its loss is found', () => {
    const pieces =
      '<p> </p> <div> </div> <b> </b> <ul><li> <li> <td> <table><tr> <a_href="x"> </a> <script> <script/> <style> <title> ' +
      '<textarea> <select> <option> <svg> <iframe_src="x"> <audio/> <template> <button> <math_alttext="f"> ' +
      '<div_hidden> <dialog> <!-- <! <![CDATA[ <plaintext> <noscript> <x-y> < word word word';
    const html = fc
      .array(fc.constantFrom(...pieces.split(' ').map((piece) => piece.replace('_', ' '))), { maxLength: 14 })
      .map((all) => all.join(' '));
    const wordsIn = (text: string) => text.match(/word/g)?.length ?? 0;
    fc.assert(
      fc.property(html, (text) => {
        // Hidden words are left out by a rule, so they are not lost.
        if (wordsIn(cleaned(text)) < wordsIn(text)) {
          if (!text.includes('hidden')) expect(lostIn(text)).not.toEqual([]);
        } else if (!text.includes('<!')) expect(lostIn(text)).toEqual([]);
      }),
      { numRuns: runs(2000) },
    );
  });
});
