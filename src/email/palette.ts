import { contrast, inRatio } from '../lib/contrast.ts';
import { nearestColour } from '../lib/nearest-colour.ts';
import type { Problem } from '../model/problem.ts';
import type { ThemePalette, ThemeSettings } from '../model/publication.ts';

type Path = readonly string[];
type Ground = 'background' | 'shade';

/** A colour of text and one that lies behind it, and how well they can be told apart. */
export interface ColourPair {
  /** The key of the text's colour, such as `text` or `code`, `comment`. */
  readonly role: Path;
  readonly ground: Ground;
  readonly color: string;
  readonly behind: string;
  readonly ratio: number;
  readonly needed: number;
  /** The words that readers see in these colours. */
  readonly seen: string;
}

/** The contrast for text at level AA of WCAG 2.2 (1.4.3). No theme has text large enough for the lower limit. */
const least = 4.5;

/** Every text colour of themes and of article bodies with the colours behind it, and where readers see the two. */
const pairs: readonly { readonly role: Path; readonly on: Readonly<Partial<Record<Ground, string>>> }[] = [
  {
    role: ['text'],
    on: { background: 'titles and text', shade: 'code and panels' },
  },
  {
    role: ['muted'],
    on: { background: 'dates, captions, the footer', shade: 'words in place of a picture, a shaded footer' },
  },
  {
    role: ['link'],
    on: { background: 'links, and buttons on pages', shade: 'links in panels' },
  },
  {
    role: ['accent'],
    on: { background: 'the name at the top, and buttons of letters', shade: 'accents in panels' },
  },
  ...(['comment', 'keyword', 'string', 'number', 'name'] as const).map((name) => ({
    role: ['code', name],
    on: {
      shade: `${{ comment: 'comments', keyword: 'keywords', string: 'texts', number: 'numbers', name: 'names' }[name]} in code`,
    },
  })),
];

/** All pairs of a palette that readers have to tell apart. */
export function pairsOf(palette: ThemePalette): ColourPair[] {
  return pairs.flatMap(({ role, on }) =>
    Object.entries(on).map(([ground, seen]) => {
      const [color, behind] = [colorOf(palette, role), palette[ground as Ground]];
      return { role, ground: ground as Ground, color, behind, ratio: contrast(color, behind), needed: least, seen };
    }),
  );
}

/**
 * The colour nearest to that of a role or ground which passes with everything that is seen with it. Undefined if there
 * is none, for the others are too far apart.
 */
export function nearestPossible(palette: ThemePalette, role: Path): string | undefined {
  const all = pairsOf(palette);
  const ground = all.filter((pair) => role.length === 1 && pair.ground === role[0]);
  const against =
    ground.length > 0
      ? ground.map(({ color }) => color)
      : all.filter((pair) => isRole(pair, role)).map(({ behind }) => behind);
  return nearestColour(colorOf(palette, role), against, least);
}

function isRole({ role }: ColourPair, other: Path): boolean {
  return role.join('.') === other.join('.');
}

/**
 * Finds text with too little contrast, in light or in dark mode. `place` returns the place of a key such as `light`,
 * `text`, and whether the publication itself set it.
 */
export function checkPalettes(
  settings: ThemeSettings,
  place: (path: Path) => { readonly own: boolean; readonly at: Partial<Problem> },
): Problem[] {
  return (['light', 'dark'] as const).flatMap((mode) => {
    const all = pairsOf(settings[mode]);
    return pairs.flatMap(({ role }) => {
      const [worst] = all.filter((pair) => isRole(pair, role)).toSorted((a, b) => a.ratio - b.ratio);
      if (worst!.ratio >= worst!.needed) return [];
      // If the publication changed only the background, the problem is there: the theme's own colours have passed.
      const written = [place([mode, ...role]), place([mode, worst!.ground])];
      const { at } = written.find(({ own }) => own) ?? written[0]!;
      return [problemOf(mode, worst!, nearestPossible(settings[mode], role), at)];
    });
  });
}

function problemOf(
  mode: 'light' | 'dark',
  { role, ground, color, ratio, needed }: ColourPair,
  better: string | undefined,
  at: Partial<Problem>,
): Problem {
  const name = `${mode}.${role.join('.')}`;
  return {
    severity: 'error',
    rule: 'contrast',
    message: `${name} ${color} on ${mode}.${ground} has a contrast of ${inRatio(ratio)}, and text needs ${needed}:1 (WCAG AA)`,
    hint: better
      ? `The nearest colour that can be read is ${role.at(-1)}: '${better}'.`
      : `No colour can be read on both ${mode}.background and ${mode}.shade: bring those two closer to each other.`,
    ...at,
  };
}

function colorOf(palette: ThemePalette, [role, part]: Path): string {
  return part === undefined
    ? palette[role as Exclude<keyof ThemePalette, 'code'>]
    : palette.code[part as keyof ThemePalette['code']];
}
