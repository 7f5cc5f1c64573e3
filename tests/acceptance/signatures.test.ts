import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../release/packed.ts';

/** One declaration file without its comments: what it declares, and which names it takes from where. */
interface Declarations {
  readonly declared: ReadonlyMap<string, string>;
  readonly imported: ReadonlyMap<string, readonly [name: string, from: string]>;
  readonly passedOn: ReadonlyMap<string, readonly [name: string, from: string]>;
  /** The files of which everything is passed on. */
  readonly whole: readonly string[];
}

function read(file: string): Declarations {
  const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const target = (specifier: string) =>
    specifier.startsWith('.') ? join(dirname(file), specifier).replace(/\.[jt]s$/, '.d.ts') : specifier;
  const lists = (keyword: string) =>
    new Map(
      [...text.matchAll(new RegExp(`^${keyword} (?:type )?\\{([^}]*)\\} from ['"]([^'"]+)`, 'gm'))].flatMap(
        ([, names, from]) =>
          names!
            .split(',')
            .map((name) => name.trim().replace(/^type /, ''))
            .filter(Boolean)
            .map((name) => {
              const [own, other = own] = name.split(' as ') as [string, string?];
              return [other, [own, target(from!)]] as const;
            }),
      ),
    );
  const chunks = text.split(/^(?=(?:export|declare|interface|type|import)\b)/m);
  const declared = new Map<string, string>();
  for (const chunk of chunks) {
    const name = /^(?:export )?(?:declare )?(?:abstract )?(?:function\*?|interface|type|class|const) ([\w$]+)/.exec(
      chunk,
    )?.[1];
    if (name) declared.set(name, `${declared.get(name) ?? ''}${chunk}`);
  }
  const whole = [...text.matchAll(/^export \* from ['"]([^'"]+)/gm)].map(([, from]) => target(from!));
  return { declared, imported: lists('import'), passedOn: lists('export'), whole };
}

const known = new Map<string, Declarations>();
function declarationsOf(file: string): Declarations {
  const found = known.get(file) ?? read(file);
  known.set(file, found);
  return found;
}

/** The place where a name of a file is declared; undefined for a name of the language or of a package. */
function home(file: string, name: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const { declared, imported, passedOn } = declarationsOf(file);
  if (declared.has(name)) return `${file}#${name}`;
  const [own, from] = passedOn.get(name) ?? imported.get(name) ?? [];
  return own === undefined || from === undefined ? undefined : home(from, own);
}

function exportsOf(file: string): string[] {
  const { passedOn, whole } = declarationsOf(file);
  return [...[...passedOn.keys()].map((name) => home(file, name)!), ...whole.flatMap(exportsOf)];
}

const entries = ['index', 'library/record', 'library/feed', 'library/letter', 'library/send'];
const fileOf = (entry: string) => join(root, 'dist', `${entry}.d.ts`);

test('every type that stands in what the library exports has a name there', () => {
  const exported = new Set(exportsOf(fileOf('index')));
  expect(exported.size).toBeGreaterThan(100);
  const nameless = [...exported].flatMap((place) => {
    const [file, name] = place.split('#') as [string, string];
    const signature = declarationsOf(file)
      .declared.get(name)!
      .replace(/'[^']*'|"[^"]*"/g, '');
    const named = new Set(signature.match(/(?<![\w.])[A-Z]\w*(?!\w*\??:)/g));
    return [...named].flatMap((type) => {
      const found = home(file, type);
      return found === undefined || exported.has(found) ? [] : [`${type}, in ${name}`];
    });
  });
  expect(nameless).toEqual([]);
});

test('the parts of the library hold nothing that the whole lacks', () => {
  const whole = new Set(exportsOf(fileOf('index')));
  for (const entry of entries) for (const place of exportsOf(fileOf(entry))) expect(whole).toContain(place);
});

describe.each(entries)('the types of %s', (entry) => {
  test('need neither those of Node nor those of a package', () => {
    const open = [fileOf(entry)];
    const seen = new Set<string>();
    for (let file = open.pop(); file !== undefined; file = open.pop()) {
      if (seen.has(file)) continue;
      seen.add(file);
      const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
      expect(text.match(/\bBuffer\b|\bNodeJS\./), file).toBeNull();
      for (const [, specifier] of text.matchAll(/(?:from|import\()\s*['"]([^'"\s]+)['"]/g)) {
        expect(specifier, file).toMatch(/^\./);
        open.push(join(dirname(file), specifier!).replace(/\.[jt]s$/, '.d.ts'));
      }
    }
    expect(seen.size).toBeGreaterThan(3);
  });
});
