import type { StyleSettings, ThemeSettings } from '../../model/publication.ts';
import { checkValue } from '../../model/schema.ts';
import { style as styleSetting } from '../../settings/style.ts';
import { codeColours, colours, fieldName, logoFields, lookFields, measures, modes, valueText } from './fields.ts';

/** A look that somebody tries. Nothing of it is written until it is saved: it lives in the address of the view. */
export interface Trial {
  readonly theme: string;
  /** The texts, as typed, of the fields that are not the theme's own, by their names. */
  readonly changes: ReadonlyMap<string, string>;
}

/** What the fields of a trial come to. */
export interface TriedStyle {
  /** The changes that mean something. */
  readonly style: StyleSettings;
  /** Why a field means nothing, by its name. */
  readonly faults: ReadonlyMap<string, { readonly message: string; readonly hint?: string }>;
}

/** The look that `tidings.yaml` has now. `own` are the values of its theme. */
export function savedTrial(theme: string, style: StyleSettings | undefined, own: ThemeSettings): Trial {
  const texts = lookFields.map(({ path }) => [path.join('.'), valueText(style, path)] as const);
  return { theme, changes: changesOf(new Map(texts.filter(([, text]) => text !== '')), own) };
}

/**
 * The look that a form or an address asks for; undefined if it asks for none. A form names the theme whose values it
 * showed (`from`): what was that theme's own then is the new one's own now.
 * @param ownOf The values of a theme; undefined if there is none of that name, or it cannot be read.
 */
export async function trialIn(
  query: URLSearchParams,
  ownOf: (theme: string) => Promise<ThemeSettings | undefined>,
): Promise<Trial | undefined> {
  const theme = query.get('theme');
  if (theme === null) return undefined;
  // A theme that is gone by now showed nothing.
  const shown = (await ownOf(query.get('from') ?? theme)) ?? (await ownOf(theme));
  const texts = new Map<string, string>();
  for (const { path } of lookFields) {
    const name = path.join('.');
    const given = query.get(`${name}.other`)?.trim() || query.get(name)?.trim();
    if (given) texts.set(name, tidied(name, given));
  }
  const [taken, color] = query.get('take')?.split('=') ?? [];
  if (taken && color && isField(taken)) texts.set(taken, color);
  const left = query.get('own');
  if (left !== null) texts.delete(left);
  // A logo is one value: without its picture the rest of it means nothing.
  if (left === fieldName(logoFields.light))
    for (const field of Object.values(logoFields)) texts.delete(fieldName(field));
  return { theme, changes: shown ? changesOf(texts, shown) : texts };
}

/** The shortest address of a trial: what is the theme's own is left out. */
export function queryOf({ theme, changes }: Trial): Record<string, string> {
  return { theme, ...Object.fromEntries(changes) };
}

/** The changes of a trial as settings; those that mean nothing are left out, and told by their fields. */
export function triedStyle({ changes }: Trial): TriedStyle {
  const wanted: Record<string, unknown> = {};
  for (const [name, text] of changes)
    put(wanted, name.split('.'), isNumber(name) && /^\d+$/.test(text) ? Number(text) : text);
  if (wanted.logo !== undefined && !changes.has(fieldName(logoFields.light))) delete wanted.logo;
  const checked = checkValue(wanted, styleSetting, (path) => ({ file: path.join('.') }), labelOfPath);
  const faults = new Map(
    checked.problems.map(({ file = '', message, hint }) => [
      file,
      seeThrough(file, changes.get(file)) ?? { message, ...(hint !== undefined && { hint }) },
    ]),
  );
  if (checked.problems.length === 0) return { style: (checked.value ?? {}) as StyleSettings, faults };
  const sound = [...changes].filter(([name]) => !faults.has(name));
  // Without a field that all faults are about, nothing is left to try.
  if (sound.length === changes.size) return { style: {}, faults };
  return { style: triedStyle({ theme: '', changes: new Map(sound) }).style, faults };
}

/** As people see it: `Text in light mode`. */
function labelOfPath(path: readonly PropertyKey[]): string {
  const [first, ...rest] = path.map(String);
  const mode = modes.find((one) => one === first);
  const inner = (mode ? rest : path).join('.');
  const field = [...colours, ...codeColours, ...lookFields].find((one) => fieldName(one) === inner);
  if (!field) return path.join('.');
  const label =
    field.path[0] === 'code'
      ? `${field.label} of code`
      : field.path[0] === 'fonts'
        ? `The font of ${field.label.toLowerCase()}`
        : field.label;
  return mode ? `${label} in ${mode} mode` : label;
}

/** Digits for how much shines through, which people copy from other programs. */
function seeThrough(name: string, text = '') {
  const [, long, short] = /^#?(?:([0-9a-f]{6})[0-9a-f]{2}|([0-9a-f]{3})[0-9a-f])$/i.exec(text) ?? [];
  const digits = long ?? short;
  if (digits === undefined || !isColour.test(name)) return undefined;
  const message = `${labelOfPath(name.split('.'))} has a part that shines through, which mail programs do not show`;
  return { message, hint: `Without it, the colour is ${tidied(name, digits)}.` };
}

/** Names of fields that two looks have differently, with both texts; empty for what is the theme's own. */
export function differences(from: Trial, to: Trial): { name: string; from: string; to: string }[] {
  const names = lookFields.map(fieldName).filter((name) => from.changes.get(name) !== to.changes.get(name));
  const changed = names.map((name) => ({
    name,
    from: from.changes.get(name) ?? '',
    to: to.changes.get(name) ?? '',
  }));
  return from.theme === to.theme ? changed : [{ name: 'theme', from: from.theme, to: to.theme }, ...changed];
}

function changesOf(texts: ReadonlyMap<string, string>, own: ThemeSettings): ReadonlyMap<string, string> {
  const isOwn = (name: string, text: string) => valueText(own, name.split('.')).toLowerCase() === text.toLowerCase();
  // A logo of the theme lies in the folder of the theme, so that the same name is another file.
  return new Map([...texts].filter(([name, text]) => name.startsWith('logo.') || !isOwn(name, text)));
}

const isColour = /^(light|dark)\./;

/** `1a5e3a`, `#1A5E3A` and `#fff` are colours that people type. */
function tidied(name: string, text: string): string {
  if (!isColour.test(name)) return text;
  const [, digits] = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text) ?? [];
  if (digits === undefined) return text;
  return `#${digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits}`.toLowerCase();
}

function isNumber(name: string): boolean {
  return name === fieldName(logoFields.width) || measures.some((field) => fieldName(field) === name);
}

function isField(name: string): boolean {
  return lookFields.some((field) => fieldName(field) === name);
}

function put(target: Record<string, unknown>, [key, ...rest]: readonly string[], value: unknown): void {
  if (key === undefined) return;
  const inner = (target[key] ?? {}) as Record<string, unknown>;
  target[key] = rest.length === 0 ? value : inner;
  put(inner, rest, value);
}
