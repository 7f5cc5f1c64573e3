/** What a release is told by: the places that each name its version. */
export interface ReleaseState {
  /** `version` of package.json. */
  readonly version: string;
  /** Both versions of package-lock.json: that of the file and that of its root package. */
  readonly locked: readonly (string | undefined)[];
  /** `version` of templates/create/package.json. */
  readonly created: string;
  /** The text of CHANGELOG.md. */
  readonly changelog: string;
  /** The tags of the commit that is checked out. */
  readonly tags: readonly string[];
  /** What `git status --porcelain` prints, by lines. */
  readonly changes: readonly string[];
}

export interface Disagreement {
  readonly message: string;
  readonly hint: string;
}

const versionNumber = /^\d+\.\d+\.\d+(-[0-9a-z.-]+)?$/i;
const releaseHeading = /^(\S+) - (\d{4}-\d{2}-\d{2})$/;

/** What keeps a commit from being released, each with a way out; an empty list if nothing does. */
export function disagreementsOf(state: ReleaseState): Disagreement[] {
  const { version, locked, created, changes } = state;
  const found: Disagreement[] = [];
  if (!versionNumber.test(version))
    found.push({
      message: `package.json has the version "${version}"`,
      hint: 'Write three numbers, such as 0.2.0, or 0.2.0-rc.1 for a version that people may try.',
    });
  if (locked.some((one) => one !== version))
    found.push({
      message: `package-lock.json has the version ${quoted(locked)}, package.json "${version}"`,
      hint: `Run: npm version ${version} --no-git-tag-version --allow-same-version`,
    });
  if (created !== version)
    found.push({
      message: `templates/create/package.json has the version "${created}", package.json "${version}"`,
      hint: `Write ${version} there: "npm create tidings" installs the version of its own number.`,
    });
  found.push(...inChangelog(state), ...inTags(state));
  if (changes.length > 0)
    found.push({
      message: `the work tree holds changes that no commit has:\n${changes.map((line) => `    ${line}`).join('\n')}`,
      hint: 'Commit them, or take them back: a release is made of what git has.',
    });
  return found;
}

function inChangelog({ version, changelog, tags }: ReleaseState): Disagreement[] {
  const sections = sectionsOf(changelog);
  const released = sections.find(({ title }) => !isUnreleased(title));
  const unreleased = sections.find(({ title }) => isUnreleased(title));
  const expected = `"## ${version} - YYYY-MM-DD", with the day of the release`;
  if (!released)
    return [{ message: 'CHANGELOG.md has no heading of a release', hint: `Write ${expected}, above its changes.` }];
  const found: Disagreement[] = [];
  const [, named, day] = releaseHeading.exec(released.title) ?? [];
  if (named === undefined || !isDay(day!))
    found.push({
      message: `CHANGELOG.md:${released.line} "## ${released.title}" is no heading of a release`,
      hint: `Write ${expected}.`,
    });
  else if (named !== version)
    found.push({
      message: `CHANGELOG.md:${released.line} tells of version ${named} first, package.json of ${version}`,
      hint: `Give the changes of ${version} the heading ${expected}.`,
    });
  if (unreleased?.holdsChanges && tags.some(isVersionTag))
    found.push({
      message: `CHANGELOG.md:${unreleased.line} has changes under "${unreleased.title}", and this commit is tagged as a release`,
      hint: `Move them under the heading of ${version}.`,
    });
  return found;
}

function inTags({ version, tags }: ReleaseState): Disagreement[] {
  const wrong = tags.filter((tag) => isVersionTag(tag) && tag !== `v${version}`);
  return wrong.map((tag) => ({
    message: `this commit has the tag ${tag}, package.json the version ${version}`,
    hint: `If nobody has the tag yet, remove it with "git tag --delete ${tag}", and tag the release as v${version}.`,
  }));
}

/** The sections of the second level, by the number of their line; `holdsChanges` where one has more than headings. */
function sectionsOf(changelog: string) {
  const lines = changelog.split('\n');
  const starts = lines.flatMap((text, index) => (text.startsWith('## ') ? [index] : []));
  return starts.map((start, index) => ({
    title: lines[start]!.slice('## '.length).trim(),
    line: start + 1,
    holdsChanges: lines.slice(start + 1, starts[index + 1]).some((text) => /^\s*[^\s#]/.test(text)),
  }));
}

function isUnreleased(title: string): boolean {
  return title.toLowerCase() === 'unreleased';
}

function isVersionTag(tag: string): boolean {
  return /^v?\d+\./.test(tag);
}

function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.valueOf()) && date.toISOString().startsWith(day);
}

function quoted(versions: readonly (string | undefined)[]): string {
  return [...new Set(versions)].map((version) => `"${version ?? ''}"`).join(' and ');
}
