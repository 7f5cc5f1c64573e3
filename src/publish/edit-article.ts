import type { Config } from '../config/config.ts';
import { ProblemError } from '../model/problem.ts';
import type { YamlChange } from '../model/yaml-edit.ts';
import { rawFrontOf } from '../read/formats/front/read-front.ts';
import { oneSpelling, synonyms } from '../read/formats/front/synonyms.ts';
import { truth } from '../read/formats/front-matter.ts';
import { type EditedFile, isSameDate, openEdited, type Replaced, replaceEdited, withFront } from './edit-file.ts';

/** What the studio changes of an article. */
export interface ArticleDates {
  /** As front matter has it, such as `2026-11-30 09:00`; empty if it has none. */
  readonly date: string;
  readonly draft: boolean;
}

export interface EditableArticle extends EditedFile, ArticleDates {
  /** A key of another program that may hold the article back. */
  readonly holder?: { readonly key: string; readonly line?: number | undefined };
}

/**
 * Reads what the file of an article says of its date and of being a draft.
 * @param file Relative to the publication, with `/`.
 * @throws ProblemError
 */
export async function openArticle(config: Config, file: string): Promise<EditableArticle> {
  const edited = await openEdited(config, file);
  const { date, draft } = read(edited);
  return {
    ...edited,
    date: typeof date.value === 'string' ? date.value : '',
    draft: draft.isDraft,
    ...(draft.other && { holder: draft.other }),
  };
}

function read({ text, front, display }: EditedFile) {
  const source = { text: front ? text.slice(front.start, front.end).replace(/\r\n?/g, '\n') : '', file: display };
  const raw = rawFrontOf({ ...source, syntax: front?.syntax ?? 'yaml', linesBefore: front?.linesBefore ?? 0 });
  if (raw.value === undefined) throw new ProblemError('problems' in raw ? raw.problems : []);
  const { value, at } = raw;
  const keyLike = (names: readonly string[]) =>
    Object.keys(value).find(
      (key) => names.some((name) => oneSpelling(name) === oneSpelling(key)) && value[key] !== null && value[key] !== '',
    );
  const dateKey = keyLike(['date']) ?? keyLike(synonyms.date) ?? 'date';
  const draftKey = Object.keys(value).find((key) => oneSpelling(key) === 'draft');
  const other = keyLike(synonyms.draft);
  const isDraft = draftKey !== undefined && truth(String(value[draftKey])) === true;
  return {
    date: { key: dateKey, value: value[dateKey], line: at([dateKey]).line },
    draft: {
      key: draftKey ?? 'draft',
      isDraft,
      ...(other !== undefined && other !== draftKey && { other: { key: other, line: at([other]).line } }),
    },
  };
}

/**
 * The text of an article with another date or another answer to whether it is a draft. Everything else stays byte for byte.
 * @throws ProblemError that names the line to change by hand, where the front matter is no YAML.
 */
function changedArticle(edited: EditedFile, wanted: ArticleDates, timezone: string): string {
  const { date, draft } = read(edited);
  const old = typeof date.value === 'string' ? date.value : '';
  const isSame = isSameDate(old, wanted.date, timezone);
  const changes: YamlChange[] = [];
  if (!isSame) changes.push({ path: [date.key], value: wanted.date === '' ? undefined : wanted.date });
  if (draft.isDraft !== wanted.draft) changes.push({ path: [draft.key], value: wanted.draft || undefined });
  if (changes.length === 0) return edited.text;
  const { syntax = edited.display.endsWith('.json') ? 'json' : 'yaml' } = edited.front ?? {};
  if (syntax === 'toml') return withToml(edited, changes);
  if (syntax !== 'yaml' || (!edited.front && !/\.(?:md|markdown|mdx)$/i.test(edited.display))) {
    const line = (isSame ? undefined : date.line) ?? (edited.front ? edited.front.linesBefore + 1 : 1);
    throw byHand(edited, line, changes);
  }
  return withFront(edited, changes);
}

/** In TOML, a key of the first table has a line of its own. */
function withToml(edited: EditedFile, changes: readonly YamlChange[]): string {
  const { start, end, linesBefore } = edited.front!;
  let front = edited.text.slice(start, end);
  const eol = front.includes('\r\n') ? '\r\n' : '\n';
  for (const { path, value } of changes) {
    const table = /^[ \t]*\[/m.exec(front)?.index ?? front.length;
    const line = new RegExp(
      `^([ \\t]*${String(path[0])}[ \\t]*=[ \\t]*)([^#\\r\\n]*?)([ \\t]*(?:#[^\\r\\n]*)?)(\\r?\\n|$)`,
      'm',
    ).exec(front.slice(0, table));
    const isPlain = line !== null && /^(?:true|false|"[^"\\]*"|'[^']*'|[\dT:.+Z -]+)$/.test(line[2]!);
    const written =
      typeof value === 'string' && !/^["']/.test(line?.[2] ?? '"') ? tomlDate(value) : JSON.stringify(value);
    if (line && !isPlain)
      throw byHand(edited, linesBefore + front.slice(0, line.index).split('\n').length, [{ path, value }]);
    if (line)
      front =
        front.slice(0, line.index) +
        (value === undefined ? '' : `${line[1]}${written}${line[3]}${line[4]}`) +
        front.slice(line.index + line[0].length);
    else if (value !== undefined)
      front = `${String(path[0])} = ${typeof value === 'string' ? tomlDate(value) : String(value)}${eol}${front}`;
  }
  return edited.text.slice(0, start) + front + edited.text.slice(end);
}

/** TOML has dates of its own, with seconds. */
function tomlDate(date: string): string {
  const [, day, minute] = /^(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d))?$/.exec(date) ?? [];
  return day === undefined ? JSON.stringify(date) : `${day}${minute === undefined ? '' : `T${minute}:00`}`;
}

function byHand({ display }: EditedFile, line: number, changes: readonly YamlChange[]): ProblemError {
  const wishes = changes.map(({ path, value }) =>
    value === undefined ? `take "${path[0]}" out` : `set "${path[0]}" to ${JSON.stringify(value)}`,
  );
  const hint = `Change the file by hand, in an editor: ${wishes.join(', and ')}.`;
  const message = `${display} is not written in YAML, and the studio leaves it alone`;
  return new ProblemError([{ severity: 'error', rule: 'edit', message, hint, file: display, line }]);
}

/**
 * Writes another date or another answer to whether it is a draft into the file of an article, unless the file is no
 * longer the one that the editor saw.
 * @throws ProblemError
 */
export async function saveArticle(config: Config, file: string, seen: string, wanted: ArticleDates): Promise<Replaced> {
  return replaceEdited(config, file, seen, (current) => changedArticle(current, wanted, config.settings.timezone));
}
