import type { ThemeSettings } from '../model/publication.ts';
import { buttonColours } from './button.ts';

interface DarkRule {
  /** What it changes: Outlook on the web and in apps marks changed grounds and changed text by attributes of their own. */
  readonly changes: 'ground' | 'text';
  readonly selectors: readonly string[];
  readonly declarations: string;
}

/**
 * The style sheet of a letter in dark mode, for the `mj-style` of a layout: one list of rules, written out for programs
 * that know `prefers-color-scheme` and for Outlook, which marks with `data-ogsb` the grounds and with `data-ogsc` the
 * text that it darkened.
 */
export function darkStyles(
  { dark }: Pick<ThemeSettings, 'dark'>,
  logo?: { readonly darkUrl?: string | null } | null,
): string {
  const sheets = logo?.darkUrl ? knownWithLogo : known;
  const sheet = sheets.get(dark) ?? sheetOf([...colors(dark), ...(logo?.darkUrl ? logos : [])]);
  sheets.set(dark, sheet);
  return sheet;
}

/** Every letter of a theme has the same. */
const known = new WeakMap<ThemeSettings['dark'], string>();
const knownWithLogo = new WeakMap<ThemeSettings['dark'], string>();

function sheetOf(rules: readonly DarkRule[]): string {
  const inMedia = rules.map((rule) => `  ${written(rule, '')}\n`).join('');
  const inOutlook = rules.map((rule) => `${written(rule, attributes[rule.changes])}\n`).join('');
  return `@media (prefers-color-scheme: dark) {\n${inMedia}}\n${inOutlook}`.trimEnd();
}

const attributes = { ground: '[data-ogsb] ', text: '[data-ogsc] ' } as const;

/** A later rule wins over an earlier one of the same weight. */
function colors(dark: ThemeSettings['dark']): DarkRule[] {
  const { background, text, muted, link, accent, rule, shade, code } = dark;
  const button = buttonColours(dark);
  const ground = (color: string, ...selectors: string[]): DarkRule => {
    return { changes: 'ground', selectors, declarations: `background-color: ${color} !important;` };
  };
  const ink = (color: string, ...selectors: string[]): DarkRule => {
    return { changes: 'text', selectors, declarations: `color: ${color} !important;` };
  };
  const border = (color: string, ...selectors: string[]): DarkRule => {
    return { changes: 'text', selectors, declarations: `border-color: ${color} !important;` };
  };
  return [
    ground(background, '.page', '.page div[role="article"]'),
    ground(shade, '.letter .shade', '.body code', '.body kbd', '.body samp', '.panel', '.panel > table'),
    ground(accent, '.letter .bar'),
    ground(button.ground, '.letter .button', '.letter .button a'),
    ink(text, '.letter div', '.letter p'),
    ink(link, '.letter a'),
    ink(text, '.letter .title a'),
    ink(muted, '.letter .muted', '.letter .muted div', '.letter .muted p', '.letter .muted a'),
    ink(accent, '.letter .accent', '.letter .accent a'),
    ink(button.text, '.letter .button a', '.letter .button span'),
    border(rule, '.letter .rule'),
    border(accent, '.letter .quote'),
    border(text, '.letter .top'),
    { changes: 'text', selectors: ['.letter .entry a'], declarations: `text-decoration-color: ${accent} !important;` },
    ...Object.entries(code).map(([name, color]) => ink(color, `.letter .code-${name}`)),
  ];
}

const logos: readonly DarkRule[] = [
  { changes: 'text', selectors: ['.letter .logo-light'], declarations: 'display: none !important;' },
  {
    changes: 'text',
    selectors: ['.letter .logo-dark'],
    declarations: 'display: block !important; max-height: none !important;',
  },
];

function written({ selectors, declarations }: DarkRule, attribute: string): string {
  return `${selectors.map((selector) => attribute + selector).join(', ')} { ${declarations} }`;
}
