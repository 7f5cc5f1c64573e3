/** Commands that people know from other programs, in the words of this one. */
export const foreignWords: readonly (readonly [words: string, hint: string])[] = [
  [
    'server start dev watch view open browse',
    'Write "tidings studio" to see letters and pages while you write, or "tidings build --watch" to build again after each change.',
  ],
  [
    'publish deploy upload push release',
    'Write "tidings build" and copy the folder output/ to your web host. "tidings send <slug>" mails a letter.',
  ],
  ['generate make compile render export-site site', 'Write "tidings build".'],
  ['test lint validate verify proof', 'Write "tidings check", or "tidings check --issue <slug>" for one letter.'],
  [
    'list ls',
    'Write "tidings subscribers list" for your readers, "tidings status" for what was sent, or "tidings check" for your articles.',
  ],
  ['add subscribe', 'Write "tidings subscribers add you@example.org" with --consent and how this person agreed.'],
  ['export', 'Write "tidings subscribers export people.csv".'],
  ['show', 'Write "tidings subscribers show you@example.org".'],
  ['tag', 'Write "tidings subscribers tag you@example.org --add <tag>".'],
  [
    'remove delete rm',
    'Write "tidings subscribers remove you@example.org" to end letters to a person. An article goes with its file.',
  ],
  ['forget erase', 'Write "tidings subscribers forget you@example.org".'],
  ['mail email deliver broadcast newsletter campaign', 'Write "tidings send <slug>".'],
  [
    'create begin setup quickstart',
    'Write "tidings init my-letter" for a publication, or "tidings new Title" for an article.',
  ],
  ['write draft post article add-article', 'Write "tidings new Title" for an article.'],
  ['issue', 'Write "tidings digest", which makes an issue of the new articles.'],
  [
    'stats statistics log history sent progress',
    'Write "tidings status", or "tidings report <slug>" for a page about it.',
  ],
  ['bounces bounce', 'Write "tidings inbox", which reads mail that came back.'],
  ['dns spf dkim dmarc diagnose', 'Write "tidings doctor".'],
  ['themes template templates', 'Write "tidings theme list".'],
  ['settings options env', 'Write "tidings config".'],
  ['users readers contacts people members', 'Write "tidings subscribers".'],
  ['restore', 'Put the copy in the place of tidings.db while no tidings runs.'],
  ['clean', 'A build removes what it wrote and needs no more. The folder output/ can be deleted at any time.'],
  ['update upgrade', 'Install the newer version as you installed this one; CHANGELOG.md says what to do then.'],
];

/** The same behind a command that has commands of its own. */
export const foreignToGroups: Readonly<Record<string, typeof foreignWords>> = {
  subscribers: [
    [
      'delete rm del',
      'Write "tidings subscribers remove" to end letters to a person, or "tidings subscribers forget" to erase all of one.',
    ],
    ['unsubscribe', 'Write "tidings subscribers remove you@example.org", or "tidings unsubscribe <token>" for a link.'],
    ['ls all', 'Write "tidings subscribers list".'],
    ['count stats', 'Write "tidings subscribers".'],
    ['find get who search', 'Write "tidings subscribers show you@example.org".'],
    ['update edit set', 'Write "tidings subscribers add" again with what is to be changed.'],
    ['backup', 'Write "tidings backup list.db".'],
  ],
};

/** The way to what somebody means who writes a word of another program. @param group The command that it follows, if any. */
export function ownCommandFor(word: string, group?: string): string | undefined {
  const table = group === undefined ? foreignWords : (foreignToGroups[group] ?? []);
  return table.find(([words]) => words.split(' ').includes(word.toLowerCase()))?.[1];
}
