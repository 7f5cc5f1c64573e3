import { nearest } from '../lib/nearest.ts';
import { ProblemError } from '../model/problem.ts';

/** Editors that open a file at a line when an address is followed; in the order in which they are offered. */
export const editors = {
  vscode: { name: 'VS Code', template: 'vscode://file{path}:{line}:{column}' },
  cursor: { name: 'Cursor', template: 'cursor://file{path}:{line}:{column}' },
  zed: { name: 'Zed', template: 'zed://file{path}:{line}:{column}' },
  idea: { name: 'IntelliJ IDEA', template: 'idea://open?file={path}&line={line}&column={column}' },
} as const;

/** A place in a file; the file is absolute, line and column are counted from 1. */
interface EditorPlace {
  readonly file: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/**
 * The template of an editor's addresses, by its name or by itself.
 * @param named Where it was set, in messages.
 * @throws ProblemError with exit code 2 if it is neither.
 */
export function editorTemplate(given: string, named: string): string {
  if (Object.hasOwn(editors, given)) return editors[given as keyof typeof editors].template;
  const names = Object.keys(editors);
  const near = nearest(given, names);
  const known = `Write ${names.join(', ')}, or an address such as "myeditor://open{path}:{line}:{column}".`;
  if (!given.includes(':')) refuse(`${named} "${given}" is no editor`, near ? `Did you mean "${near}"?` : known);
  if (!isForPrograms(given))
    refuse(`${named} "${given}" is no address of a program`, `Begin it with the name of an editor. ${known}`);
  if (!given.includes('{path}')) refuse(`${named} "${given}" has no {path}`, known);
  return given;
}

/** The address that opens a place in an editor. Without a line it is the first, and so is the column. */
export function editorLink(template: string, { file, line = 1, column = 1 }: EditorPlace): string {
  return template
    .replaceAll('{path}', pathInAddress(file))
    .replaceAll('{line}', String(line))
    .replaceAll('{column}', String(column));
}

/** With a slash before it, also before the letter of a drive; its other signs mean nothing in an address. */
export function pathInAddress(file: string): string {
  const parts = file.replaceAll('\\', '/').split('/');
  const [first = '', ...rest] = parts;
  const drive = /^[A-Za-z]:$/.test(first) ? `/${first}` : encodeURIComponent(first);
  return [drive, ...rest.map(encodeURIComponent)].join('/');
}

/** Addresses that the browser itself would open, or run, belong to no editor. */
function isForPrograms(template: string): boolean {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(template)?.[1]?.toLowerCase();
  const browsers = ['javascript', 'data', 'vbscript', 'blob', 'about', 'file', 'filesystem', 'view-source', 'mailto'];
  return scheme !== undefined && !browsers.includes(scheme) && !/[\s\p{Cc}]/u.test(template);
}

function refuse(message: string, hint: string): never {
  throw new ProblemError([{ severity: 'error', rule: 'usage', message, hint }], {
    exitCode: 2,
    state: 'Nothing was done.',
  });
}
