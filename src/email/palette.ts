import { contrast, nearestWithContrast } from '../lib/contrast.ts';
import type { Problem } from '../model/problem.ts';
import type { ThemeSettings } from '../model/publication.ts';

type Path = readonly string[];
type Palette = ThemeSettings['light'];

/** The contrast for text at level AA of WCAG 2.2 (1.4.3). No theme has text large enough for the lower limit. */
const least = 4.5;

/** Every text colour of themes and of article bodies, with its background colours. */
const pairs: readonly { readonly role: Path; readonly grounds: readonly ('background' | 'shade')[] }[] = [
  { role: ['text'], grounds: ['background', 'shade'] },
  { role: ['muted'], grounds: ['background', 'shade'] },
  { role: ['link'], grounds: ['background', 'shade'] },
  { role: ['accent'], grounds: ['background', 'shade'] },
  ...['comment', 'keyword', 'string', 'number', 'name'].map((name) => ({
    role: ['code', name],
    grounds: ['shade' as const],
  })),
];

/**
 * Finds text with too little contrast, in light or in dark mode. `place` returns the place of a key such as `light`,
 * `text`, and whether the publication itself set it.
 */
export function checkPalettes(
  settings: ThemeSettings,
  place: (path: Path) => { readonly own: boolean; readonly at: Partial<Problem> },
): Problem[] {
  return (['light', 'dark'] as const).flatMap((mode) =>
    pairs.flatMap(({ role, grounds }) => {
      const palette = settings[mode];
      const color = colorOf(palette, role);
      const [worst] = grounds.toSorted((a, b) => contrast(color, palette[a]) - contrast(color, palette[b]));
      const ratio = contrast(color, palette[worst!]);
      if (ratio >= least) return [];
      // If the publication changed only the background, the problem is there: the theme's own colours have passed.
      const written = [place([mode, ...role]), place([mode, worst!])];
      const { at } = written.find(({ own }) => own) ?? written[0]!;
      return [
        problemOf({ mode, role, color, ratio, ground: worst!, grounds: grounds.map((name) => palette[name]) }, at),
      ];
    }),
  );
}

interface Weakness {
  readonly mode: 'light' | 'dark';
  readonly role: Path;
  readonly color: string;
  readonly ratio: number;
  readonly ground: 'background' | 'shade';
  /** All background colours of this text. */
  readonly grounds: readonly string[];
}

function problemOf({ mode, role, color, ratio, ground, grounds }: Weakness, at: Partial<Problem>): Problem {
  const name = `${mode}.${role.join('.')}`;
  const better = nearestWithContrast(color, grounds, least);
  return {
    severity: 'error',
    rule: 'contrast',
    // Rounded down, so that 4.497 is not reported as 4.50, which would pass.
    message: `${name} ${color} on ${mode}.${ground} has a contrast of ${(Math.floor(ratio * 100) / 100).toFixed(2)}:1, and text needs ${least}:1 (WCAG AA)`,
    hint: better
      ? `The nearest colour that can be read is ${role.at(-1)}: '${better}'.`
      : `No colour can be read on both ${mode}.background and ${mode}.shade: bring those two closer to each other.`,
    ...at,
  };
}

function colorOf(palette: Palette, [role, part]: Path): string {
  return part === undefined
    ? palette[role as 'text' | 'muted' | 'link' | 'accent']
    : palette.code[part as keyof Palette['code']];
}
