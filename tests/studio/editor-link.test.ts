import { expect, test } from 'vitest';
import { ProblemError } from '../../src/model/problem.ts';
import { editorLink, editorTemplate } from '../../src/studio/editor-link.ts';

const place = { file: '/home/me/my letter/articles/a&b#1.md', line: 3, column: 7 };

test.each([
  ['vscode', 'vscode://file/home/me/my%20letter/articles/a%26b%231.md:3:7'],
  ['cursor', 'cursor://file/home/me/my%20letter/articles/a%26b%231.md:3:7'],
  ['zed', 'zed://file/home/me/my%20letter/articles/a%26b%231.md:3:7'],
  ['idea', 'idea://open?file=/home/me/my%20letter/articles/a%26b%231.md&line=3&column=7'],
  [
    'subl://open?url=file://{path}&line={line}',
    'subl://open?url=file:///home/me/my%20letter/articles/a%26b%231.md&line=3',
  ],
])('%s opens a file at its line, whatever signs its name has', (editor, address) => {
  expect(editorLink(editorTemplate(editor, '--editor'), place)).toBe(address);
});

test('a file on a drive of Windows has a slash before its letter', () => {
  const file = 'C:\\letters\\articles\\frost.md';
  expect(editorLink(editorTemplate('vscode', '--editor'), { file })).toBe(
    'vscode://file/C:/letters/articles/frost.md:1:1',
  );
});

test('a place without a line opens the first', () => {
  expect(editorLink(editorTemplate('idea', '--editor'), { file: '/a.md' })).toBe(
    'idea://open?file=/a.md&line=1&column=1',
  );
});

test.each([
  ['vscod', '--editor "vscod" is no editor', 'Did you mean "vscode"?'],
  ['notepad', '--editor "notepad" is no editor', 'myeditor://open{path}'],
  ['myeditor://open', '--editor "myeditor://open" has no {path}', 'myeditor://open{path}'],
  ['javascript:alert({path})', '--editor "javascript:alert({path})" is no address of a program', 'Begin it with'],
  ['DATA:text/html,{path}', 'is no address of a program', 'Begin it with'],
  ['my editor://{path}', 'is no address of a program', 'Begin it with'],
])('"%s" is refused with a way out', (given, message, hint) => {
  const refusal = (() => {
    try {
      editorTemplate(given, '--editor');
    } catch (error) {
      return error;
    }
  })();
  expect(refusal).toBeInstanceOf(ProblemError);
  const [problem] = (refusal as ProblemError).problems;
  expect(problem?.message).toContain(message);
  expect(problem?.hint).toContain(hint);
});
