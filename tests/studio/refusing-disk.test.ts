import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { contentsOf, folderOf } from '../folder.ts';
import { articleOf } from '../publish/publication.ts';
import { requires } from '../requires.ts';

const unshare = requires('unshare');
const task = fileURLToPath(new URL('refusing-disk.ts', import.meta.url));

const files = {
  'tidings.yaml': 'title: The Letter\nurl: https://example.org\n',
  'articles/one.md': articleOf('One', '2026-11-01'),
  'articles/two.md': articleOf('Two', '2026-11-02'),
  'issues/week.md': '---\nsubject: Frost\narticles: [one]\n---\n\nHello.\n',
};

type Answers = Readonly<Record<string, readonly [status: number, text: string]>>;

/** Saves by every form on a disk of its own that was made to refuse. Returns the answers, and what lies there afterwards. */
async function savedOn(
  refusal: string,
): Promise<{ readonly answers: Answers; readonly after: Record<string, string> }> {
  const folder = await folderOf({ ...Object.fromEntries(Object.entries(files).map(([k, v]) => [`given/${k}`, v])) });
  for (const name of ['disk', 'after']) await mkdir(join(folder, name));
  const commands = [
    'mount -t tmpfs -o size=256k tmpfs disk',
    'cp -r given/. disk',
    refusal,
    '"$1" "$2" "$PWD/disk"',
    'rm -f disk/filling || true',
    // An empty file by which builds wait for each other.
    'rm -rf disk/.tidings || true',
    'cp -r disk/. after',
  ];
  const words = ['--mount', '--map-root-user', 'sh', '-ec', commands.join('\n'), 'sh', process.execPath, task];
  const { stdout, stderr, status } = spawnSync(unshare!, words, { cwd: folder, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, expect.any(String)]);
  return { answers: JSON.parse(stdout), after: await contentsOf(join(folder, 'after')) };
}

describe.skipIf(!unshare)('a disk that takes nothing', () => {
  test.each([
    ['is full', 'cat /dev/zero > disk/filling 2>/dev/null || true', 'ENOSPC', 'The disk is full. Make room'],
    ['can only be read', 'mount -o remount,ro disk', 'EROFS', 'The disk can only be read'],
  ])('and %s is told by every form of the studio, and leaves every file as it was', async (_, refusal, code, way) => {
    const { answers, after } = await savedOn(refusal);
    for (const [form, [status, text]] of Object.entries(answers)) {
      expect([form, status]).toEqual([form, 422]);
      expect([form, text]).toEqual([form, expect.stringContaining(code)]);
      expect([form, text]).toEqual([form, expect.not.stringContaining('defect of Tidings')]);
      expect([form, text]).toEqual([form, expect.stringContaining(way)]);
    }
    // The words of the writer stay in the forms.
    expect(answers.publish![1]).toContain('value="2026-11-11"');
    expect(answers.article![1]).toContain('value="My new title"');
    expect(answers.issue![1]).toContain('value="My new issue"');
    expect(answers.look![1]).toContain('#7a1f5c');
    expect(after).toEqual(files);
  });
});
