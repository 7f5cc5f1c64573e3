import { importsOf, type Sources } from './imports.ts';

interface Row {
  /** Folders of `src/`, with a slash, and files that stand in `src/` itself. */
  readonly places: readonly string[];
  readonly what: string;
}

/**
 * Who may import whom, from the ground up: a file imports only from rows before its own in this list. Places of one
 * row never import each other, types included; files within one folder may. The table of CONTRIBUTING is made of it.
 */
const rows: readonly Row[] = [
  {
    places: ['lib/', 'system/'],
    what: 'know nothing of Tidings: pure helpers (escaping, addresses, dates); the disk, the network, processes',
  },
  {
    places: ['model/', 'strings/'],
    what: 'the records (article, issue, publication, slot, problem) and how they are checked; the words around texts',
  },
  {
    places: ['settings/', 'clean/'],
    what: 'the shapes of `tidings.yaml`; the cleaning of HTML',
  },
  {
    places: ['read/', 'feed/', 'web/', 'email/', 'subscribers/', 'config/'],
    what: 'files to articles; articles to feeds, pages, letters; who receives; the environment and the frozen settings of a run',
  },
  {
    places: ['pipeline.ts', 'store/'],
    what: 'everything that a publication becomes; where the list, the ledger and returned mail are kept',
  },
  {
    places: ['publish/', 'send/'],
    what: 'the lock, the memory of builds, the output folder and the letters of a sending; messages, the loop, SMTP and .eml files',
  },
  {
    places: ['sendings/', 'sign-ups/', 'returns/'],
    what: 'one issue to the list: planned, frozen, run; how people come onto the list, and the mails that ask them; whose letter it was that came back, and the consequence for the reader',
  },
  {
    places: [
      'inbox/',
      'doctor/',
      'rehearse/',
      'report/',
      'init/',
      'server/',
      'worker/',
      'studio/',
      'import/',
      'adopt/',
    ],
    what: 'wings, each by itself: mail that came back; the DNS; a sending on this machine; the outcome of one; the site that is in a folder; the feeds of an earlier site; the archives of other services',
  },
  { places: ['run/'], what: 'the weekly run' },
  { places: ['commands/'], what: 'arguments in, words out' },
  { places: ['library/'], what: 'the parts of the library that a program can import by themselves' },
  { places: ['cli.ts', 'index.ts'], what: 'the program and the library' },
];

/** Folders whose files few files outside of them import: the implementations of ports, and where they are opened. */
const faces = new Map(
  ['store/sqlite/', 'store/postgres/'].map((folder) => [folder, ['store/open.ts', 'store/migrate.ts']]),
);

/** Every import that the table forbids, every file that it does not know, and every import that leaves `src/`. */
export function violations(sources: Sources): string[] {
  return [...sources].flatMap(([file, source]) => {
    const place = placeOf(file);
    if (rowOf(place) < 0) return [`${file} is in no row`];
    return importsOf(file, source).flatMap(({ file: target }) => {
      if (target === undefined) return [];
      if (isPastFace(file, target)) return [`${file} imports ${target}`];
      if (placeOf(target) === place) return [];
      if (rowOf(placeOf(target)) < 0) return [`${file} imports ${target}, which is in no row`];
      return rowOf(placeOf(target)) < rowOf(place) ? [] : [`${file} imports ${target}`];
    });
  });
}

function isPastFace(file: string, target: string): boolean {
  return [...faces].some(
    ([folder, face]) => target.startsWith(folder) && !file.startsWith(folder) && !face.includes(file),
  );
}

/** Groups of files that import each other, directly or by way of others, types included. */
export function circles(sources: Sources): string[][] {
  const targets = new Map(
    [...sources].map(([file, source]) => [
      file,
      importsOf(file, source).flatMap(({ file: target }) => (target && sources.has(target) ? [target] : [])),
    ]),
  );
  const reach = (from: string): Set<string> => {
    const found = new Set<string>();
    const open = [...targets.get(from)!];
    for (let file = open.pop(); file !== undefined; file = open.pop()) {
      if (found.has(file)) continue;
      found.add(file);
      open.push(...targets.get(file)!);
    }
    return found;
  };
  const reached = new Map([...sources.keys()].map((file) => [file, reach(file)]));
  const circle = (file: string) => [...reached.get(file)!].filter((other) => reached.get(other)!.has(file)).sort();
  const groups = [...sources.keys()].filter((file) => reached.get(file)!.has(file)).map(circle);
  return [...new Map(groups.map((group) => [group.join(' '), group])).values()];
}

/** The table of CONTRIBUTING, the program first: the rows and places that have files. */
export function layerTable(sources: Sources): string {
  const existing = new Set([...sources.keys()].map(placeOf));
  const lines = rows.flatMap(({ places, what }, index) => {
    const shown = places.filter((place) => existing.has(place)).map((place) => `\`${place}\``);
    return shown.length > 0 ? [`| ${index + 1} | ${shown.join(' ')} | ${what} |`] : [];
  });
  return ['| Row | Where | What |', '| --- | --- | --- |', ...lines.reverse()].join('\n');
}

/** The folder or top-level file that the table names. */
function placeOf(file: string): string {
  return file.includes('/') ? `${file.split('/')[0]}/` : file;
}

function rowOf(place: string): number {
  return rows.findIndex(({ places }) => places.includes(place));
}
