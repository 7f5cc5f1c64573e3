import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(read('package.json')) as Record<'dependencies' | 'devDependencies', Record<string, string>>;
const pins = { ...manifest.dependencies, ...manifest.devDependencies };

interface Workflow {
  readonly permissions: unknown;
  readonly jobs: Record<string, { readonly steps: readonly { readonly uses?: string; readonly run?: string }[] }>;
}
interface Form {
  readonly name: string;
  readonly description: string;
  readonly body: readonly {
    readonly type: string;
    readonly id?: string;
    readonly attributes: { readonly label?: string; readonly value?: string; readonly description?: string };
    readonly validations?: { readonly required: boolean };
  }[];
}
interface Update {
  readonly 'package-ecosystem': string;
  readonly directory: string;
  readonly ignore?: readonly { 'dependency-name': string; versions?: string[]; 'update-types'?: string[] }[];
}

test.each(globSync('.github/**/*.yml', { cwd: root }))('%s is YAML that holds something', (file) => {
  expect(Object.keys(parse(read(file), { strict: true }))).not.toEqual([]);
});

describe('the workflow of CI', () => {
  const text = read('.github/workflows/ci.yml');
  const { permissions, jobs } = parse(text) as Workflow;
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  test('runs what a person runs by hand', () => {
    expect(steps.flatMap(({ run }) => run ?? [])).toEqual(['.ci/run']);
  });

  test('reads the repository and has no further right and no secret', () => {
    expect(permissions).toEqual({ contents: 'read' });
    expect(text).not.toContain('secrets.');
  });

  test('uses actions of a version that it names', () => {
    for (const { uses } of steps.filter((step) => step.uses)) expect(uses).toMatch(/@(v\d+|[0-9a-f]{40})$/);
  });
});

describe.each(['bug', 'feature'])('the form of issues: %s', (name) => {
  const form = parse(read(`.github/ISSUE_TEMPLATE/${name}.yml`)) as Form;
  const fields = form.body.filter(({ type }) => type !== 'markdown');

  test('has what the host needs to show it', () => {
    expect(form).toMatchObject({ name: expect.any(String), description: expect.any(String) });
    expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length);
    for (const { id, type, attributes } of fields) {
      expect(id).toMatch(/^[a-z-]+$/);
      expect(['input', 'textarea', 'dropdown', 'checkboxes']).toContain(type);
      expect(attributes.label).toBeTruthy();
    }
  });
});

test('a report of a fault comes with the settings, a small input, the version and the Node', () => {
  const { body } = parse(read('.github/ISSUE_TEMPLATE/bug.yml')) as Form;
  const demanded = body.filter(({ validations }) => validations?.required);
  const asked = demanded.map(({ attributes }) => `${attributes.label} ${attributes.description}`).join('\n');
  for (const words of ['tidings config --json', 'small input', 'tidings --version', 'node --version', 'did you expect'])
    expect(asked).toContain(words);
});

describe('updates of dependencies', () => {
  const { updates } = parse(read('.github/dependabot.yml')) as { updates: readonly Update[] };
  const ignored = updates.find(({ directory }) => directory === '/')?.ignore ?? [];

  test('are looked for wherever there is a lock', () => {
    const npm = updates.filter((update) => update['package-ecosystem'] === 'npm').map(({ directory }) => directory);
    const locks = ['package-lock.json', ...globSync('tests/*/package-lock.json', { cwd: root })];
    expect(npm.map((directory) => join(directory, 'package-lock.json').slice(1)).sort()).toEqual(locks.sort());
    expect(updates.map((update) => update['package-ecosystem'])).toContain('github-actions');
  });

  test('leave alone what is pinned for a reason', () => {
    for (const name of ['@biomejs/biome', 'knip'])
      expect(ignored).toContainEqual({ 'dependency-name': name, versions: [`>${pins[name]}`] });
    for (const name of ['node', '@types/node']) {
      expect(pins[name]).toMatch(/^24\./);
      expect(ignored).toContainEqual({ 'dependency-name': name, 'update-types': ['version-update:semver-major'] });
    }
  });

  test('change exact versions: no dependency has a range', () => {
    expect(Object.entries(pins).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });
});

test('the page on security says how to report, what is promised and what is protected, and links lead somewhere', () => {
  const page = read('.github/SECURITY.md');
  for (const heading of ['Report a vulnerability', 'What is promised', 'Supported versions', 'What Tidings protects'])
    expect(page).toContain(`## ${heading}`);
  const links = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => join(root, '.github', target!));
  expect(links.filter((path) => !existsSync(path))).toEqual([]);
});
