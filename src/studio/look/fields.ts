import type { ThemeSettings } from '../../model/publication.ts';

/** A value of the look that can be changed. */
export interface LookField {
  /** The keys below `newsletter.style`. */
  readonly path: readonly string[];
  readonly label: string;
  /** Where readers see it. */
  readonly seen: string;
}

/** The name of a field in forms and addresses, such as `light.text`. */
export function fieldName({ path }: Pick<LookField, 'path'>): string {
  return path.join('.');
}

/** The colours of a palette, in the order in which they are chosen. */
export const colours: readonly LookField[] = [
  { path: ['background'], label: 'Background', seen: 'behind everything' },
  { path: ['text'], label: 'Text', seen: 'titles and text' },
  { path: ['muted'], label: 'Muted', seen: 'dates, captions, the footer' },
  { path: ['link'], label: 'Links', seen: 'links, and buttons on pages' },
  { path: ['accent'], label: 'Accent', seen: 'the name at the top, and buttons of letters' },
  { path: ['rule'], label: 'Lines', seen: 'between things' },
  { path: ['shade'], label: 'Shade', seen: 'behind code and panels' },
];

export const codeColours: readonly LookField[] = [
  { path: ['code', 'comment'], label: 'Comments', seen: 'in code' },
  { path: ['code', 'keyword'], label: 'Keywords', seen: 'in code' },
  { path: ['code', 'string'], label: 'Texts', seen: 'in code' },
  { path: ['code', 'number'], label: 'Numbers', seen: 'in code' },
  { path: ['code', 'name'], label: 'Names', seen: 'in code' },
];

export const modes = ['light', 'dark'] as const;
export type Mode = (typeof modes)[number];

/** The field of a colour in light or in dark mode. */
export function inMode(mode: Mode, { path, label, seen }: LookField): LookField {
  return { path: [mode, ...path], label: `${label}, ${mode}`, seen };
}

export const fontFields: readonly LookField[] = [
  { path: ['fonts', 'title'], label: 'Titles', seen: 'titles and headings' },
  { path: ['fonts', 'text'], label: 'Text', seen: 'what is read' },
  { path: ['fonts', 'small'], label: 'Small print', seen: 'dates, captions, buttons, the footer' },
  { path: ['fonts', 'code'], label: 'Code', seen: 'words and blocks of code' },
];

export const measures: readonly (LookField & { readonly least: number; readonly most: number })[] = [
  { path: ['width'], label: 'Width', seen: 'of a letter with its padding, in pixels', least: 480, most: 700 },
  { path: ['padding'], label: 'Padding', seen: 'at both sides, in pixels', least: 0, most: 48 },
];

export const logoFields = {
  light: { path: ['logo', 'light'], label: 'Logo', seen: 'in light mode, and on pages' },
  dark: { path: ['logo', 'dark'], label: 'Logo in dark mode', seen: 'in its place where the letter is dark' },
  width: { path: ['logo', 'width'], label: 'Width of the logo', seen: 'as shown, in pixels' },
} as const satisfies Readonly<Record<string, LookField>>;

/** Every field, in the order in which `tidings.yaml` has them. */
export const lookFields: readonly LookField[] = [
  ...measures,
  ...fontFields,
  ...Object.values(logoFields),
  ...modes.flatMap((mode) => [...colours, ...codeColours].map((field) => inMode(mode, field))),
];

/** The text of a field's value; empty where there is none. */
export function valueText(values: Partial<ThemeSettings> | object | undefined, path: readonly string[]): string {
  const found = path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], values);
  return found === undefined || found === null ? '' : String(found);
}
