import { describe, expect, test } from 'vitest';
import { clean } from '../../src/clean/html.ts';
import { cleaned, page } from '../read/cleaned.ts';

const formula = (mathMl: string, boxes: string) =>
  `<span class="katex-display"><span class="katex">${mathMl}${boxes}</span></span>`;
const mathMl =
  '<span class="katex-mathml"><math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mrow><mi>E</mi></mrow>' +
  '<annotation encoding="application/x-tex">E</annotation></semantics></math></span>';
const boxes = '<span class="katex-html" aria-hidden="true"><span class="mord">E</span></span>';

describe('an element that browsers do not show stays out', () => {
  test.each<[string, string]>([
    ['one with hidden', '<p>a</p><div hidden><p>b</p></div>'],
    ['one with a value of hidden', '<p>a</p><p hidden="hidden">b</p><p hidden="">c</p>'],
    ['one that its style hides', '<p>a</p><div style="color: red; DISPLAY : none">b</div>'],
    ['one that is invisible', '<p>a</p><p style="visibility:hidden">b</p>'],
    ['a dialog that nobody has opened, and a popover', '<p>a</p><dialog>b</dialog><div popover>c</div>'],
    ['a picture that counts readers', '<p>a</p><img src="https://example.org/a.gif" style="display:none" alt="">'],
  ])('%s', (_, html) => {
    expect(cleaned(html)).toBe('<p>a</p>');
  });

  test('and one that a page may find its way into, or that is open, stays in', () => {
    expect(cleaned('<p hidden="until-found">a</p><dialog open>b</dialog><p style="display: block">c</p>')).toBe(
      '<p>a</p>b<p>c</p>',
    );
  });

  test('which is told at its start tag if it holds words', () => {
    expect(clean('<p hidden></p><p hidden>a b</p><p hidden>c</p>', page)).toMatchObject({
      omitted: [{ name: 'hidden', markup: '<p hidden>', count: 1, words: 2 }],
    });
  });
});

describe('a formula that is written twice is read once', () => {
  test.each<[string, string, string]>([
    ['KaTeX', formula(mathMl, boxes), 'E'],
    ['each formula of several', `${formula(mathMl, boxes)} ${formula(mathMl, boxes)}`, 'E E'],
    ['KaTeX that wrote boxes alone', `${formula(mathMl, boxes)} ${formula('', boxes)}`, 'E E'],
    [
      'MathJax 2',
      '<span class="MathJax"><nobr aria-hidden="true"><span class="mi">E</span></nobr>' +
        '<span class="MJX_Assistive_MathML"><math><mi>E</mi></math></span></span>',
      'E',
    ],
  ])('%s', (_, html, words) => {
    expect(cleaned(html).replace(/<[^>]*>/g, '')).toBe(words);
  });
});

describe('words in what does nothing outside of a browser are told', () => {
  test.each<[string, string, object[]]>([
    ['a title in prose', 'Between <title> and </title> it stands.', [{ name: 'title', markup: '<title>', words: 1 }]],
    [
      'a button, a field and a template',
      '<button>Go on</button><textarea>x</textarea><template>y</template>',
      [{ name: 'button', words: 2 }, { name: 'textarea' }, { name: 'template' }],
    ],
    ['in a form once', '<form><select><option>a</select><button>b</button></form>', [{ name: 'form' }]],
    ['not the title of a whole document', '<html><head><title>x</title></head><body>y', []],
    ['not what is empty', 'x<title></title><button><svg aria-hidden="true"></svg></button>', []],
  ])('%s', (_, html, omitted) => {
    const content = clean(html, page);
    expect('omitted' in content && content.omitted).toMatchObject(omitted);
  });
});
